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

/**
 * Timings in which a checkpoint has cost what those took as well that it starts from, one after the other, as if it were
 * alone. Weights that existed before make it unknown.
 *
 * @param starts node id of a checkpoint → that of the checkpoint that it starts from.
 */
export function withStarts(
  timings: readonly TimingRow[] | null,
  starts: Readonly<Record<string, string>>,
): readonly TimingRow[] | null {
  if (timings === null || Object.keys(starts).length === 0) return timings;
  const nodes = nodesOf(timings);
  return timings.map((row) => {
    const chain: (TimingRow | undefined)[] = [row];
    const seen = new Set([row.node]);
    for (let next = starts[row.node]; next !== undefined && !seen.has(next); next = starts[next]) {
      seen.add(next);
      chain.push(nodes.get(next));
    }
    if (chain.length === 1) return row;
    const sum = (column: 'steps' | 'flops' | 'trainSeconds' | 'seconds') =>
      total(chain.map((one) => (one === undefined || existedBefore(one) ? null : one[column])));
    return {
      ...row,
      steps: sum('steps'),
      flops: sum('flops'),
      trainSeconds: sum('trainSeconds'),
      seconds: sum('seconds'),
    };
  });
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
