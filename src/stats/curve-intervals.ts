import { type Bounds, type CensoredInterval, censoredPercentiles } from './censored-percentiles.ts';
import {
  type BootstrapOptions,
  bootstrapProblem,
  DEFAULT_DRAWS,
  DEFAULT_LEVEL,
  expandedTail,
  unitResamples,
} from './cluster-bootstrap.ts';
import { crossoverSize } from './crossover-size.ts';
import { scratchCurveEquivalent } from './data-equivalence.ts';
import { fitPowerLaw } from './fit-power-law.ts';
import { curveProblem, meanCurve, sizesProblem } from './learning-curve.ts';
import { learningCurveArea } from './learning-curve-area.ts';

/** Scores of one matched cell by size, in both arms. */
export interface CellCurves {
  readonly transfer: readonly number[];
  readonly scratch: readonly number[];
}

/** The learning curves of two arms, cell by cell. */
export interface MatchedCurves {
  readonly sizes: readonly number[];
  /** What was drawn independently, such as repeats, each with its cells. Cells lack no size and no arm. */
  readonly units: readonly (readonly CellCurves[])[];
}

/** What the scores mean. */
export interface CurveMetric {
  readonly direction: 'higher' | 'lower';
  /** The best possible score, which errors are told from; null where there is none, and no power law either. */
  readonly best: number | null;
}

/** A figure of the mean curves and its interval. */
export interface CurveFigure extends CensoredInterval {
  /** By all cells; a bound where it is censored, null where it does not exist. */
  readonly estimate: Bounds | null;
}

export type CurveIntervals =
  | {
      readonly status: 'ok';
      readonly units: number;
      readonly cells: number;
      /** For each size: the examples from scratch that an example with transfer is worth. */
      readonly multipliers: readonly CurveFigure[];
      /** Gain at the smallest size. */
      readonly jumpStart: CurveFigure;
      /** Asymptotic error from scratch less that with transfer, of power laws fitted to the mean curves. */
      readonly asymptoteGap: CurveFigure;
      /** Mean gain over the logarithm of the size. */
      readonly area: CurveFigure;
      /** The size from which transfer is no longer ahead. */
      readonly crossover: CurveFigure;
    }
  /** No size, or fewer than two units, of which there is only one resample. */
  | { readonly status: 'insufficient'; readonly units: number }
  | { readonly status: 'invalid'; readonly reason: string };

/**
 * Figures of two learning curves with percentile intervals, from resamples of whole units (`unitResamples` says why),
 * expanded for few of them (`expandedTail`). Each figure is one of the mean curves over the resampled cells, never a
 * mean of cells' figures: a cell's own curve is noisy and often has no multiplier, crossing or asymptote, and leaving
 * those cells out would choose among them. All figures are of the same resamples.
 *
 * Gains, areas and gaps are in the units of the score and positive where transfer is better. Where a figure lies beyond
 * the sizes it is a bound, and where it does not exist (a curve that does not fall, or does not level off, has no
 * asymptote that could be known) nothing is known: `censoredPercentiles` says what becomes of the interval.
 */
export function curveIntervals(curves: MatchedCurves, metric: CurveMetric, options: BootstrapOptions): CurveIntervals {
  const { sizes, units } = curves;
  const problem = problemOf(curves) ?? bootstrapProblem(options) ?? metricProblem(metric);
  if (problem !== null) return { status: 'invalid', reason: problem };
  if (units.length < 2 || sizes.length === 0) return { status: 'insufficient', units: units.length };
  const { random, draws = DEFAULT_DRAWS, level = DEFAULT_LEVEL } = options;
  const tail = expandedTail(level, units.length);
  const all = units.flat();
  const observed = curveFigures(sizes, all, metric);
  const drawn: CurveFigures[] = [];
  for (const cells of unitResamples(units, draws, random)) drawn.push(curveFigures(sizes, cells, metric));
  const figure = (of: (figures: CurveFigures) => Bounds | null): CurveFigure => ({
    estimate: of(observed),
    ...censoredPercentiles(drawn.map(of), tail),
  });
  return {
    status: 'ok',
    units: units.length,
    cells: all.length,
    multipliers: sizes.map((_, index) => figure(({ multipliers }) => multipliers[index]!)),
    jumpStart: figure(({ jumpStart }) => jumpStart),
    asymptoteGap: figure(({ asymptoteGap }) => asymptoteGap),
    area: figure(({ area }) => area),
    crossover: figure(({ crossover }) => crossover),
  };
}

