import {
  add,
  cast,
  clone,
  concat,
  customGrad,
  gather,
  greater,
  maximum,
  mul,
  ones,
  reshape,
  scalar,
  slice,
  sub,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tensor3d,
  unsortedSegmentSum,
  zerosLike,
} from '@tensorflow/tfjs-core';
import type { GraphSizes } from '../../engine/graph-layout.ts';

/** The graphs of a batch as one graph of rows · nodes nodes, in which no edge leads from one row to another. */
export interface GraphBatch {
  readonly sizes: GraphSizes;
  readonly rows: number;
  /** [rows · nodes, features]; those of padding are whatever they are. */
  readonly features: Tensor2D;
  /** [rows · nodes, 1] 1 for a node, 0 for padding. */
  readonly mask: Tensor2D;
  /** What stands behind the features in each row, mask and edges, without a gradient: [rows, nodes + 2 · edges]. */
  readonly structure: Tensor2D;
}

/** Cuts a batch of graphs, [rows, graphLength(sizes)], into its parts. */
export function graphBatch(x: Tensor, sizes: GraphSizes): GraphBatch {
  const { nodes, features, edges } = sizes;
  const rows = x.shape[0]!;
  const structure = fixed(slice(x, [0, nodes * features], [rows, nodes + 2 * edges])) as Tensor2D;
  return {
    sizes,
    rows,
    features: nodeFeatures(x, sizes),
    mask: reshape(slice(structure, [0, 0], [rows, nodes]), [rows * nodes, 1]),
    structure,
  };
}

/** The numbers of all nodes of a batch, padding included: [rows · nodes, features]. */
export function nodeFeatures(x: Tensor, { nodes, features }: GraphSizes): Tensor2D {
  const rows = x.shape[0]!;
  return reshape(slice(x, [0, 0], [rows, nodes * features]), [rows * nodes, features]);
}

/** The same graphs with other features, in one row each. Padding gets none. */
export function withFeatures({ sizes, rows, mask, structure }: GraphBatch, features: Tensor2D): Tensor2D {
  const width = features.shape[1];
  return concat([reshape(mul(features, mask), [rows, sizes.nodes * width]), structure], 1) as Tensor2D;
}

/** The two ways along each edge of a batch, by places among its rows · nodes nodes. Each [2 · rows · edges]. */
export interface Ways {
  /** 0 where there is no edge. */
  readonly from: Tensor1D;
  /** −1 where there is no edge: a sum over nodes leaves it out. */
  readonly to: Tensor1D;
}

export function waysOf({ sizes: { nodes, edges }, rows, structure }: GraphBatch): Ways {
  const ends = cast(reshape(slice(structure, [0, nodes], [rows, 2 * edges]), [rows, edges, 2]), 'int32');
  const starts = tensor3d(
    Array.from({ length: rows }, (_, row) => row * nodes),
    [rows, 1, 1],
    'int32',
  );
  const isEdge = cast(greater(ends, scalar(0, 'int32')), 'int32');
  const places = sub(mul(add(ends, starts), isEdge), scalar(1, 'int32')); // −1 where there is no edge
  const side = (end: number): Tensor => reshape(slice(places, [0, 0, end], [rows, edges, 1]), [rows * edges]);
  const [one, other] = [side(0), side(1)];
  return {
    from: maximum(concat([one, other]), scalar(0, 'int32')) as Tensor1D,
    to: concat([other, one]) as Tensor1D,
  };
}

/** The sum of each node's neighbours: [rows · nodes, width] → the same shape. */
export function neighbourSum(values: Tensor2D, { from, to }: Ways): Tensor2D {
  return unsortedSegmentSum(gather(values, from), to, values.shape[0]) as Tensor2D;
}

/** How many neighbours each node has: [rows · nodes, 1]. */
export function degrees({ rows, sizes }: GraphBatch, { to }: Ways): Tensor2D {
  return unsortedSegmentSum(ones([to.size, 1]), to, rows * sizes.nodes) as Tensor2D;
}

/** The identity, through which no gradient goes: what says how a graph is built is never learned. */
function fixed(x: Tensor): Tensor {
  const still = customGrad((...inputs) => ({
    value: clone(inputs[0] as Tensor),
    gradFunc: (dy: Tensor) => zerosLike(dy),
  }));
  return still(x);
}
