import { div, mul, reshape, type Scalar, square, sub, sum, type Tensor } from '@tensorflow/tfjs-core';

/**
 * Mean squared error over the examples of a padded batch: Σ w (ŷ − y)² / Σ w.
 *
 * @param outputs [batch, 1]
 * @param values [batch]
 * @param weight [batch] 1 for an example, 0 for padding
 */
export function squaredError(outputs: Tensor, values: Tensor, weight: Tensor): Scalar {
  const wrong = sub(reshape(outputs, [-1]), values);
  return div(sum(mul(square(wrong), weight)), sum(weight)) as Scalar;
}
