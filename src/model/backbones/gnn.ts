import type { Tensor2D } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { HeadstartError } from '../../base/errors.ts';
import { type GraphSizes, graphLength } from '../../engine/graph-layout.ts';
import type { Content } from '../../engine/input.ts';
import type { BackboneEntry, Stage } from '../contract.ts';
import { graphBatch, withFeatures } from '../graph/batch.ts';
import { type GraphLayerName, graphLayers } from '../graph/layers.ts';
import { type Readout, readOut, readoutStage } from '../graph/readout.ts';

const schema = z.strictObject({
  layer: z
    .enum(Object.keys(graphLayers) as GraphLayerName[])
    .default('gin')
    .describe(
      '`gcn`, graph convolution; `sage`, GraphSAGE with the mean of neighbours; `gin`, sums and two dense layers',
    ),
  layers: z.int().min(1).max(16).default(2).describe('how many: a node sees as many edges far'),
  hidden: z.int().min(1).max(4096).default(64).describe('numbers of each node after each layer'),
  readout: z
    .enum(['root', 'mean', 'sum'])
    .default('mean')
    .describe('what a graph is read by: its first node, for data that classify nodes; or mean or sum of all'),
});

/**
 * A graph neural network. Stages: `layer1` … `layerN`, `readout`. Between layers an example is a graph in one row of
 * numbers, as in the data: the features of its nodes, and behind them mask and edges as they were. Analyses see what the
 * readout would make of a layer's output, and no edges.
 */
export const gnn = {
  name: 'gnn',
  title: 'graph neural network: messages along the edges of a graph',
  schema,
  stages({ layer, layers, hidden, readout }, inputShape, content) {
    const { nodes, features, edges } = graphOf(inputShape, content);
    const after = { nodes, features: hidden, edges };
    const stages = Array.from({ length: layers }, (_, index) =>
      layerStage(`layer${index + 1}`, layer, index === 0 ? { nodes, features, edges } : after, hidden, readout),
    );
    return [...stages, readoutStage('readout', after, readout)];
  },
} as const satisfies BackboneEntry<'gnn', typeof schema>;

function layerStage(name: string, layer: GraphLayerName, sizes: GraphSizes, units: number, readout: Readout): Stage {
  const { parameters, multiplyAdds, apply } = graphLayers[layer];
  const after = { ...sizes, features: units };
  return {
    name,
    inputShape: [graphLength(sizes)],
    outputShape: [graphLength(after)],
    parameters: parameters(sizes.features, units),
    represent: { shape: [units], apply: (output) => readOut(output, after, readout) },
    multiplyAdds: multiplyAdds(sizes, units) + 2 * sizes.edges * units,
    apply: (weights, x) => {
      const graphs = graphBatch(x, sizes);
      return withFeatures(graphs, apply(weights, graphs) as Tensor2D);
    },
  };
}

function graphOf(shape: readonly number[], content: Content | undefined): GraphSizes {
  if (content?.kind === 'graph') return content;
  throw new HeadstartError('suite', {
    message: 'the gnn backbone needs graphs',
    received: content?.kind ?? shape,
    remedy: 'use data of graphs, or another backbone',
  });
}
