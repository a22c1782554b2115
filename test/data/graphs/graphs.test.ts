import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stream } from '../../../src/base/random.ts';
import type { ClassDataset } from '../../../src/data/contract.ts';
import { egoGraph, rootsInTurn } from '../../../src/data/graphs/ego-graph.ts';
import { graphDataset } from '../../../src/data/graphs/graph-dataset.ts';
import { hashedWords } from '../../../src/data/graphs/hashed-words.ts';
import { graphMotifs } from '../../../src/data/graphs/motifs.ts';
import { readWordnet, wordnet } from '../../../src/data/graphs/wordnet.ts';
import { exampleHashes, selectClasses } from '../../../src/data/view.ts';
import { edgeStart, type GraphSizes, maskStart } from '../../../src/engine/graph-layout.ts';
import { writeFiles } from '../example-files.ts';
import { SYNSETS, wordnetFiles } from './wordnet-files.ts';

interface Read {
  readonly features: number[][];
  readonly edges: [number, number][];
}

/** The graphs of a data set, by its layout. */
function graphsOf({ samples, count, content, shape: [length] }: ClassDataset): Read[] {
  const sizes = content as GraphSizes;
  return Array.from({ length: count }, (_, example) => {
    const row = [...samples.subarray(example * length!, (example + 1) * length!)];
    const mask = row.slice(maskStart(sizes), edgeStart(sizes));
    const nodes = mask.lastIndexOf(1) + 1;
    expect(mask).toEqual(mask.map((_value, node) => (node < nodes ? 1 : 0)));
    expect(row.slice(nodes * sizes.features, maskStart(sizes)).every((value) => value === 0)).toBe(true);
    const ends = row.slice(edgeStart(sizes));
    return {
      features: Array.from({ length: nodes }, (_value, node) =>
        row.slice(node * sizes.features, (node + 1) * sizes.features),
      ),
      edges: Array.from({ length: sizes.edges }, (_value, edge): [number, number] => [
        ends[2 * edge]! - 1,
        ends[2 * edge + 1]! - 1,
      ]).filter(([one]) => one >= 0),
    };
  });
}

/** Whether all nodes hang together, and each edge stands there once, between two nodes that there are. */
function expectSound(nodes: number, edges: readonly (readonly [number, number])[]): void {
  expect(
    edges.every(([one, other]) => one !== other && Math.max(one, other) < nodes && Math.min(one, other) >= 0),
  ).toBe(true);
  expect(new Set(edges.map((ends) => [...ends].sort((a, b) => a - b).join())).size).toBe(edges.length);
  const reached = new Set([0]);
  for (let round = 0; round < nodes; round++) {
    for (const [one, other] of edges) {
      if (reached.has(one)) reached.add(other);
      if (reached.has(other)) reached.add(one);
    }
  }
  expect(reached.size).toBe(nodes);
}

const motifs = (options: object) => graphMotifs.load(graphMotifs.schema.parse({ examples: 48, ...options }));

describe('graph motifs', () => {
  test.each([{}, { background: 'ring', nodes: 12 }, { nodes: 60 }])(
    '%j: sound graphs, whose kinds are numbers of neighbours without noise',
    async (options) => {
      for (const { features, edges } of graphsOf(await motifs({ noise: 0, ...options }))) {
        expectSound(features.length, edges);
        const neighbours = features.map((_, node) => edges.flat().filter((end) => end === node).length);
        expect(features.map((kinds) => kinds.indexOf(1))).toEqual(neighbours.map((count) => Math.min(count, 6) - 1));
      }
    },
  );

  test('fewer lie inside more, and another seed makes others', async () => {
    const [few, more] = [await motifs({}), await motifs({ examples: 64 })];
    expect(more.samples.subarray(0, few.samples.length)).toEqual(few.samples);
    expect((await motifs({ seed: 1 })).fingerprint).not.toBe(few.fingerprint);
  });

  test('noise makes kinds random', async () => {
    const kinds = graphsOf(await motifs({ noise: 1, examples: 400 })).flatMap(({ features }) =>
      features.map((values) => values.indexOf(1)),
    );
    for (let kind = 0; kind < 6; kind++) {
      expect(kinds.filter((other) => other === kind).length / kinds.length).toBeCloseTo(1 / 6, 1);
    }
  });
});

test('a graph that has no room is a mistake of the program', () => {
  const sizes = { nodes: 1, features: 1, edges: 1 };
  const graphs = [{ nodes: [[1], [1]], edges: [] }];
  expect(() => graphDataset({ sizes, attributes: 'any', graphs, classes: ['a'], labels: Uint8Array.of(0) })).toThrow(
    RangeError,
  );
});

