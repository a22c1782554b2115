import { momentsOf } from './moments.ts';
import { studentTCdf, studentTUpperTail, twoSidedCritical, twoSidedP } from './student-t.ts';

/** What both computable outcomes carry. */
interface TStatistics {
  readonly n: number;
  readonly mean: number;
  readonly variance: number;
  /** Of the mean, corrected for the overlap of the training sets. */
  readonly standardError: number;
  readonly t: number;
  readonly df: number;
  readonly pTwoSided: number;
  /** One-sided, for a mean above `nullMean`. */
  readonly pGreater: number;
  /** One-sided, for a mean below `nullMean`. */
  readonly pLess: number;
  /** Of the mean, at `level`. */
  readonly interval: readonly [low: number, high: number];
}

export type CorrectedT =
  | ({ readonly status: 'ok' } & TStatistics)
  /** All differences are equal: t is 0 or infinite and p is 1 or 0 by convention. No decision may rest on it. */
  | ({ readonly status: 'zero_variance' } & TStatistics)
  /** A difference is not finite, or an option is outside its range. */
  | { readonly status: 'invalid'; readonly reason: string }
  /** Fewer than two differences. */
  | { readonly status: 'insufficient'; readonly n: number };

export interface CorrectedTOptions {
  /** Test examples per training example of one split: 1/(k − 1) in k-fold cross-validation. */
  readonly testTrainRatio: number;
  /** The mean under the null hypothesis. */
  readonly nullMean?: number;
  /** Coverage of the interval. */
  readonly level?: number;
}

/**
 * The corrected resampled t-test of paired differences over the cells of (repeated) cross-validation:
 *
 *     t = (mean(d) − mu0) / sqrt((1/n + nTest/nTrain) · s²(d)),  df = n − 1
 *
 * The plain t takes the n differences for independent; their training sets overlap, so that its variance is too small.
 * Source: Nadeau & Bengio 2003, "Inference for the generalization error", Machine Learning 52:239–281;
 * Bouckaert & Frank 2004 (PAKDD) for repeated folds. Applies to k-fold (n = k), r × k-fold (n = rk) and random
 * subsampling. With a ratio of 0 it is the plain paired t.
 *
 * Not computable: `insufficient` below two differences, `invalid` where one is not finite. Equal differences are
 * `zero_variance`, with t and p by convention.
 */
export function correctedT(differences: readonly number[], options: CorrectedTOptions): CorrectedT {
  const { testTrainRatio, nullMean = 0, level = 0.95 } = options;
  if (!(testTrainRatio >= 0 && Number.isFinite(testTrainRatio)))
    return { status: 'invalid', reason: 'no finite ratio' };
  if (!Number.isFinite(nullMean)) return { status: 'invalid', reason: 'no finite mean under the null hypothesis' };
  if (!(level > 0 && level < 1)) return { status: 'invalid', reason: 'a level that is not between 0 and 1' };
  const moments = momentsOf(differences);
  if (moments.status === 'invalid' || moments.status === 'insufficient') return moments;
  const { n, mean, variance } = moments;
  const df = n - 1;
  const shift = mean - nullMean;
  if (moments.status === 'zero_variance') {
    const t = shift === 0 ? 0 : shift * Number.POSITIVE_INFINITY;
    const base = { n, mean, variance, standardError: 0, t, df, interval: [mean, mean] } as const;
    return { status: 'zero_variance', ...base, ...probabilities(t, df) };
  }
  const standardError = Math.sqrt(1 / n + testTrainRatio) * moments.sd;
  const t = shift / standardError;
  const halfWidth = twoSidedCritical(1 - level, df) * standardError;
  if (!Number.isFinite(t) || !Number.isFinite(halfWidth)) return { status: 'invalid', reason: 'overflow' };
  const interval = [mean - halfWidth, mean + halfWidth] as const;
  return { status: 'ok', n, mean, variance, standardError, t, df, interval, ...probabilities(t, df) };
}

function probabilities(t: number, df: number) {
  return { pTwoSided: twoSidedP(t, df), pGreater: studentTUpperTail(t, df), pLess: studentTCdf(t, df) };
}
