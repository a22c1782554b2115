import { edgeStart, type GraphSizes, graphLength, maskStart } from '../../engine/graph-layout.ts';
import type { ClassDataset, Samples } from '../contract.ts';
import { datasetOf, type Labelled } from '../dataset.ts';

/** One graph as it is made. */
export interface Graph {
  /** Of each node, the root first where there is one: its features, whole numbers from 0 to 255. */
  readonly nodes: readonly ArrayLike<number>[];
  /** Pairs of nodes, counted from 0, each once. */
  readonly edges: readonly (readonly [number, number])[];
}

interface Graphs extends Labelled {
  readonly sizes: GraphSizes;
  /** What the features mean: equal names mean the same. */
  readonly attributes: string;
  readonly graphs: readonly Graph[];
  readonly origin?: NonNullable<Samples['origin']>;
}

/** The most nodes of a graph whose row is made of bytes: each end of an edge is one. */
export const MOST_NODES = 255;

/**
 * Graphs as a data set, each in one row of bytes, as `GraphSizes` lays them out.
 *
 * @throws {RangeError} if a graph does not fit.
 */
export function graphDataset({ sizes, attributes, graphs, origin, classes, labels }: Graphs): ClassDataset {
  const length = graphLength(sizes);
  const samples = new Uint8Array(new SharedArrayBuffer(graphs.length * length));
  for (const [index, graph] of graphs.entries()) {
    write(graph, sizes, samples.subarray(index * length, (index + 1) * length));
  }
  return datasetOf({
    shape: [length],
    content: { kind: 'graph', ...sizes, attributes },
    samples,
    scale: 1,
    classes,
    labels,
    ...(origin && { origin }),
  });
}

function write({ nodes, edges }: Graph, sizes: GraphSizes, row: Uint8Array): void {
  if (nodes.length > Math.min(sizes.nodes, MOST_NODES) || edges.length > sizes.edges) {
    throw new RangeError(`${nodes.length} nodes and ${edges.length} edges are more than ${JSON.stringify(sizes)}`);
  }
  nodes.forEach((features, node) => {
    row.set(features, node * sizes.features);
    row[maskStart(sizes) + node] = 1;
  });
  edges.forEach((ends, edge) => {
    row.set(
      ends.map((end) => end + 1),
      edgeStart(sizes) + 2 * edge,
    );
  });
}
