import { EigenvalueDecomposition } from 'ml-matrix';
import { combination, smallerGram } from './gram.ts';
import { dot } from './row-matrix.ts';

/**
 * How the indicator vectors y_c of the classes lie to the features F (n × d): with F = U √s Vᵀ,
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
  const { products, ofExamples, size, runs } = smallerGram(features, n);
  const decomposition = new EigenvalueDecomposition(products, { assumeSymmetric: true });
  const ascending = decomposition.realEigenvalues;
  const cutoff = CUTOFF * (ascending.at(-1) ?? 0);
  const kept = [...ascending.keys()].filter((column) => ascending[column]! > cutoff).reverse();
  const eigenvalues = Float64Array.from(kept, (column) => ascending[column]!);
  const vectors = new Float64Array(kept.length * size); // rank × size: U's columns, or V's
  for (const [k, column] of kept.entries()) vectors.set(decomposition.eigenvectorMatrix.getColumn(column), k * size);

  const indicators = [...new Set(Array.from(labels))]
    .sort((a, b) => a - b)
    .map((label) => Float64Array.from(labels, (own) => (own === label ? 1 : 0)));
  return {
    eigenvalues,
    classes: indicators.map((y) => {
      // Of V, U = F V / √s: z = Vᵀ Fᵀ y / √s, and U z = F V z / √s.
      const root = (k: number) => (ofExamples ? 1 : Math.sqrt(eigenvalues[k]!));
      const seen = ofExamples ? y : Float64Array.from({ length: size }, (_, j) => dot(runs, j, y, 0, n));
      const coordinates = eigenvalues.map((_, k) => dot(vectors, k, seen, 0, size) / root(k));
      const weights = combination(
        vectors,
        size,
        coordinates.map((z, k) => z / root(k)),
      );
      const reached = ofExamples ? weights : combination(runs, n, weights);
      const outside = y.reduce((total, value, i) => total + (value - reached[i]!) ** 2, 0);
      return { size: y.reduce((total, value) => total + value, 0), coordinates, outside };
    }),
  };
}
