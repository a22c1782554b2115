import { mean, median, quantile } from 'simple-statistics';
import type { CurveRow, TimingRow, TrialRow } from '../store/rows.ts';
import { byCell, cellKey, groupBy, isScored } from './cells.ts';
import type { Convergence } from './contract/convergence.ts';
import type { MetricFacts } from './contract/values.ts';
import { checkpointCosts, featuresCosts, type Nodes, nodesOf } from './costs.ts';
import type { TestedDesign } from './design.ts';
import { intervalOfMean, testMean } from './mean-test.ts';
import { gainOf } from './pairs.ts';

/** Single curves beyond this many are a smear on the page. */
const MAX_CELLS = 10;

export interface ConvergenceInput {
  /** Of one target, one row per trial. */
  readonly trials: readonly TrialRow[];
  /** Of the same target. */
  readonly curves: readonly CurveRow[];
  readonly timings: readonly TimingRow[] | null;
  readonly arms: readonly string[];
  readonly sizes: readonly number[];
  /** The primary metric; curves of others are left out. */
  readonly metric: MetricFacts;
  readonly reach: number | null;
  readonly design: TestedDesign;
}

/** One scored trial and what was observed of it: nothing, if it diverged. */
interface CellCurve {
  readonly repeat: number;
  readonly fold: number;
  readonly diverged: boolean;
  readonly trial: TrialRow;
  /** By step. */
  readonly rows: readonly CurveRow[];
}

/** How the held-out score moved over training, for each arm × size with observations. Only scored trials count. */
export function convergenceOf(input: ConvergenceInput): Convergence[] {
  const { arms, sizes, metric, reach, design } = input;
  const groups = cellCurves(input);
  const nodes = nodesOf(input.timings);
  return arms.flatMap((arm) =>
    sizes.flatMap((size) => {
      const cells = groups.get(`${arm}\0${size}`) ?? [];
      const observed = cells.filter((cell) => cell.rows.length > 0);
      if (observed.length === 0) return [];
      return {
        arm,
        size,
        metric: metric.name,
        points: meanCurve(observed, design),
        seconds: secondsOf(observed, nodes),
        cells: observed.slice(0, MAX_CELLS).map(({ repeat, fold, rows }) => ({
          repeat,
          fold,
          points: rows.map(({ step, value }) => ({ step, value })),
        })),
        // Over all cells: leaving out those that diverged before they were observed would make the arm look faster.
        reached: reach === null ? null : reachedBy(cells, reach, metric.direction),
        tail: tailOf(observed, metric, design),
      };
    }),
  );
}

function cellCurves({ trials, curves, metric }: ConvergenceInput): Map<string, CellCurve[]> {
  const primary = curves.filter((row) => row.metric === metric.name);
  const rowsOf = groupBy(primary, cellKey);
  const cells = trials.filter(isScored).flatMap((trial) => {
    const rows = (rowsOf.get(cellKey(trial)) ?? []).toSorted((a, b) => a.step - b.step);
    const { arm, size, repeat, fold, status } = trial;
    if (rows.length === 0 && status === 'completed') return []; // the metric is undefined on what was observed
    return [{ group: `${arm}\0${size}`, repeat, fold, diverged: status === 'diverged', trial, rows }];
  });
  return groupBy(cells.sort(byCell), (cell) => cell.group);
}

/** At each step, the mean over the cells that were observed there. */
function meanCurve(cells: readonly CellCurve[], design: TestedDesign): Convergence['points'] {
  const steps = [
    ...groupBy(
      cells.flatMap((cell) => cell.rows),
      (row) => row.step,
    ),
  ].sort(([a], [b]) => a - b);
  return steps.map(([step, rows]) => {
    const values = rows.map((row) => row.value);
    const examples = mean(rows.map((row) => row.examples));
    const [low, middle, high] = quantile(values, [0.25, 0.5, 0.75]) as [number, number, number];
    const interval = intervalOfMean(values, design);
    return { step, examples, mean: mean(values), interval, n: values.length, median: middle, quartiles: [low, high] };
  });
}

/** What the trials of a curve took; an arm that trains nothing has steps of no time. */
function secondsOf(cells: readonly CellCurve[], nodes: Nodes): Convergence['seconds'] {
  const middle = (of: (trial: TrialRow) => number | null): number | null => {
    const known = cells.flatMap(({ trial }) => of(trial) ?? []);
    return known.length < cells.length ? null : median(known);
  };
  const perStep = middle(({ trial, steps }) => {
    const seconds = nodes.get(trial)?.trainSeconds ?? null;
    return seconds === null || steps === null ? null : steps === 0 ? 0 : seconds / steps;
  });
  const before = middle((trial) => featuresCosts(trial, nodes).seconds);
  if (perStep === null || before === null) return null;
  return { perStep, before, pretraining: middle((trial) => checkpointCosts(trial, nodes).seconds) };
}

/**
 * How many cells were ever observed at the score `reach` or better, and the median of their first such step. A cell
 * that never was is censored: it counts as later than any step.
 */
function reachedBy(cells: readonly CellCurve[], reach: number, direction: MetricFacts['direction']) {
  const steps = cells.map(
    ({ rows }) => rows.find((row) => gainOf(reach, row.value, direction) >= 0)?.step ?? Number.POSITIVE_INFINITY,
  );
  const middle = median(steps);
  return {
    count: steps.filter(Number.isFinite).length,
    of: cells.length,
    medianStep: Number.isFinite(middle) ? middle : null,
  };
}

/**
 * The gain from the observation nearest to four fifths of the budget to the last one. A cell whose earlier observations
 * all lie in the first half says nothing about its end, and a diverged one has none: both are left out.
 */
function tailOf(cells: readonly CellCurve[], metric: MetricFacts, design: TestedDesign): Convergence['tail'] {
  const gains = cells.flatMap(({ rows, diverged }) => {
    const last = rows.at(-1);
    if (diverged || last === undefined) return [];
    const late = rows.filter((row) => row.step < last.step && row.step >= last.step / 2);
    if (late.length === 0) return [];
    const distance = (row: CurveRow) => Math.abs(row.step - 0.8 * last.step);
    const before = late.reduce((nearest, row) => (distance(row) < distance(nearest) ? row : nearest));
    return [gainOf(before.value, last.value, metric.direction)];
  });
  if (gains.length === 0) return null;
  const gain = mean(gains);
  // One-sided, since a warning that is missed does more harm than one too many. A rise that is certain but below half
  // the region of practical equivalence would not move a verdict.
  const test = testMean(gains, design);
  const rises = test.status === 'ok' ? test.pGreater < 0.05 : test.status === 'zero_variance' && test.mean > 0;
  const stillImproving = rises && gain > (metric.rope ?? 0) / 2;
  return { gain, interval: test.status === 'ok' ? test.interval : null, stillImproving };
}
