import { join } from 'node:path';
import { z } from 'zod';
import { HeadstartError } from '../../base/errors.ts';
import { stream } from '../../base/random.ts';
import type { ClassDataset, DatasetEntry } from '../contract.ts';
import { debianFolder, installCommand } from '../debian-package.ts';
import { readBytes } from '../read-bytes.ts';
import { egoGraph, rootsInTurn } from './ego-graph.ts';
import { graphDataset, MOST_NODES } from './graph-dataset.ts';
import { HASHED_WORDS, hashedWords } from './hashed-words.ts';

/** Lexicographer files by their numbers from `first` on (lexnames of WordNet 3.0). */
const parts = {
  noun: {
    first: 3,
    classes: [
      ...['Tops', 'act', 'animal', 'artifact', 'attribute', 'body', 'cognition', 'communication', 'event', 'feeling'],
      ...['food', 'group', 'location', 'motive', 'object', 'person', 'phenomenon', 'plant', 'possession', 'process'],
      ...['quantity', 'relation', 'shape', 'state', 'substance', 'time'],
    ],
  },
  verb: {
    first: 29,
    classes: [
      ...['body', 'change', 'cognition', 'communication', 'competition', 'consumption', 'contact', 'creation'],
      ...['emotion', 'motion', 'perception', 'possession', 'social', 'stative', 'weather'],
    ],
  },
} as const;
type Part = keyof typeof parts;

const PACKAGE = 'wordnet-base';
const storage = { kind: 'debian', packages: { [PACKAGE]: '/usr/share/wordnet' } } as const;

const schema = z.strictObject({
  part: z.enum(['noun', 'verb']).default('noun').describe('part of speech: 26 classes of nouns, or 15 of verbs'),
  examples: z
    .int()
    .min(30)
    .max(100_000)
    .default(4000)
    .describe('at most so many synsets are drawn, in turn of each class while it has any'),
  nodes: z.int().min(1).max(MOST_NODES).default(12).describe('synsets of an example, its own among them'),
  neighbours: z.int().min(1).max(100).default(6).describe('neighbours of a synset that are followed at most'),
  features: z.int().min(8).max(1024).default(128).describe('numbers of a node: its words fall on them by their hash'),
  seed: z.int().min(0).max(4_294_967_295).default(0).describe('which synsets and neighbours are drawn'),
});

type Options = z.infer<typeof schema>;

/**
 * WordNet 3.0 (Fellbaum 1998) as a graph of synsets, joined where one points to the other within a part of speech: which
 * lexicographer file is a synset of? An example is a synset, the root, with a sample of what lies around it. Features are
 * the words of lemmas and definitions, without usage examples; of classes an example holds none, its neighbours’ neither.
 *
 * Examples share neighbours: what is held out may have been seen as a neighbour, without its class. No synset is the root
 * of two examples, and `origin` is the root, so that a source loses the target's own synsets.
 */
export const wordnet = {
  name: 'wordnet',
  title: 'WordNet 3.0: synsets with those around them, to be told apart by lexicographer file',
  schema,
  card: { modality: 'graphs', licence: 'WordNet License, Princeton University: free for any use with its notice' },
  storage,
  classes: ({ part }) => parts[part].classes,
  load: (options) => readWordnet(storage.packages[PACKAGE], options),
} as const satisfies DatasetEntry<'wordnet', typeof schema>;

/**
 * @param place where the package puts its files; the cache is looked into where there is nothing.
 * @throws {HeadstartError} `data` naming the command that installs the package.
 */
export async function readWordnet(place: string, options: Options): Promise<ClassDataset> {
  const folder = debianFolder('wordnet', place);
  if (folder === undefined) {
    throw new HeadstartError('data', {
      message: `WordNet is not here: it comes with the package ${PACKAGE}`,
      remedy: installCommand([PACKAGE]),
    });
  }
  const file = join(folder, `data.${options.part}`);
  const synsets = synsetsOf((await readBytes(file, installCommand([PACKAGE]))).toString('latin1'), options.part, file);
  return exampleGraphs(synsets, options);
}

interface Synset {
  /** Of its line in the file, which names it. */
  readonly offset: string;
  readonly label: number;
  /** Lemmas and definition. */
  readonly words: string;
  /** Offsets of the synsets of the same part of speech that it points to. */
  readonly pointers: readonly string[];
}

/** `offset file type words… pointers… | gloss`, as wndb(5WN) has it. */
const LINE = /^(\d{8}) (\d\d) [nv] ([0-9a-f]{2}) (.*?)\| (.*?)\s*$/;
const POINTER = /\S+ (\d{8}) ([nv]) 0000(?= |$)/g;

function synsetsOf(text: string, part: Part, file: string): Synset[] {
  const { first, classes } = parts[part];
  return text.split('\n').flatMap((line, index): Synset[] => {
    if (line === '' || line.startsWith('  ')) return []; // the licence
    const [, offset, number, count, rest, gloss] = LINE.exec(line) ?? [];
    const label = Number(number) - first;
    if (offset === undefined || classes[label] === undefined) {
      throw new HeadstartError('data', {
        file,
        line: index + 1,
        message: `no synset of a ${part}`,
        received: line.slice(0, 80),
        remedy: `install the package ${PACKAGE} again`,
      });
    }
    const fields = rest!.split(' ');
    const taken = 2 * Number.parseInt(count!, 16);
    const lemmas = fields.slice(0, taken).filter((_, place) => place % 2 === 0);
    const own = [...fields.slice(taken).join(' ').matchAll(POINTER)].filter(([, , of]) => of === part[0]);
    return [
      {
        offset,
        label,
        words: `${lemmas.join(' ').replaceAll('_', ' ')} ${gloss!.replace(/"[^"]*"?/g, '')}`,
        pointers: own.map(([, to]) => to!),
      },
    ];
  });
}

function exampleGraphs(synsets: readonly Synset[], options: Options): ClassDataset {
  const { part, examples, nodes, neighbours, features, seed } = options;
  const { classes } = parts[part];
  const places = new Map(synsets.map(({ offset }, place) => [offset, place]));
  const near = synsets.map(() => new Set<number>());
  synsets.forEach(({ pointers }, place) => {
    for (const pointer of pointers) {
      const other = places.get(pointer);
      if (other === undefined || other === place) continue;
      near[place]!.add(other);
      near[other]!.add(place);
    }
  });
  const around = near.map((set) => [...set]);
  const roots = rootsInTurn(
    synsets.map(({ label }) => label),
    classes.length,
    (label) => stream('wordnet-roots', { seed, part, label }),
  ).slice(0, examples);
  const sizes = { nodes, features, edges: 2 * nodes };
  const origin = new Uint8Array(roots.length * ORIGIN);
  const graphs = roots.map((root, example) => {
    const { offset } = synsets[root]!;
    origin.set(Buffer.from(part[0] + offset, 'latin1'), example * ORIGIN);
    const ego = egoGraph(root, around, { ...sizes, neighbours }, stream('ego-graph', { seed, part, offset }));
    return { nodes: ego.nodes.map((node) => hashedWords(synsets[node]!.words, features)), edges: ego.edges };
  });
  return graphDataset({
    sizes,
    attributes: HASHED_WORDS,
    graphs,
    classes,
    labels: Uint8Array.from(roots, (root) => synsets[root]!.label),
    origin: { shape: [ORIGIN], samples: origin },
  });
}

/** Bytes of a root's name: its part of speech and its offset. */
const ORIGIN = 9;