/** Figures of two curves, without intervals; null where one does not exist. */
export interface CurveFigures {
  readonly multipliers: readonly Bounds[];
  readonly jumpStart: Bounds;
  readonly asymptoteGap: Bounds | null;
  readonly area: Bounds | null;
  readonly crossover: Bounds;
}

/**
 * The figures of the mean curves of some cells, which lack no size and no arm.
 *
 * @param cells at least one, with finite scores. @param sizes ascending, at least one.
 */
export function curveFigures(
  sizes: readonly number[],
  cells: readonly CellCurves[],
  metric: CurveMetric,
): CurveFigures {
  const sign = metric.direction === 'higher' ? 1 : -1;
  // As losses: less is better from here on, whatever the metric.
  const loss = (arm: keyof CellCurves) => meanCurve(cells.map((cell) => cell[arm])).map((score) => -sign * score);
  const [transfer, scratch] = [loss('transfer'), loss('scratch')];
  const gains = scratch.map((score, index) => score - transfer[index]!);
  const area = learningCurveArea({ sizes, scores: gains });
  return {
    multipliers: sizes.map((size, index) => multiplierAt(sizes, scratch, transfer[index]!, size)),
    jumpStart: exactly(gains[0]!),
    asymptoteGap: metric.best === null ? null : asymptoteGapOf(sizes, transfer, scratch, -sign * metric.best),
    area: area.status === 'ok' ? exactly(area.log) : null,
    crossover: sizeBounds(sizes, crossoverSize(sizes, gains)),
  };
}

function multiplierAt(sizes: readonly number[], scratch: readonly number[], loss: number, size: number): Bounds {
  const { low, high } = sizeBounds(sizes, scratchCurveEquivalent({ sizes, scores: scratch }, loss));
  return { low: low / size, high: high / size };
}

function asymptoteGapOf(
  sizes: readonly number[],
  transfer: readonly number[],
  scratch: readonly number[],
  best: number,
) {
  const [ours, theirs] = [transfer, scratch].map((losses) =>
    fitPowerLaw({ sizes, errors: losses.map((loss) => loss - best) }),
  );
  if (ours?.status !== 'ok' || theirs?.status !== 'ok' || ours.asymptoteAtZero || theirs.asymptoteAtZero) return null;
  return exactly(theirs.law.asymptote - ours.law.asymptote);
}

/** What is known of a size that may lie beyond the smallest or the largest one. */
function sizeBounds(sizes: readonly number[], found: ReturnType<typeof crossoverSize>): Bounds {
  if (found.status !== 'ok') throw new Error(`curves that were checked are ${found.status}`);
  if (found.censored === null) return exactly(found.size);
  return found.censored === 'left'
    ? { low: Number.NEGATIVE_INFINITY, high: sizes[0]! }
    : { low: sizes.at(-1)!, high: Number.POSITIVE_INFINITY };
}

function exactly(value: number): Bounds {
  return { low: value, high: value };
}

/** Scores beyond it need not have a mean. */
const LARGEST = 1e150;

function problemOf({ sizes, units }: MatchedCurves): string | null {
  if (units.some((cells) => cells.length === 0)) return 'a unit without cells';
  for (const { transfer, scratch } of units.flat()) {
    const problem = curveProblem({ sizes, scores: transfer }) ?? curveProblem({ sizes, scores: scratch });
    if (problem !== null) return problem;
    if ([...transfer, ...scratch].some((score) => Math.abs(score) > LARGEST)) return 'overflow';
  }
  return sizesProblem(sizes);
}

function metricProblem({ best }: CurveMetric): string | null {
  return best === null || Math.abs(best) <= LARGEST ? null : 'non-finite best score';
}
