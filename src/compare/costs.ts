import type { TimingRow, TrialRow } from '../store/rows.ts';
import type { Currency } from './contract/equal-cost.ts';

/** In each currency; null where it is not known. */
export type Costs = Readonly<Record<Currency, number | null>>;

/** Nodes by id. */
export type Nodes = ReadonlyMap<string, TimingRow>;

export const FREE: Costs = { steps: 0, flops: 0, seconds: 0 };

export function nodesOf(timings: readonly TimingRow[] | null): Nodes {
  return new Map((timings ?? []).map((row) => [row.node, row]));
}

/** Whether a checkpoint was made of weights that existed before the run: what they cost is not known. */
export function existedBefore(row: TimingRow): boolean {
  return row.kind === 'pretrain' && row.steps === 0;
}

/** What making a checkpoint took in training; nothing for a trial without one. */
export function checkpointCosts({ checkpoint }: TrialRow, nodes: Nodes): Costs {
  if (checkpoint === null) return FREE;
  const row = nodes.get(checkpoint);
  if (row === undefined || existedBefore(row)) return { steps: null, flops: null, seconds: null };
  return { steps: row.steps, flops: row.flops, seconds: row.trainSeconds };
}

/** What the pass took whose output a trial is trained on: no steps, and nothing for a trial without one. */
export function featuresCosts({ features }: TrialRow, nodes: Nodes): Costs {
  if (features === null) return FREE;
  const row = nodes.get(features);
  return { steps: 0, flops: row?.flops ?? null, seconds: row?.seconds ?? null };
}

/** The sum; null with a part missing, since it would be too low. */
export function total(parts: readonly (number | null)[]): number | null {
  let sum = 0;
  for (const part of parts) {
    if (part === null) return null;
    sum += part;
  }
  return sum;
}
