import { PCA } from 'ml-pca';
import { combination, smallerGram } from './gram.ts';
import { centred, dot, type RowMatrix } from './row-matrix.ts';

export type Principal =
  | {
      readonly status: 'ok';
      /** rows × dims, row after row, in the units of the features. */
      readonly coordinates: Float64Array;
      readonly rows: number;
      /** As many as were asked for, or the rank of the features if that is less. */
      readonly dims: number;
      /** Share of the features' total variance along each axis, falling; together at most 1. */
      readonly explained: readonly number[];
      /** dims × features: the unit vectors of the axes. Other activations of the same features can be laid on them. */
      readonly axes: Float64Array;
      /** The mean of every feature; it is the origin of the coordinates. */
      readonly means: Float64Array;
    }
  /** All rows are equal. */
  | { readonly status: 'zero_variance' }
  | { readonly status: 'invalid'; readonly reason: string };

/** Axes below this share of the variance are rounding. */
const CUTOFF = 1e-12;

/** Loadings that differ by less in size are equal: which of them is larger would hang on the last digit. */
const TIE = 1e-6;

/**
 * Principal components: the coordinates of the rows along the directions of largest variance.
 * Source: Pearson 1901; Hotelling 1933. An axis has no sign of its own: here its first loading of largest size is
 * positive, so that equal data give equal pictures.
 *
 * Costs about min(rows, features)³.
 * @param dims axes wanted, a whole number from 1 on
 * @throws {RangeError} on other dims, or if the values do not fill whole rows.
 */
export function principalComponents(matrix: RowMatrix, dims: number): Principal {
  if (!(Number.isInteger(dims) && dims >= 1)) throw new RangeError(`one axis or more is needed, received ${dims}`);
  const data = centred(matrix);
  if (data.status !== 'ok') return data;
  const { values, rows, columns, means, scale } = data;
  const { products, ofExamples, size, runs, length } = smallerGram(values, rows);
  const total = products.trace();
  const pca = new PCA(products, { isCovarianceMatrix: true });
  const explained = pca
    .getEigenvalues()
    .slice(0, dims)
    .map((eigenvalue) => eigenvalue / total)
    .filter((share) => share > CUTOFF);
  const axes = new Float64Array(explained.length * columns);
  for (let k = 0; k < explained.length; k++) {
    const vector = Float64Array.from(pca.getEigenvectors().getColumn(k));
    const axis = ofExamples ? combination(runs, length, vector.subarray(0, size)) : vector;
    axes.set(oriented(axis), k * columns);
  }
  const kept = explained.length;
  const coordinates = new Float64Array(rows * kept);
  for (let i = 0; i < rows; i++) {
    for (let k = 0; k < kept; k++) coordinates[i * kept + k] = scale * dot(values, i, axes, k, columns);
  }
  return { status: 'ok', coordinates, rows, dims: kept, explained, axes, means };
}

/** Of length 1, with its first loading of largest size positive. */
function oriented(axis: Float64Array): Float64Array {
  const largest = axis.reduce((most, loading) => Math.max(most, Math.abs(loading)), 0);
  const first = axis.find((loading) => Math.abs(loading) >= (1 - TIE) * largest) ?? 1;
  const length = Math.sqrt(dot(axis, 0, axis, 0, axis.length)) * Math.sign(first);
  return axis.map((loading) => loading / length);
}
