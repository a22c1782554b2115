import { add, div, mul, reshape, type Scalar, softplus, sub, sum } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { RandomStream } from '../../base/random.ts';
import type { View } from '../../data/view.ts';
import type { NamedTensors } from '../../engine/contract.ts';
import { type GraphSizes, graphLength, maskStart } from '../../engine/graph-layout.ts';
import type { Criterion, Outputs } from '../../model/contract.ts';
import { denseStage } from '../../model/layers.ts';
import { stepStreams, viewBatches } from '../feed.ts';
import { countNodes, drawFirst, graphSizes, type NodeOutputs, nodeOutputs } from '../graph-nodes.ts';
import type { ObjectiveEntry } from './contract.ts';

const schema = z.strictObject({
  ratio: z
    .number()
    .gt(0)
    .max(0.9)
    .default(0.15)
    .describe('share of the nodes whose attributes are hidden, one at least'),
});

const BRANCH = 'attributes';

/**
 * The attributes of some nodes are hidden, and told from what the body makes of these nodes: which of their features are
 * not 0, each by itself, by cross-entropy. Every graph counts alike. Measured by McFadden’s R² = 1 − loss / the loss of always
 * answering with how often a feature occurs: 0 is as good as that, 1 is perfect.
 */
export const attributeMasking = {
  name: 'attribute-masking',
  title: 'telling hidden attributes of nodes from those around them',
  reference: 'Hu et al. 2020, “Strategies for pre-training graph neural networks”, section 3.1.2',
  schema,
  supervised: false,
  check: (_options, _inputShape, content) => void graphSizes('attribute-masking', content),
  lesson: ({ ratio }, { body, view, batch, factors }) => {
    const sizes = graphSizes('attribute-masking', view.dataset.content);
    const nodes = nodeOutputs('attribute-masking', body, sizes);
    const reference = attributeReference(view, sizes);
    return {
      branches: { [BRANCH]: [denseStage('attribute-scores', [nodes.width], sizes.features, 'none')] },
      criterion: attributeCriterion(nodes, sizes, batch),
      rows: batch,
      batches: (purpose) => {
        const next = viewBatches(view, batch, factors, purpose);
        const streams = stepStreams('augment', factors, purpose);
        const hidden = new Float32Array(batch * sizes.nodes);
        const present = new Float32Array(hidden.length * sizes.features);
        return () => {
          const { x, weight, count } = next();
          hideAttributes(x, sizes, ratio, streams(), { hidden, present });
          return { values: { x, weight, hidden, present, ...reference }, count };
        };
      },
    };
  },
} as const satisfies ObjectiveEntry<'attribute-masking', typeof schema>;

function attributeCriterion({ key, of }: NodeOutputs, { nodes, features }: GraphSizes, rows: number): Criterion {
  const loss = (outputs: Outputs, inputs: NamedTensors): Scalar => {
    const scores = add(outputs.branch(BRANCH, of(outputs)), inputs['usual']!); // [rows · nodes, features]
    const each = sum(sub(softplus(scores), mul(scores, inputs['present']!)), 1);
    return div(sum(mul(each, inputs['hidden']!)), sum(inputs['weight']!)) as Scalar;
  };
  return {
    key: `attributes(${key})`,
    inputs: {
      hidden: { shape: [rows * nodes], dtype: 'float32' },
      present: { shape: [rows * nodes, features], dtype: 'float32' },
      usual: { shape: [1, features], dtype: 'float32' },
      chance: { shape: [1], dtype: 'float32' },
    },
    scalarNames: [],
    scalars: () => ({}),
    loss,
    measure: {
      name: 'McFadden’s R²',
      better: 'higher',
      value: (outputs, inputs) => sub(1, div(loss(outputs, inputs), reshape(inputs['chance']!, []))) as Scalar,
    },
  };
}

/**
 * `usual`: log-odds of each feature over all nodes of a view, which scores are added to; `chance`: the loss of answering
 * with them. Features that all nodes have, or none, are taken for one in ten thousand off.
 */
function attributeReference(view: View, sizes: GraphSizes) {
  const length = graphLength(sizes);
  const counts = new Float64Array(sizes.features);
  let nodes = 0;
  for (const row of view.rows) {
    const graph = view.dataset.samples.subarray(row * length, (row + 1) * length);
    for (let node = 0; node < sizes.nodes; node++) {
      if (graph[maskStart(sizes) + node] === 0) continue;
      nodes++;
      for (let feature = 0; feature < sizes.features; feature++) {
        if (graph[node * sizes.features + feature] !== 0) counts[feature]!++;
      }
    }
  }
  const shares = Array.from(counts, (count) => Math.min(1 - 1e-4, Math.max(1e-4, count / nodes)));
  const entropy = shares.reduce((total, p) => total - p * Math.log(p) - (1 - p) * Math.log(1 - p), 0);
  return { usual: Float32Array.from(shares, (p) => Math.log(p / (1 - p))), chance: Float32Array.of(entropy) };
}

/**
 * Hides the attributes of some nodes of each graph of a batch, in place. `hidden` becomes 1 over their number at these
 * nodes and 0 elsewhere; `present` becomes 1 where a feature was not 0.
 */
function hideAttributes(
  x: Float32Array,
  sizes: GraphSizes,
  ratio: number,
  random: RandomStream,
  { hidden, present }: { readonly hidden: Float32Array; readonly present: Float32Array },
): void {
  const { features } = sizes;
  const length = graphLength(sizes);
  hidden.fill(0);
  present.fill(0);
  for (let row = 0; row * length < x.length; row++) {
    const graph = x.subarray(row * length, (row + 1) * length);
    const all = Int32Array.from({ length: countNodes(graph, sizes) }, (_, node) => node);
    const chosen = drawFirst(all, Math.min(all.length, Math.max(1, Math.round(ratio * all.length))), random.integer);
    for (const node of chosen) {
      const at = row * sizes.nodes + node;
      hidden[at] = 1 / chosen.length;
      for (let feature = 0; feature < features; feature++) {
        present[at * features + feature] = graph[node * features + feature] === 0 ? 0 : 1;
      }
      graph.fill(0, node * features, (node + 1) * features);
    }
  }
}
