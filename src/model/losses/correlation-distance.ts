import {
  cast,
  div,
  greater,
  matMul,
  maximum,
  minimum,
  mul,
  reshape,
  type Scalar,
  square,
  sub,
  sum,
  type Tensor,
  type Tensor2D,
} from '@tensorflow/tfjs-core';

/**
 * ‖C_S − C_T‖²_F / (4d²), the squared distance between the covariances of two samples (Sun & Saenko 2016, Deep CORAL,
 * eq. 1–3). A sample of one example has no covariance: the distance is then 0, and so is its gradient.
 *
 * @param source [batch, …]; each row is flattened to d values
 * @param target [batch, …]
 * @param sourceWeight [batch] 1 for an example, 0 for padding
 * @param targetWeight [batch]
 */
export function correlationDistance(
  source: Tensor,
  target: Tensor,
  sourceWeight: Tensor,
  targetWeight: Tensor,
): Scalar {
  const width = source.size / source.shape[0]!;
  const difference = sub(covariance(source, width, sourceWeight), covariance(target, width, targetWeight)); // [d, d]
  const enough = cast(greater(minimum(sum(sourceWeight), sum(targetWeight)), 1), 'float32');
  return mul(sum(square(difference)), div(enough, 4 * width * width)) as Scalar;
}

/** Σ w (x − mean)(x − mean)ᵀ / (n − 1), [d, d], with n = Σ w; divided by 1 where n is 1. */
function covariance(values: Tensor, width: number, weight: Tensor): Tensor2D {
  const rows = values.shape[0]!;
  const flat = reshape(values, [rows, width]); // [batch, d]
  const column = reshape(weight, [rows, 1]);
  const count = sum(weight);
  const mean = div(sum(mul(flat, column), 0, true), count); // [1, d]
  const centred = mul(sub(flat, mean), column) as Tensor2D; // [batch, d], 0 where padded
  return div(matMul(centred, centred, true, false), maximum(sub(count, 1), 1));
}
