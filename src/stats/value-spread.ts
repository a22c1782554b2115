import { median } from './median.ts';
import { momentsOf } from './moments.ts';

/** What the best constant predictions of values cost, in the unit of the values. */
export type ValueSpread =
  | {
      readonly status: 'ok';
      readonly n: number;
      /** Root mean squared error of always answering with the mean, the best constant by that error: the standard deviation with n below. */
      readonly aroundMean: number;
      /** Mean absolute error of always answering with the median, the best constant by that error. */
      readonly aroundMedian: number;
    }
  /** All values are equal, as a single one is: a constant predicts them perfectly. */
  | { readonly status: 'constant'; readonly n: number; readonly aroundMean: 0; readonly aroundMedian: 0 }
  | { readonly status: 'insufficient'; readonly n: 0 }
  | { readonly status: 'invalid'; readonly reason: string };

/**
 * How far values lie around their mean and around their median:
 *
 *     sqrt(1/n Σ(v − v̄)²),  1/n Σ|v − median|
 *
 * They are RMSE and MAE of a prediction that does not look at the examples.
 */
export function valueSpread(values: ArrayLike<number>): ValueSpread {
  const list = Array.from(values);
  const n = list.length;
  if (n === 0) return { status: 'insufficient', n };
  if (!list.every(Number.isFinite)) return { status: 'invalid', reason: 'a value is not finite' };
  const moments = momentsOf(list);
  if (moments.status === 'invalid') return moments;
  if (moments.status !== 'ok') return { status: 'constant', n, aroundMean: 0, aroundMedian: 0 };
  const middle = median(list);
  return {
    status: 'ok',
    n,
    aroundMean: moments.sd * Math.sqrt((n - 1) / n),
    aroundMedian: list.reduce((sum, value) => sum + Math.abs(value - middle) / n, 0),
  };
}
