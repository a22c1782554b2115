import { max, mean, min, sampleVariance } from 'simple-statistics';
import { powerOfTwoBelow } from './power-of-two.ts';

export type Moments =
  | {
      readonly status: 'ok';
      readonly n: number;
      readonly mean: number;
      /** Sample variance, with n − 1 below. 0 where it is too small for a double; the deviation never is. */
      readonly variance: number;
      /** Its root, the standard deviation. */
      readonly sd: number;
    }
  /** All values are equal, up to rounding: the variance is exactly 0, whatever the arithmetic made of it. */
  | {
      readonly status: 'zero_variance';
      readonly n: number;
      readonly mean: number;
      readonly variance: 0;
      readonly sd: 0;
    }
  /** Fewer than two values. */
  | { readonly status: 'insufficient'; readonly n: number }
  /** A value is NaN or infinite, or the variance overflows. Nothing is dropped silently. */
  | { readonly status: 'invalid'; readonly reason: string };

/** A range below this share of the largest value is rounding: 0.95 − 0.93 and 0.93 − 0.91 differ by 1e-16. */
const ROUNDING = 1e-10;

/**
 * Mean and sample variance, s² = Σ(x − mean)² / (n − 1).
 *
 * That values are constant is read off their range, because the computed variance of constant values need not be 0
 * (three times 0.1 give 2.9e-34, and a t statistic near 1e16).
 */
export function momentsOf(values: readonly number[]): Moments {
  const n = values.length;
  if (!values.every(Number.isFinite)) return { status: 'invalid', reason: 'non-finite difference' };
  if (n < 2) return { status: 'insufficient', n };
  const unit = powerOfTwoBelow(values);
  const list = values.map((value) => value / unit);
  const low = min(list);
  const high = max(list);
  const average = mean(list);
  if (high - low <= ROUNDING * Math.max(Math.abs(low), Math.abs(high))) {
    return { status: 'zero_variance', n, mean: unit * (high === low ? low : average), variance: 0, sd: 0 };
  }
  const sd = unit * Math.sqrt(sampleVariance(list));
  const variance = sampleVariance(list) * unit * unit;
  if (!Number.isFinite(variance)) return { status: 'invalid', reason: 'overflow' };
  return { status: 'ok', n, mean: unit * average, variance, sd };
}
