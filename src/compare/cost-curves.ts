import type { CurveRow, TimingRow, TrialRow } from '../store/rows.ts';
import { byCell, cellKey, groupBy, isScored } from './cells.ts';
import type { Currency } from './contract/equal-cost.ts';
import { type Costs, checkpointCosts, featuresCosts, nodesOf, total } from './costs.ts';

/** What was observed of one scored trial, and what it had cost by then. */
export interface CostCurve {
  readonly repeat: number;
  readonly fold: number;
  readonly fingerprint: string;
  /** The floor of the metric, at which a trial that diverged is scored; null for a completed one. */
  readonly floor: number | null;
  /** By step; none if it diverged, or was not observed. */
  readonly points: readonly CostPoint[];
  readonly checkpoint: Costs;
  /** Held-out examples that are observed, and those that the score is taken on. */
  readonly observed: number;
  readonly tested: number;
}

export interface CostPoint {
  readonly value: number;
  /** Training examples seen, counting repetitions. */
  readonly examples: number;
  /** Training so far, and the pass that computed the arm's frozen first stages. */
  readonly spent: Costs;
}

export interface CostCurvesInput {
  /** Of one target, one row per trial. */
  readonly trials: readonly TrialRow[];
  readonly curves: readonly CurveRow[];
  readonly timings: readonly TimingRow[] | null;
  readonly metric: string;
  /** The scores of the metric: a diverged trial's value is that of its row. */
  readonly rows: readonly TrialRow[];
}

/** Curves by arm and size, in the order of cells. */
export type CostCurves = (arm: string, size: number) => readonly CostCurve[];

/**
 * Every scored trial of a target with its curve in terms of cost. A trial's seconds are spread evenly over its steps:
 * when each observation was made is not recorded, and would hold the time of observing.
 */
export function costCurves({ trials, curves, timings, metric, rows }: CostCurvesInput): CostCurves {
  const nodes = nodesOf(timings);
  const observations = groupBy(
    curves.filter((row) => row.metric === metric),
    cellKey,
  );
  const values = new Map(rows.filter((row) => row.metric === metric).map((row) => [cellKey(row), row.value]));
  const made = trials.filter(isScored).map((trial) => {
    const key = cellKey(trial);
    const seen = (observations.get(key) ?? []).toSorted((a, b) => a.step - b.step);
    const before = featuresCosts(trial, nodes);
    const seconds = nodes.get(trial.trial)?.trainSeconds ?? null;
    const spent = ({ step, flops }: CurveRow): Costs => ({
      steps: step,
      flops: total([before.flops, flops]),
      seconds: total([before.seconds, step === 0 ? 0 : evenly(seconds, step, trial.steps)]),
    });
    const curve: CostCurve = {
      repeat: trial.repeat,
      fold: trial.fold,
      fingerprint: trial.fingerprint,
      floor: trial.status === 'diverged' ? (values.get(key) ?? null) : null,
      points:
        trial.status === 'diverged'
          ? []
          : seen.map((row) => ({ value: row.value, examples: row.examples, spent: spent(row) })),
      checkpoint: checkpointCosts(trial, nodes),
      observed: seen.at(-1)?.observed ?? 0,
      tested: trial.tested ?? 0,
    };
    return { group: `${trial.arm}\0${trial.size}`, curve };
  });
  const groups = new Map(
    [...groupBy(made, ({ group }) => group)].map(([group, all]) => [group, all.map(({ curve }) => curve).sort(byCell)]),
  );
  return (arm, size) => groups.get(`${arm}\0${size}`) ?? [];
}

function evenly(seconds: number | null, step: number, steps: number | null): number | null {
  return seconds === null || steps === null || steps === 0 ? null : (seconds * step) / steps;
}

/** What an arm has paid by an observation, with its checkpoint or without. */
export function paid(
  { checkpoint }: CostCurve,
  { spent }: CostPoint,
  currency: Currency,
  pretraining: boolean,
): number | null {
  return pretraining ? total([checkpoint[currency], spent[currency]]) : spent[currency];
}