test('samples around a root are connected, start with it, and keep to their sizes', () => {
  const wholes = fc.record({
    pairs: fc.array(fc.tuple(fc.nat(29), fc.nat(29)), { maxLength: 80 }),
    nodes: fc.integer({ min: 1, max: 12 }),
    edges: fc.integer({ min: 1, max: 20 }),
    neighbours: fc.integer({ min: 1, max: 5 }),
    root: fc.nat(29),
  });
  fc.assert(
    fc.property(wholes, ({ pairs, root, ...sizes }) => {
      const near = Array.from({ length: 30 }, () => new Set<number>());
      for (const [one, other] of pairs.filter(([a, b]) => a !== b)) {
        near[one]!.add(other);
        near[other]!.add(one);
      }
      const around = near.map((set) => [...set]);
      const { nodes, edges } = egoGraph(root, around, sizes, stream('test', { root }));
      expect(nodes[0]).toBe(root);
      expect(nodes.length).toBeLessThanOrEqual(sizes.nodes);
      expect(edges.length).toBeLessThanOrEqual(sizes.edges);
      expect(edges.every(([one, other]) => near[nodes[one]!]!.has(nodes[other]!))).toBe(true);
      expectSound(nodes.length, edges);
    }),
    { seed: 5, numRuns: 200 },
  );
});

test('roots are drawn in turn of the classes while they have any', () => {
  const labels = [0, 0, 0, 1, 2, 2];
  const roots = rootsInTurn(labels, 3, (label) => stream('test', { label }));
  expect([...roots].sort()).toEqual([0, 1, 2, 3, 4, 5]);
  expect(roots.map((root) => labels[root])).toEqual([0, 1, 2, 0, 2, 0]);
});

test('words fall on the same places in all texts, and small ones on none', () => {
  const [one, other] = [hashedWords('Warm-blooded animal', 1000), hashedWords('of an ANIMAL', 1000)];
  expect(one.reduce((sum, value) => sum + value)).toBe(3);
  expect(other.reduce((sum, value) => sum + value)).toBe(1);
  expect(one[other.indexOf(1)]).toBe(1);
});

describe('WordNet', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'headstart-wordnet-'));
    writeFiles(folder, wordnetFiles());
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const read = (options: object) => readWordnet(folder, wordnet.schema.parse({ features: 1000, ...options }));

  test.each(['noun', 'verb'] as const)(
    '%ss are read: a synset with its own words and those around it',
    async (part) => {
      const data = await read({ part });
      const { classes } = data;
      expect(data.count).toBe(SYNSETS * classes.length);
      expect(classes).toEqual(wordnet.classes(wordnet.schema.parse({ part })));
      for (const { features, edges } of graphsOf(data)) {
        expectSound(features.length, edges);
        expect(features).toHaveLength(12);
        expect(edges).toHaveLength(11); // of a chain
        const words = features.map((values) => values.reduce((sum, value) => sum + value));
        expect(words).toEqual(words.map(() => 5)); // lemma, second, word, definition and one of its own
        expect(features[0]![hashedWords('usage', 1000).indexOf(1)]).toBe(0);
      }
    },
  );

  test('no class is among the features: other lexicographer files leave the graphs as they are', async () => {
    const before = await read({ part: 'verb', examples: 100 });
    const turned = wordnetFiles()['data.verb']!.replace(/^(\d{8}) (\d\d)/gm, (_line, offset: string, file: string) =>
      [offset, 29 + 43 - Number(file)].join(' '),
    );
    const other = mkdtempSync(join(tmpdir(), 'headstart-wordnet-'));
    writeFileSync(join(other, 'data.verb'), turned);
    const after = await readWordnet(other, wordnet.schema.parse({ features: 1000, part: 'verb', examples: 100 }));
    rmSync(other, { recursive: true });
    const rowsOf = (data: ClassDataset) =>
      new Map(
        exampleHashes(selectClasses(data, data.classes)).map((root, row) => [
          root,
          [...data.samples.subarray(row * data.shape[0]!, (row + 1) * data.shape[0]!)].join(),
        ]),
      );
    expect(rowsOf(after)).toEqual(rowsOf(before));
    expect(after.labels).not.toEqual(before.labels.map((label) => 14 - label));
  });

  test('an example is found again by its root, whatever its sample', async () => {
    const hashes = async (options: object) => {
      const data = await read(options);
      return exampleHashes(selectClasses(data, data.classes));
    };
    const all = await hashes({ part: 'verb' });
    expect(new Set(all).size).toBe(all.length);
    expect(new Set(await hashes({ part: 'verb', seed: 1, nodes: 3 }))).toEqual(new Set(all));
    expect((await hashes({ part: 'noun' })).filter((hash) => all.includes(hash))).toEqual([]);
  });

  test('fewer lie inside more', async () => {
    const [few, more] = [await read({ examples: 40 }), await read({ examples: 90 })];
    expect(more.samples.subarray(0, few.samples.length)).toEqual(few.samples);
  });

  test('a damaged file is named with its line, a missing one with the command that brings it', async () => {
    const damaged = mkdtempSync(join(tmpdir(), 'headstart-wordnet-'));
    writeFileSync(join(damaged, 'data.noun'), '  1 A licence.\n00001740 77 n 01 entity 0 000 | what is\n');
    await expect(readWordnet(damaged, wordnet.schema.parse({}))).rejects.toThrow(/data\.noun:2: no synset of a noun/);
    rmSync(damaged, { recursive: true });
    await expect(readWordnet('/no/such/folder', wordnet.schema.parse({}))).rejects.toThrow(
      /wordnet-base.*run `sudo apt-get install wordnet-base`/,
    );
  });
});
