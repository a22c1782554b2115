import { type CorrectedT, correctedT } from './corrected-t.ts';

type Computed = Extract<CorrectedT, { readonly status: 'ok' | 'zero_variance' }>;

export type PairedT =
  | (Computed & {
      /** Of the differences, with n − 1 below. */
      readonly sd: number;
    })
  | Extract<CorrectedT, { readonly status: 'invalid' }>
  /** Fewer than two pairs; the mean is null without any. */
  | { readonly status: 'insufficient'; readonly n: number; readonly mean: number | null };

export interface PairedTOptions {
  /** The mean under the null hypothesis. */
  readonly nullMean?: number;
  /** Coverage of the interval. */
  readonly level?: number;
}

/**
 * Student's paired t-test of differences that are independent of each other:
 *
 *     t = (mean(d) − mu0) / (s(d) / sqrt(n)),  df = n − 1
 *
 * Source: Student 1908, "The probable error of a mean", Biometrika 6:1–25. Applies to seeds on one fixed split, or to
 * one difference per target; not to folds, whose training sets overlap (Dietterich 1998): those take `correctedT`.
 *
 * Where all differences are equal the status is `zero_variance`: t is 0 or infinite and p is 1 or 0 by convention.
 */
export function pairedT(differences: readonly number[], options: PairedTOptions = {}): PairedT {
  const result = correctedT(differences, { ...options, testTrainRatio: 0 });
  if (result.status === 'invalid') return result;
  if (result.status === 'insufficient') return { ...result, mean: differences[0] ?? null };
  return { ...result, sd: result.standardError * Math.sqrt(result.n) };
}
