import { median } from './median.ts';

/** Scores of one arm: runs × suites, every run with every suite. */
export type RunScores = readonly (readonly number[])[];

export type Aggregates =
  | {
      readonly status: 'ok';
      readonly runs: number;
      readonly suites: number;
      /** The interquartile mean of all cells: a quarter of them, rounded down, is left out at either end. */
      readonly iqm: number;
      /** The same with a quarter to the fraction: a cell can be left out in part. */
      readonly iqmFractional: number;
      readonly mean: number;
      /** Over suites, of the means over runs. */
      readonly median: number;
      /** How far the scores are below `best` on average; a score above it counts as `best`. */
      readonly optimalityGap: number;
    }
  /** No runs, or no suites. */
  | { readonly status: 'insufficient'; readonly runs: number; readonly suites: number }
  | { readonly status: 'invalid'; readonly reason: string };

/**
 * Figures over many suites and few runs that no single outlier rules.
 *
 * Source: Agarwal, Schwarzer, Castro, Courville & Bellemare 2021, "Deep reinforcement learning at the edge of the statistical
 * precipice", NeurIPS 34. Scores must share a scale over suites. The interquartile mean is robust like the median and
 * varies less; it says nothing of the worst and best quarters.
 *
 * `insufficient` without runs or suites; `invalid` where a score is missing or not finite.
 *
 * @param best the score from which the optimality gap is told
 */
export function aggregates(scores: RunScores, best = 1): Aggregates {
  const runs = scores.length;
  const suites = scores[0]?.length ?? 0;
  const problem = scoresProblem(scores);
  if (problem !== null || !Number.isFinite(best)) return { status: 'invalid', reason: problem ?? 'no best score' };
  if (runs === 0 || suites === 0) return { status: 'insufficient', runs, suites };
  const cells = scores.flat();
  const bySuite = scores[0]!.map((_, suite) => average(scores.map((run) => run[suite]!)));
  const figures = {
    iqm: interquartileMean(cells),
    iqmFractional: trimmedMean(cells, cells.length / 4),
    mean: average(bySuite),
    median: median(bySuite),
    optimalityGap: best - average(cells.map((score) => Math.min(score, best))),
  };
  if (!Object.values(figures).every(Number.isFinite)) return { status: 'invalid', reason: 'overflow' };
  return { status: 'ok', runs, suites, ...figures };
}

/** The mean of what is left when ⌊n/4⌋ values are left out at either end. Of at least one value. */
export function interquartileMean(values: readonly number[]): number {
  return trimmedMean(values, Math.floor(values.length / 4));
}

/** The mean without `cut` values at either end; of a value at the edge of a fractional cut the rest counts. */
function trimmedMean(values: readonly number[], cut: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const weight = (place: number) => Math.min(1, Math.max(0, place + 1 - cut));
  const weights = sorted.map((_, place) => Math.min(weight(place), weight(sorted.length - 1 - place)));
  const sum = sorted.reduce((total, value, place) => total + weights[place]! * value, 0);
  return sum / weights.reduce((total, one) => total + one, 0);
}

/** Share of cells whose score is above each threshold: the score distribution of an arm. Of at least one cell. */
export function scoreProfile(scores: RunScores, thresholds: readonly number[]): number[] {
  const cells = scores.flat();
  return thresholds.map((threshold) => cells.filter((score) => score > threshold).length / cells.length);
}

/** Why scores are no runs × suites, if they are none. */
export function scoresProblem(scores: RunScores): string | null {
  if (scores.some((run) => run.length !== scores[0]!.length)) return 'not one score for each run and suite';
  return scores.flat().every(Number.isFinite) ? null : 'non-finite score';
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
