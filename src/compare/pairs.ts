import { correctedT } from '../stats/corrected-t.ts';
import { episodeMean } from '../stats/episodes.ts';
import type { RunRecord } from '../store/run-record.ts';
import type { Score } from './cells.ts';
import type { PairedDifference } from './contract/contrast.ts';
import type { Interval, MetricFacts } from './contract/values.ts';

/** Two scores of one cell. */
export interface Pair {
  readonly reference: Score;
  readonly arm: Score;
}

/** The cells that both arms have a score in, by repeat and fold. */
export function pairCells(reference: readonly Score[], arm: readonly Score[]): Pair[] {
  const byCell = new Map(reference.map((score) => [`${score.repeat}.${score.fold}`, score]));
  return arm.flatMap((score) => {
    const partner = byCell.get(`${score.repeat}.${score.fold}`);
    return partner === undefined ? [] : [{ reference: partner, arm: score }];
  });
}

/** The pairs whose trials differ in more than the recipe. */
export function mismatched(pairs: readonly Pair[]): Pair[] {
  return pairs.filter((pair) => pair.reference.fingerprint !== pair.arm.fingerprint);
}

export function differenceOf({ reference, arm }: Pair, direction: MetricFacts['direction']): PairedDifference {
  const gain = gainOf(reference.value, arm.value, direction);
  return { repeat: arm.repeat, fold: arm.fold, reference: reference.value, value: arm.value, gain };
}

/** How much better `after` is than `before`. */
export function gainOf(before: number, after: number, direction: MetricFacts['direction']): number {
  return direction === 'higher' ? after - before : before - after;
}

/** k of the folds whose training parts overlap; or cells that are drawn independently, as few-shot episodes are. */
export type Folds = number | 'independent';

export function foldsOf({ folds, episodes }: RunRecord['design']): Folds {
  return episodes === undefined ? folds : 'independent';
}

/** Whether the cells allow a test: the overlap of a single fold is unknown. */
export function isTestable(folds: Folds): boolean {
  return folds === 'independent' || folds >= 2;
}

/**
 * Test examples per training example of k-fold cross-validation, 1/(k − 1), at every training size (the training part
 * is a subset of the fold's). Independent cells need no correction, which a ratio of 0 is: the plain paired t. One fold
 * has no such ratio: it is given as 0, and nothing is tested there.
 */
export function correctionRatio(folds: Folds): number {
  return folds !== 'independent' && folds >= 2 ? 1 / (folds - 1) : 0;
}

/**
 * 95 % interval of a mean over cells: over episodes by the t of independent ones, else by the corrected resampled t;
 * null below two cells or two folds.
 */
export function intervalOfMean(values: readonly number[], folds: Folds): Interval | null {
  if (!isTestable(folds)) return null;
  if (folds === 'independent') return intervalOverEpisodes(values);
  const test = correctedT(values, { testTrainRatio: correctionRatio(folds) });
  return test.status === 'ok' || test.status === 'zero_variance' ? test.interval : null;
}

/** Mean ± half-width as few-shot work reports it, with Student's quantile in place of 1.96. */
function intervalOverEpisodes(values: readonly number[]): Interval | null {
  const result = episodeMean(values);
  if (result.status === 'zero_variance') return [result.mean, result.mean];
  if (result.status !== 'ok') return null;
  return [result.mean - result.ci95HalfT, result.mean + result.ci95HalfT];
}
