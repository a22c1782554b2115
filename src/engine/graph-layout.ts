/**
 * Room for one graph in a row of numbers: the features of its nodes, node by node; then 1 for each node that there is and 0
 * for padding; then the two ends of each edge. Ends are counted from 1, and 0 stands for no edge, so that a row of zeros is
 * a graph without nodes. An edge has no direction and stands there once. Nodes come before padding; where a graph has a
 * root, it is the first node.
 */
export interface GraphSizes {
  /** At most so many nodes. */
  readonly nodes: number;
  /** Numbers of each node. */
  readonly features: number;
  /** At most so many edges. */
  readonly edges: number;
}

/** Numbers in the row of one graph. */
export function graphLength({ nodes, features, edges }: GraphSizes): number {
  return nodes * (features + 1) + 2 * edges;
}

/** Numbers of each node in a row of some length; not whole where such rows are no graphs of these sizes. */
export function featuresIn(length: number, { nodes, edges }: Pick<GraphSizes, 'nodes' | 'edges'>): number {
  return (length - 2 * edges) / nodes - 1;
}

/** Where the mask of the nodes starts: what comes before are features. */
export function maskStart({ nodes, features }: GraphSizes): number {
  return nodes * features;
}

/** Where the ends of the edges start. */
export function edgeStart({ nodes, features }: GraphSizes): number {
  return nodes * (features + 1);
}
