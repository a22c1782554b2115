import { Matrix } from 'ml-matrix';
import { dot, transposed } from './row-matrix.ts';

/** FᵀF of features F (n × d), or FFᵀ where that is the smaller. The two share their eigenvalues above 0. */
export interface Gram {
  /** size × size. */
  readonly products: Matrix;
  /** Whether it is FFᵀ, of the examples: there are fewer of them than features. */
  readonly ofExamples: boolean;
  readonly size: number;
  /** What the products are of: `size` runs of `length` values, the examples' rows or the features' columns. */
  readonly runs: Float64Array;
  readonly length: number;
}

/** @param features row after row, `rows` of them */
export function smallerGram(features: Float64Array, rows: number): Gram {
  const columns = features.length / rows;
  const ofExamples = rows < columns;
  const runs = ofExamples ? features : transposed(features, rows);
  const [size, length] = ofExamples ? [rows, columns] : [columns, rows];
  const products = new Matrix(size, size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      const product = dot(runs, i, runs, j, length);
      products.set(i, j, product);
      products.set(j, i, product);
    }
  }
  return { products, ofExamples, size, runs, length };
}

/** Σ_k weights[k] · run k of `runs`: `length` values. */
export function combination(runs: Float64Array, length: number, weights: ArrayLike<number>): Float64Array {
  const result = new Float64Array(length);
  for (let k = 0; k < weights.length; k++) {
    for (let i = 0; i < length; i++) result[i]! += weights[k]! * runs[k * length + i]!;
  }
  return result;
}
