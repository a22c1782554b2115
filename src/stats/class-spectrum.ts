import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { dot, transposed } from './row-matrix.ts';

/**
 * How the indicator vectors of the classes lie to the features F (n × d): with F = U √s Vᵀ,
 *
 *     s, z = Uᵀ y_c, and the part of y_c that no combination of features reaches, |y_c − U z|².
 */
export interface ClassSpectrum {
  /** Eigenvalues of FᵀF above the cutoff, from the largest down; as many as the features' rank. */
  readonly eigenvalues: Float64Array;
  readonly classes: readonly {
    /** Examples of the class. */
    readonly size: number;
    /** z, one value per eigenvalue. */
    readonly coordinates: Float64Array;
    readonly outside: number;
  }[];
}

/** Eigenvalues below this share of the largest one are the rounding of collinear features. */
const CUTOFF = 1e-10;

/**
 * By the eigenvectors of FᵀF, or of FFᵀ where that is the smaller: min(n, d)³ work.
 * @param features row after row; not centred here
 * @param labels one per row; the classes are the labels that occur, in rising order
 */
export function classSpectrum(features: Float64Array, labels: ArrayLike<number>): ClassSpectrum {
  const n = labels.length;
  const d = features.length / n;
  const wide = n < d;
  // The smaller side's vectors, run after run, and their products.
  const runs = wide ? features : transposed(features, n);
  const size = wide ? n : d;
  const length = wide ? d : n;
  const gram = new Matrix(size, size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      const product = dot(runs, i, runs, j, length);
      gram.set(i, j, product);
      gram.set(j, i, product);
    }
  }
  const decomposition = new EigenvalueDecomposition(gram, { assumeSymmetric: true });
  const ascending = decomposition.realEigenvalues;
  const cutoff = CUTOFF * (ascending.at(-1) ?? 0);
  const kept = ascending.map((value, column) => ({ value, column })).filter(({ value }) => value > cutoff);
  kept.reverse();
  const eigenvalues = Float64Array.from(kept, ({ value }) => value);
  const vectors = Float64Array.from(
    kept.flatMap(({ column }) => decomposition.eigenvectorMatrix.getColumn(column)), // rank × size
  );

  const classes = [...new Set(Array.from(labels))].sort((a, b) => a - b);
  return {
    eigenvalues,
    classes: classes.map((label) => {
      const indicator = Float64Array.from(labels, (own) => (own === label ? 1 : 0));
      const seen = wide ? indicator : Float64Array.from({ length: d }, (_, j) => dot(runs, j, indicator, 0, n));
      const coordinates = eigenvalues.map((s, k) => dot(vectors, k, seen, 0, size) / (wide ? 1 : Math.sqrt(s)));
      const reached = combination(
        vectors,
        size,
        wide ? coordinates : coordinates.map((z, k) => z / Math.sqrt(eigenvalues[k]!)),
      );
      let outside = 0;
      for (let i = 0; i < n; i++)
        outside += (indicator[i]! - (wide ? reached[i]! : dot(features, i, reached, 0, d))) ** 2;
      return { size: indicator.reduce((total, one) => total + one, 0), coordinates, outside };
    }),
  };
}

/** Σ_k weights[k] · run k of `vectors`. */
function combination(vectors: Float64Array, length: number, weights: Float64Array): Float64Array {
  const result = new Float64Array(length);
  for (let k = 0; k < weights.length; k++) {
    for (let i = 0; i < length; i++) result[i]! += weights[k]! * vectors[k * length + i]!;
  }
  return result;
}
