import { momentsOf } from './moments.ts';

interface Errors {
  readonly n: number;
  /** Mean absolute error, in the units of the target. */
  readonly mae: number;
  /** Root mean squared error, in the units of the target. */
  readonly rmse: number;
}

export type RegressionMetrics =
  | ({
      readonly status: 'ok';
      /** 1 for a perfect prediction, 0 for the mean of the targets, below 0 for worse. */
      readonly r2: number;
    } & Errors)
  /** All targets are equal, as a single one is: there is no variance to explain, and no R². */
  | ({ readonly status: 'zero_variance' } & Errors)
  /** No examples. */
  | { readonly status: 'insufficient'; readonly n: 0 }
  | { readonly status: 'invalid'; readonly reason: string };

/**
 * How far predictions are from real-valued targets y:
 *
 *     R² = 1 − Σ(y − ŷ)² / Σ(y − ȳ)²,  MAE = 1/n Σ|y − ŷ|,  RMSE = sqrt(1/n Σ(y − ŷ)²)
 *
 * R² is the coefficient of determination of these very predictions, as scikit-learn's `r2_score`, not the square of a
 * correlation: an offset or a wrong scale costs. Where the targets are constant scikit-learn says 1 or 0 by convention; here
 * there is none. Sources: Kvålseth 1985, "Cautionary note about R²", The American Statistician 39:279–285 (his eq. 1).
 *
 * `insufficient` without examples; `zero_variance`, without R², for constant targets; `invalid` where a number is not finite.
 *
 * @param targets real values, one for each example
 * @param predictions the same
 */
export function regressionMetrics(targets: ArrayLike<number>, predictions: ArrayLike<number>): RegressionMetrics {
  const n = targets.length;
  if (predictions.length !== n) return { status: 'invalid', reason: 'not one prediction for each example' };
  if (n === 0) return { status: 'insufficient', n };
  const errors = Array.from(targets, (target, example) => target - predictions[example]!);
  const mae = errors.reduce((sum, error) => sum + Math.abs(error) / n, 0);
  const rmse = rootMeanSquare(errors);
  const moments = momentsOf(Array.from(targets));
  if (moments.status === 'invalid') return { status: 'invalid', reason: 'a target is not finite' };
  if (!Number.isFinite(mae) || !Number.isFinite(rmse))
    return { status: 'invalid', reason: 'a prediction is not finite' };
  if (moments.status !== 'ok') return { status: 'zero_variance', n, mae, rmse };
  return { status: 'ok', n, r2: 1 - (n * (rmse / moments.sd) ** 2) / (n - 1), mae, rmse };
}

/** By the largest, so that no square overflows or vanishes. */
function rootMeanSquare(values: readonly number[]): number {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (largest === 0 || !Number.isFinite(largest)) return largest;
  return largest * Math.sqrt(values.reduce((sum, value) => sum + (value / largest) ** 2, 0) / values.length);
}
