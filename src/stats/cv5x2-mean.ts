import { fiveByTwo } from './cv5x2.ts';
import { momentsOf } from './moments.ts';
import { studentTUpperTail, twoSidedCritical } from './student-t.ts';

export type FiveByTwoMean =
  | {
      readonly status: 'ok';
      /** Of all ten values. */
      readonly mean: number;
      /** sqrt(Σ s²(i) / 5): the standard deviation of one value, as the halves of a repeat show it. */
      readonly sd: number;
      readonly df: 5;
      /** 95 % interval of the mean. */
      readonly interval: readonly [low: number, high: number];
      /** One-sided, for a mean above 0. */
      readonly pGreater: number;
      /** Two-sided, of the combined F. */
      readonly pF: number;
    }
  /** The two halves agree in every repeat. `constant`: all ten values are equal. */
  | { readonly status: 'zero_variance'; readonly mean: number; readonly constant: boolean }
  | { readonly status: 'invalid'; readonly reason: string };

const DF = 5;

/**
 * The mean over five repeats of two-fold cross-validation, with the p-value of Alpaydın's combined F and the interval
 *
 *     mean(p) ± t(0.975; 5) · sqrt(Σ s²(i) / 5)
 *
 * Scale and degrees of freedom are those of Dietterich's t, whose own interval stands around the first difference alone
 * and moves with the order of repeats and halves. A mean of ten equally distributed values never varies more than one of
 * them, however they are correlated, so that this interval is conservative; it may hold 0 where F says p < 0.05.
 *
 * Source: Dietterich 1998, Neural Computation 10:1895–1923; Alpaydın 1999, Neural Computation 11:1885–1892.
 *
 * @param values ten, the two halves of a repeat side by side.
 */
export function fiveByTwoMean(values: readonly number[]): FiveByTwoMean {
  if (values.length !== 10) return { status: 'invalid', reason: 'not ten values' };
  const moments = momentsOf(values);
  if (moments.status === 'invalid' || moments.status === 'insufficient')
    return { status: 'invalid', reason: 'non-finite value' };
  const { mean } = moments;
  const test = fiveByTwo([0, 2, 4, 6, 8].map((first) => values.slice(first, first + 2)));
  if (test.status === 'invalid') return test;
  if (test.status === 'zero_variance')
    return { status: 'zero_variance', mean, constant: moments.status === 'zero_variance' };
  const sd = Math.sqrt(test.variances.reduce((sum, variance) => sum + variance, 0) / DF);
  const half = twoSidedCritical(0.05, DF) * sd;
  if (!Number.isFinite(mean / sd) || !Number.isFinite(half)) return { status: 'invalid', reason: 'overflow' };
  const interval = [mean - half, mean + half] as const;
  return { status: 'ok', mean, sd, df: DF, interval, pGreater: studentTUpperTail(mean / sd, DF), pF: test.pF };
}
