import { div, maximum, mul, reshape, slice, sum, type Tensor } from '@tensorflow/tfjs-core';
import { type GraphSizes, graphLength } from '../../engine/graph-layout.ts';
import type { Stage } from '../contract.ts';
import { graphBatch } from './batch.ts';

/** How one row of numbers is made of a graph: the root's, or mean or sum of all nodes. */
export type Readout = 'root' | 'mean' | 'sum';

/** [rows, graphLength(sizes)] → [rows, features]; padding counts for nothing. */
export function readOut(x: Tensor, sizes: GraphSizes, readout: Readout): Tensor {
  const { nodes, features: width } = sizes;
  const rows = x.shape[0]!;
  if (readout === 'root') return slice(x, [0, 0], [rows, width]);
  const { features, mask } = graphBatch(x, sizes);
  const each = (values: Tensor): Tensor => reshape(values, [rows, nodes, values.shape[1]!]);
  const total = sum(each(mul(features, mask)), 1);
  return readout === 'sum' ? total : div(total, maximum(sum(each(mask), 1), 1));
}

/** The stage that reads a graph out. It has no parameters. */
export function readoutStage(name: string, sizes: GraphSizes, readout: Readout): Stage {
  return {
    name,
    inputShape: [graphLength(sizes)],
    outputShape: [sizes.features],
    parameters: {},
    readout: true,
    multiplyAdds: sizes.nodes * sizes.features,
    apply: (_parameters, x) => readOut(x, sizes, readout),
  };
}
