import { z } from 'zod';
import { type RandomStream, stream } from '../../base/random.ts';
import type { DatasetEntry } from '../contract.ts';
import { type Graph, graphDataset, MOST_NODES } from './graph-dataset.ts';

type Edge = readonly [number, number];

const cycle = (size: number, first = 0): Edge[] =>
  Array.from({ length: size }, (_, index) => [first + index, first + ((index + 1) % size)]);
const fan = (from: number, to: readonly number[]): Edge[] => to.map((end) => [from, end]);

/** What is planted, by class: small graphs of four to six nodes, as pairs of them. */
const motifs: Readonly<Record<string, readonly Edge[]>> = {
  ring: cycle(6),
  clique: [...cycle(4), [0, 2], [1, 3]],
  star: fan(0, [1, 2, 3, 4, 5]),
  house: [...cycle(4), ...fan(4, [0, 1])],
  wheel: [...cycle(5), ...fan(5, [0, 1, 2, 3, 4])],
  ladder: [...cycle(6), [1, 4]],
  bowtie: [...fan(0, [1, 2, 3, 4]), [1, 2], [3, 4]],
  bridge: [...fan(0, [2, 3, 4]), ...fan(1, [2, 3, 4])],
};
const classes = Object.keys(motifs);
const planted = Object.values(motifs);

const LARGEST = 6;
const MOST_EDGES = 10;
/** Edges between random nodes of the background. */
const CHORDS = 2;
/** Kinds of nodes: what a node has as features is a one at its kind. */
const KINDS = 6;

const schema = z.strictObject({
  examples: z.int().min(8).max(1_000_000).default(2000).describe('how many are made, the same number of each class'),
  nodes: z.int().min(12).max(MOST_NODES).default(20).describe('nodes of the largest graph'),
  background: z
    .enum(['tree', 'ring'])
    .default('tree')
    .describe('what a motif hangs on: a random tree, or a ring; two chords in both'),
  noise: z
    .number()
    .min(0)
    .max(1)
    .default(0.2)
    .describe('share of nodes whose kind is random; that of the others is their number of neighbours'),
  seed: z.int().min(0).max(4_294_967_295).default(0).describe('which graphs are made'),
});

/**
 * Made graphs for trying things out: one of eight motifs on a random background, joined by one edge (in the manner of the
 * BA-shapes of Ying et al. 2019, GNNExplainer, section 5). Nodes are of six kinds that stand for their number of neighbours
 * (six for more), as those of atoms do roughly, in random order. Example i depends on the seed and i only, so that a smaller set lies
 * inside a larger one.
 */
export const graphMotifs = {
  name: 'graph-motifs',
  title: 'Graph motifs: a ring, clique, star or other motif on a random background, made here',
  schema,
  card: { modality: 'graphs', licence: 'that of this project: MIT' },
  storage: { kind: 'made' },
  classes,
  async load({ examples, nodes, background, noise, seed }) {
    const labels = Uint8Array.from({ length: examples }, (_, index) => index % classes.length);
    const sizes = { nodes, features: KINDS, edges: nodes - LARGEST + CHORDS + MOST_EDGES + 1 };
    const graphs = Array.from(labels, (label, example) =>
      plant(planted[label]!, { nodes, background, noise }, stream('graph-motif', { seed, example })),
    );
    return graphDataset({ sizes, attributes: 'kinds by number of neighbours', graphs, classes, labels });
  },
} as const satisfies DatasetEntry<'graph-motifs', typeof schema>;

type Setting = Pick<z.infer<typeof schema>, 'nodes' | 'background' | 'noise'>;

function plant(motif: readonly Edge[], { nodes, background, noise }: Setting, random: RandomStream): Graph {
  const most = nodes - LARGEST;
  const ground = 5 + random.integer(most - 4); // 5 … most
  const size = 1 + Math.max(...motif.flat());
  const edges: Edge[] = background === 'ring' ? cycle(ground) : randomTree(ground, random);
  for (let chord = 0; chord < CHORDS; chord++) {
    const ends: Edge = [random.integer(ground), random.integer(ground)];
    if (ends[0] !== ends[1] && !edges.some((edge) => isSame(edge, ends))) edges.push(ends);
  }
  edges.push(...motif.map(([one, other]): Edge => [ground + one, ground + other]));
  edges.push([random.integer(ground), ground + random.integer(size)]);
  const places = random.permutation(ground + size);
  const placed = edges.map(([one, other]): Edge => [places[one]!, places[other]!]);
  const neighbours = new Uint8Array(ground + size);
  for (const end of placed.flat()) neighbours[end]!++;
  return {
    nodes: Array.from(neighbours, (count) => {
      const kind = random.uniform() < noise ? random.integer(KINDS) : Math.min(count, KINDS) - 1;
      return Uint8Array.from({ length: KINDS }, (_, index) => (index === kind ? 1 : 0));
    }),
    edges: placed,
  };
}

/** Each node hangs on one before it. */
function randomTree(size: number, random: RandomStream): Edge[] {
  return Array.from({ length: size - 1 }, (_, index) => [random.integer(index + 1), index + 1]);
}

function isSame([a, b]: Edge, [c, d]: Edge): boolean {
  return (a === c && b === d) || (a === d && b === c);
}
