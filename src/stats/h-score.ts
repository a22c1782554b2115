import { classSpectrum } from './class-spectrum.ts';
import { centred, type RowMatrix } from './row-matrix.ts';
import { type Transferability, unscorable } from './transferability.ts';

/**
 * H-score of features f for the labels y: the share of the features' variance that lies between the classes, each
 * direction measured in units of its own variance,
 *
 *     H = tr(cov(f)⁺ cov(E[f | y])),  from 0 to min(rank of f, classes − 1)
 *
 * Source: Bao, Li, Huang, Zhang, Zheng, Zamir & Guibas 2019, "An information-theoretic approach to transferability in
 * task transfer learning", ICIP. Unchanged by invertible linear maps of the features; the pseudo-inverse
 * leaves out directions below 1e-10 of the largest variance, so that repeating a feature changes nothing. With about as
 * many features as examples it is near its maximum for any labels.
 *
 * With U an orthonormal basis of the centred features' columns, H = Σ_c |Uᵀ 1_c|² / n_c: the overlap of two subspaces.
 *
 * @param features n examples × d features; about min(n, d)³ work
 * @param labels whole numbers, one per example
 * @throws {RangeError} if there is not one label per row.
 */
export function hScore(features: RowMatrix, labels: ArrayLike<number>): Transferability {
  const refusal = unscorable(labels, features.rows);
  if (refusal) return refusal;
  const matrix = centred(features);
  if (matrix.status !== 'ok') return matrix;
  let value = 0;
  for (const { size, coordinates } of classSpectrum(matrix.values, labels).classes) {
    for (const z of coordinates) value += (z * z) / size;
  }
  return { status: 'ok', value };
}
