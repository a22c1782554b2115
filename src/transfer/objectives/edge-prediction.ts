import {
  cast,
  div,
  equal,
  gather,
  greater,
  maximum,
  mul,
  type Scalar,
  softplus,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
} from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { RandomStream } from '../../base/random.ts';
import type { NamedTensors } from '../../engine/contract.ts';
import { edgeStart, type GraphSizes, graphLength } from '../../engine/graph-layout.ts';
import type { Criterion, Outputs } from '../../model/contract.ts';
import { denseStage } from '../../model/layers.ts';
import { stepStreams, viewBatches } from '../feed.ts';
import { countNodes, drawFirst, graphSizes, type NodeOutputs, nodeOutputs } from '../graph-nodes.ts';
import type { ObjectiveEntry } from './contract.ts';

const schema = z.strictObject({
  ratio: z.number().gt(0).max(0.9).default(0.2).describe('share of the edges that are hidden, one at least'),
  projection: z
    .int()
    .min(1)
    .max(4096)
    .default(32)
    .describe('numbers of a node whose product tells whether two are joined; left behind'),
});

const BRANCH = 'edges';

/**
 * Some edges are taken out of each graph, and told from as many pairs of nodes that are not joined, by the product of what a
 * projection makes of both. Every graph counts alike. Measured by accuracy, of which chance is ½.
 */
export const edgePrediction = {
  name: 'edge-prediction',
  title: 'telling hidden edges of a graph from pairs of nodes that are not joined',
  reference: 'Kipf & Welling 2016 (graph auto-encoders), section 1.2; negative pairs: Hamilton et al. 2017, eq. 1',
  schema,
  supervised: false,
  check: (_options, _inputShape, content) => void graphSizes('edge-prediction', content),
  lesson: ({ ratio, projection }, { body, view, batch, factors }) => {
    const sizes = graphSizes('edge-prediction', view.dataset.content);
    const nodes = nodeOutputs('edge-prediction', body, sizes);
    const slots = 2 * hiddenOf(sizes.edges, ratio);
    return {
      branches: { [BRANCH]: [denseStage('edge-projection', [nodes.width], projection, 'none')] },
      criterion: edgeCriterion(nodes, batch * slots),
      rows: batch,
      batches: (purpose) => {
        const next = viewBatches(view, batch, factors, purpose);
        const streams = stepStreams('augment', factors, purpose);
        const size = batch * slots;
        const pairs: Pairs = {
          one: new Int32Array(size),
          other: new Int32Array(size),
          joined: new Float32Array(size),
          counts: new Float32Array(size),
        };
        return () => {
          const { x, weight, count } = next();
          hideEdges(x, sizes, ratio, streams(), pairs);
          return { values: { x, weight, ...pairs }, count };
        };
      },
    };
  },
} as const satisfies ObjectiveEntry<'edge-prediction', typeof schema>;

/** Pairs of nodes of a batch, as many for each graph. */
type Pairs = {
  /** [rows · slots] row · nodes + node. */
  readonly one: Int32Array;
  readonly other: Int32Array;
  /** 1 for an edge, 0 for two nodes that are not joined. */
  readonly joined: Float32Array;
  /** 1 over the number of the graph’s pairs, 0 for padding. */
  readonly counts: Float32Array;
};

function edgeCriterion({ key, of }: NodeOutputs, size: number): Criterion {
  const scores = (outputs: Outputs, { one, other }: NamedTensors): Tensor => {
    const projected = outputs.branch(BRANCH, of(outputs)); // [rows · nodes, projection]
    return sum(mul(gather(projected, one as Tensor1D), gather(projected, other as Tensor1D)), 1);
  };
  const average = (values: Tensor, counts: Tensor): Scalar =>
    div(sum(mul(values, counts)), maximum(sum(counts), 1e-6)) as Scalar;
  return {
    key: `edges(${key})`,
    inputs: {
      one: { shape: [size], dtype: 'int32' },
      other: { shape: [size], dtype: 'int32' },
      joined: { shape: [size], dtype: 'float32' },
      counts: { shape: [size], dtype: 'float32' },
    },
    scalarNames: [],
    scalars: () => ({}),
    loss: (outputs, inputs) => {
      const logits = scores(outputs, inputs);
      return average(sub(softplus(logits), mul(logits, inputs['joined']!)), inputs['counts']!);
    },
    measure: {
      name: 'accuracy',
      better: 'higher',
      value: (outputs, inputs) => {
        const found = cast(greater(scores(outputs, inputs), 0), 'float32');
        return average(cast(equal(found, inputs['joined']!), 'float32'), inputs['counts']!);
      },
    },
  };
}

function hiddenOf(edges: number, ratio: number): number {
  return Math.max(1, Math.round(ratio * edges));
}

/** Draws of two nodes before it is given up that any are not joined. */
const TRIES = 20;

/** Takes some edges out of each graph of a batch, in place, and sets down the pairs that are to be told apart. */
function hideEdges(x: Float32Array, sizes: GraphSizes, ratio: number, random: RandomStream, pairs: Pairs): void {
  const length = graphLength(sizes);
  const rows = x.length / length;
  const slots = pairs.one.length / rows;
  for (const values of Object.values(pairs)) values.fill(0);
  for (let row = 0; row < rows; row++) {
    const graph = x.subarray(row * length, (row + 1) * length);
    const edges = graph.subarray(edgeStart(sizes));
    const all = Int32Array.from({ length: sizes.edges }, (_, edge) => edge).filter((edge) => edges[2 * edge]! > 0);
    if (all.length === 0) continue;
    const ends = (edge: number): [number, number] => [edges[2 * edge]! - 1, edges[2 * edge + 1]! - 1];
    const joined = new Set(Array.from(all, (edge) => nameOf(...ends(edge), sizes)));
    const count = countNodes(graph, sizes);
    let slot = row * slots;
    const put = ([one, other]: readonly [number, number], isEdge: boolean): void => {
      pairs.one[slot] = row * sizes.nodes + one;
      pairs.other[slot] = row * sizes.nodes + other;
      pairs.joined[slot] = isEdge ? 1 : 0;
      slot++;
    };
    for (const edge of drawFirst(all, Math.min(all.length, hiddenOf(all.length, ratio)), random.integer)) {
      put(ends(edge), true);
      edges.fill(0, 2 * edge, 2 * edge + 2);
      const apart = drawApart(count, joined, sizes, random);
      if (apart !== null) put(apart, false);
    }
    pairs.counts.fill(1 / (slot - row * slots), row * slots, slot);
  }
}

/** Two nodes that are not joined; null if a few draws find none. */
function drawApart(
  count: number,
  joined: ReadonlySet<number>,
  sizes: GraphSizes,
  random: RandomStream,
): [number, number] | null {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const [one, other] = [random.integer(count), random.integer(count)];
    if (one !== other && !joined.has(nameOf(one, other, sizes))) return [one, other];
  }
  return null;
}

/** One number for two nodes, whichever comes first. */
function nameOf(one: number, other: number, { nodes }: GraphSizes): number {
  return Math.min(one, other) * nodes + Math.max(one, other);
}
