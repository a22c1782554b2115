import type { RandomStream } from '../../base/random.ts';

/** A node with some of what lies around it. */
export interface EgoGraph {
  /** Nodes of the whole graph, the root first. */
  readonly nodes: readonly number[];
  /** Pairs of places in `nodes`, each once. */
  readonly edges: readonly (readonly [number, number])[];
}

export interface EgoSizes {
  readonly nodes: number;
  readonly edges: number;
  /** Neighbours of a node that are followed at most. */
  readonly neighbours: number;
}

/**
 * A connected sample around a root: of each node some random neighbours are followed, nearest nodes first, until there are
 * enough (as Hamilton, Ying, Leskovec 2017, algorithm 2, draw neighbourhoods). It has all edges between its nodes that
 * there is room for, those by which the nodes were found before others.
 *
 * @param around neighbours of each node of the whole graph, no node its own.
 */
export function egoGraph(
  root: number,
  around: readonly (readonly number[])[],
  sizes: EgoSizes,
  random: RandomStream,
): EgoGraph {
  const nodes = [root];
  const places = new Map([[root, 0]]);
  const edges: [number, number][] = [];
  for (let place = 0; place < nodes.length && nodes.length < sizes.nodes; place++) {
    const near = around[nodes[place]!]!;
    let followed = 0;
    for (const index of random.permutation(near.length)) {
      const node = near[index]!;
      if (places.has(node)) continue;
      if (followed === sizes.neighbours || nodes.length === sizes.nodes || edges.length === sizes.edges) break;
      places.set(node, nodes.length);
      edges.push([place, nodes.length]);
      nodes.push(node);
      followed++;
    }
  }
  const known = new Set(edges.map(([one, other]) => one * sizes.nodes + other));
  for (const [one, node] of nodes.entries()) {
    for (const neighbour of around[node]!) {
      const other = places.get(neighbour);
      if (edges.length === sizes.edges || other === undefined || other <= one) continue;
      if (known.has(one * sizes.nodes + other)) continue;
      known.add(one * sizes.nodes + other);
      edges.push([one, other]);
    }
  }
  return { nodes, edges };
}

/**
 * Roots in an order in which classes take turns, each in a random order of its own: the first few are of all classes.
 *
 * @param labels class of each node.
 * @param random a stream for each class.
 */
export function rootsInTurn(
  labels: ArrayLike<number>,
  classes: number,
  random: (label: number) => RandomStream,
): number[] {
  const members = Array.from({ length: classes }, (): number[] => []);
  for (let node = 0; node < labels.length; node++) members[labels[node]!]!.push(node);
  const orders = members.map((nodes, label) =>
    Array.from(random(label).permutation(nodes.length), (index) => nodes[index]!),
  );
  const longest = Math.max(...orders.map((order) => order.length));
  const turns = Array.from({ length: longest }, (_, turn) => orders.flatMap((order) => order[turn] ?? []));
  return turns.flat();
}
