import { stream } from '../base/random.ts';
import type { Bounds, CensoredInterval } from '../stats/censored-percentiles.ts';
import {
  type CellCurves,
  type CurveFigures,
  type CurveMetric,
  curveFigures,
  curveIntervals,
} from '../stats/curve-intervals.ts';
import type { RankedArm } from './arms.ts';
import { groupBy, type Score, type Scores } from './cells.ts';
import { type CurveFigure, FEWEST_UNITS, type Known, type TransferFigures } from './contract/curve-figures.ts';
import type { MetricFacts } from './contract/values.ts';

/** Resamples of repeats for an interval: its ends move by about a tenth of its width from one thousand to another. */
export const DRAWS = 1000;

/**
 * Sizes below which no power law is shown: it passes through three points whatever they are (Viering & Loog 2022 advise
 * four or more).
 */
export const FEWEST_SIZES = 4;

export interface CurveInput {
  readonly target: string;
  readonly scores: Scores;
  /** What is compared with what. */
  readonly planned: readonly { readonly arm: RankedArm; readonly against: RankedArm }[];
  /** Ascending. */
  readonly sizes: readonly number[];
  readonly metric: MetricFacts;
  /** The suite's. */
  readonly seed: number;
}

/** Figures of each arm's learning curve beside its reference's. None at a single size, which makes no curve. */
export function transferFiguresOf(input: CurveInput): TransferFigures[] {
  const { sizes, planned } = input;
  return sizes.length < 2 ? [] : planned.flatMap(({ arm, against }) => figuresOf(arm.name, against.name, input) ?? []);
}

function figuresOf(arm: string, reference: string, input: CurveInput): TransferFigures | null {
  const { target, sizes, metric, seed } = input;
  const { complete, incomplete } = matchedCells(arm, reference, input);
  const units = [...groupBy(complete, ({ repeat }) => repeat).values()].map((cells) =>
    cells.map(({ curves }) => curves),
  );
  if (units.length === 0) return null;
  const curveMetric = { direction: metric.direction, best: bestOf(metric) };
  const cells = units.flat();
  const known = curveFigures(sizes, cells, curveMetric);
  const flat = sizes.every((_, index) => cells.every(({ scratch }) => scratch[index] === scratch[0]));
  // The draws name the arms: no other arm's interval moves when one is added.
  const random = stream('resampled curves', { seed, target, arm, reference, metric: metric.name });
  const found =
    units.length < FEWEST_UNITS ? null : curveIntervals({ sizes, units }, curveMetric, { random, draws: DRAWS });
  const intervals = found?.status === 'ok' ? found : null;
  // On a level curve of the reference any number of examples has its score.
  const multiplierOf = (index: number): CurveFigure =>
    flat ? NOT_KNOWN : figureOf(known.multipliers[index]!, intervals?.multipliers[index]);
  const figure = (key: Exclude<keyof CurveFigures, 'multipliers'>) => figureOf(known[key], intervals?.[key]);
  return {
    arm,
    reference,
    metric: metric.name,
    units: units.length,
    cells: complete.length,
    incomplete,
    multipliers: sizes.map((size, index) => ({ size, ...multiplierOf(index) })),
    jumpStart: figure('jumpStart'),
    asymptoteGap: sizes.length < FEWEST_SIZES ? NOT_KNOWN : figure('asymptoteGap'),
    area: figure('area'),
    crossover: figure('crossover'),
  };
}

const NOT_KNOWN: CurveFigure = { estimate: null, interval: null };

interface MatchedCell {
  readonly repeat: number;
  readonly curves: CellCurves;
}

/** The cells that both arms have a score in at every size, with equal fingerprints at each. */
function matchedCells(arm: string, reference: string, { scores, sizes, metric }: CurveInput) {
  const tables = sizes.map((size) => ({
    transfer: byCell(scores(arm, size, metric.name)),
    scratch: byCell(scores(reference, size, metric.name)),
  }));
  const all = new Set(tables.flatMap(({ transfer, scratch }) => [...transfer.keys(), ...scratch.keys()]));
  const complete = [...all].flatMap((key): MatchedCell[] => {
    const pairs = tables.map(({ transfer, scratch }) => ({ transfer: transfer.get(key), scratch: scratch.get(key) }));
    if (pairs.some((pair) => pair.transfer === undefined || pair.transfer.fingerprint !== pair.scratch?.fingerprint))
      return [];
    const valuesOf = (side: keyof CellCurves) => pairs.map((pair) => pair[side]!.value);
    const curves = { transfer: valuesOf('transfer'), scratch: valuesOf('scratch') };
    return [{ repeat: pairs[0]!.transfer!.repeat, curves }];
  });
  return { complete, incomplete: all.size - complete.length };
}

function byCell(scores: readonly Score[]): Map<string, Score> {
  return new Map(scores.map((score) => [`${score.repeat}.${score.fold}`, score]));
}

/** The best possible score, where the metric has one. */
export function bestOf({ direction, unit }: MetricFacts): CurveMetric['best'] {
  if (direction === 'lower') return 0;
  return unit === 'fraction' ? 1 : null;
}

function figureOf(estimate: Bounds | null, interval: CensoredInterval | undefined): CurveFigure {
  // Resamples that are all alike have no spread: an interval without width would look like certainty.
  const spread = interval !== undefined && interval.low < interval.high;
  return {
    estimate: estimate === null ? null : knownOf(estimate),
    interval: spread ? knownOf(interval) : null,
  };
}

/** Open ends as JSON can hold them. */
function knownOf({ low, high }: Bounds): Known {
  return { low: Number.isFinite(low) ? low : null, high: Number.isFinite(high) ? high : null };
}
