import { UMAP } from 'umap-js';
import { centred, type RowMatrix } from './row-matrix.ts';

export type Embedding =
  | {
      readonly status: 'ok';
      /** rows × dims, row after row. Only nearness means something: axes, distances and densities do not. */
      readonly coordinates: Float64Array;
      readonly rows: number;
      readonly dims: number;
      /** Neighbours per row that were used, the row itself among them. */
      readonly neighbours: number;
    }
  /** All rows are equal. */
  | { readonly status: 'zero_variance' }
  /** Fewer than four rows: they have no neighbourhoods to keep. */
  | { readonly status: 'insufficient'; readonly n: number }
  | { readonly status: 'invalid'; readonly reason: string };

export interface UmapOptions {
  /** Uniform draws from [0, 1). Equal draws give equal coordinates. */
  readonly random: () => number;
  /** 2 by default. */
  readonly dims?: number;
  /** Neighbours per row, itself among them; 15 by default, and never more than rows − 1. */
  readonly neighbours?: number;
  /** Least distance of two points in the picture, from 0 to 1; 0.1 by default. */
  readonly minDistance?: number;
  /** Passes of the optimisation; umap-js chooses 200 to 500 by the number of rows. */
  readonly epochs?: number;
}

const FEWEST_ROWS = 4;

/**
 * UMAP: a picture in few dimensions that keeps each row's nearest neighbours (Euclidean) near.
 * Source: McInnes, Healy & Melville 2018, "UMAP: uniform manifold approximation and projection for dimension reduction",
 * arXiv:1802.03426, as implemented by umap-js 1.4. Neighbours are found exactly, which takes rows² · features / 2 work:
 * a few thousand rows at most, and many features are better cut by `principalComponents` first.
 *
 * @throws {RangeError} on options that are out of range, or if the values do not fill whole rows.
 */
export function umap(matrix: RowMatrix, options: UmapOptions): Embedding {
  const { random, dims = 2, neighbours = 15, minDistance = 0.1, epochs } = options;
  requireWhole('dims', dims, 1);
  requireWhole('neighbours', neighbours, 2);
  if (epochs !== undefined) requireWhole('epochs', epochs, 1);
  if (!(minDistance >= 0 && minDistance <= 1))
    throw new RangeError(`a minDistance from 0 to 1 is needed, received ${minDistance}`);
  const data = centred(matrix);
  if (data.status === 'invalid') return data;
  if (matrix.rows < FEWEST_ROWS) return { status: 'insufficient', n: matrix.rows };
  if (data.status !== 'ok') return data;
  const { values, rows, columns } = data;
  const used = Math.min(neighbours, rows - 1);
  const settings = { random, nComponents: dims, nNeighbors: used, minDist: minDistance };
  const projection = new UMAP(epochs === undefined ? settings : { ...settings, nEpochs: epochs });
  const { indices, distances } = nearest(values, rows, columns, used);
  projection.setPrecomputedKNN(indices, distances);
  const points = projection.fit(Array.from({ length: rows }, () => [])); // with neighbours given, only counted
  return { status: 'ok', coordinates: Float64Array.from(points.flat()), rows, dims, neighbours: used };
}

function requireWhole(name: string, value: number, least: number): void {
  if (!(Number.isInteger(value) && value >= least))
    throw new RangeError(`whole ${name} from ${least} on are needed, received ${value}`);
}

/** Of every row, itself and then the nearest other rows, the nearest first; the lower index first among equals. */
function nearest(values: Float64Array, rows: number, columns: number, count: number) {
  const distance = new Float64Array(rows * rows);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < i; j++) {
      let square = 0;
      for (let k = 0; k < columns; k++) square += (values[i * columns + k]! - values[j * columns + k]!) ** 2;
      distance[i * rows + j] = Math.sqrt(square);
      distance[j * rows + i] = distance[i * rows + j]!;
    }
  }
  const indices: number[][] = [];
  const distances: number[][] = [];
  for (let i = 0; i < rows; i++) {
    const own = distance.subarray(i * rows, (i + 1) * rows);
    const others = Array.from(own.keys()).filter((j) => j !== i);
    others.sort((a, b) => own[a]! - own[b]! || a - b);
    const near = [i, ...others.slice(0, count - 1)];
    indices.push(near);
    distances.push(near.map((j) => own[j]!));
  }
  return { indices, distances };
}
