import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { classesOf, targetNamesOf } from '../../src/data/classes.ts';
import type { Storage } from '../../src/data/contract.ts';
import { loadDataset } from '../../src/data/load.ts';
import { type DatasetName, datasets } from '../../src/data/registry.ts';
import { classCounts } from '../../src/data/stratify.ts';
import { columnWidth, targetColumn } from '../../src/data/targets.ts';
import { FIRST_TOKEN, SPECIAL } from '../../src/data/text/vocabulary.ts';
import { exampleHashes, selectClasses, selectExamples } from '../../src/data/view.ts';
import type { Content } from '../../src/engine/input.ts';
import { audioSetFiles, promptFiles, soundTree } from './audio/sound-files.ts';
import { classDataset } from './class-dataset.ts';
import {
  cifar10Files,
  cifar100Files,
  fashionFiles,
  imageTree,
  stlFiles,
  uciFiles,
  writeFiles,
} from './example-files.ts';
import { wordnetFiles } from './graphs/wordnet-files.ts';
import { imagenetTree } from './imagenet/imagenet-files.ts';
import { brownFiles, cmudictFiles, foodFiles, imdbFiles, spamFiles } from './text/example-texts.ts';
import { bibleModules } from './text/sword-files.ts';
import { twoLanguages, wetFile } from './text/web/wet-files.ts';

/**
 * Published data that are absent here are stood in for by small files of the same format in a cache of the test's own;
 * those that a system package or npm brings are read as they are.
 */
let cache: string;
const ours = process.env['HEADSTART_DATA'];
beforeAll(async () => {
  cache = mkdtempSync(join(tmpdir(), 'headstart-data-'));
  process.env['HEADSTART_DATA'] = cache;
  writeFiles(join(cache, 'fashion-mnist'), fashionFiles());
  writeFiles(join(cache, 'uci-digits'), uciFiles());
  writeFiles(join(cache, 'cifar-10'), cifar10Files());
  writeFiles(join(cache, 'cifar-100'), cifar100Files());
  writeFiles(join(cache, 'stl-10'), stlFiles());
  writeFiles(join(cache, 'wordnet', 'wordnet'), wordnetFiles());
  writeFiles(join(cache, 'imdb'), imdbFiles());
  writeFiles(join(cache, 'brown'), await brownFiles());
  writeFiles(join(cache, 'spam-assassin'), await spamFiles());
  writeFiles(join(cache, 'cmudict'), await cmudictFiles());
  writeFiles(join(cache, 'fine-foods'), await foodFiles());
  for (const [module, files] of Object.entries(bibleModules())) writeFiles(join(cache, 'kjv-web', module), files);
  await imageTree(join(cache, 'images'));
  await imagenetTree(join(cache, 'imagenet'));
  writeFiles(cache, { 'texts.csv': 'label,text\nb,"A text, and"\na,another\nb,a third one\na,the last one\n' });
  writeFiles(cache, { 'a.warc.wet.gz': wetFile(twoLanguages()) });
  soundTree(join(cache, 'sounds'));
  promptFiles(join(cache, 'telephone-prompts'));
  audioSetFiles(join(cache, 'audioset'));
});
afterAll(() => {
  if (ours === undefined) delete process.env['HEADSTART_DATA'];
  else process.env['HEADSTART_DATA'] = ours;
  rmSync(cache, { recursive: true });
});

/** Options that a data set needs, or that spare time. */
const OPTIONS: Readonly<Partial<Record<DatasetName, () => object>>> = {
  mnist: () => ({ split: 'test' }),
  'fashion-mnist': () => ({ split: 'test' }),
  'image-folder': () => ({ path: join(cache, 'images') }),
  imagenet: () => ({ path: join(cache, 'imagenet'), side: 8 }),
  'textured-digits': () => ({ split: 'test', textures: 20 }),
  'turned-digits': () => ({ split: 'test' }),
  shapes: () => ({ examples: 100 }),
  'graph-motifs': () => ({ examples: 80 }),
  wordnet: () => ({ part: 'verb', examples: 60 }),
  'spoken-syllables': () => ({ examples: 48, speakers: 4 }),
  'spoken-phrases': () => ({ examples: 48, speakers: 4 }),
  'telephone-prompts': () => ({ takes: 2 }),
  'audio-folder': () => ({ path: join(cache, 'sounds') }),
  audioset: () => ({ path: join(cache, 'audioset'), labels: ['Speech', 'Dog'], seconds: 1 }),
  imdb: smallVocabulary,
  brown: smallVocabulary,
  'spam-assassin': smallVocabulary,
  'fine-foods': smallVocabulary,
  'made-reviews': smallVocabulary,
  'made-words': () => ({ length: 10 }),
  'kjv-web': () => ({ vocabulary: 300 }),
  'text-table': () => ({ path: join(cache, 'texts.csv'), ...smallVocabulary() }),
  'common-crawl': () => ({ path: join(cache, 'a.warc.wet.gz'), shortest: 1, ...smallVocabulary() }),
};

function smallVocabulary() {
  return { length: 16, tokenizer: { vocabulary: 300 } };
}

/** What some value is above, and the largest that there may be. */
function rangeOf(content: Content | undefined): [some: number, most: number] {
  if (content?.kind === 'tokens') return [Math.min(260, content.vocabulary / 4), content.vocabulary - 1];
  return [0.9, content?.kind === 'graph' ? content.nodes : 1]; // the ends of edges are numbers of nodes
}

/** What every registered data set must keep to. */
describe.each(Object.keys(datasets) as DatasetName[])('data set %s', (name) => {
  const entry = datasets[name];
  const storage: Storage = entry.storage;
  const optionsOf = (): object => entry.schema.parse(OPTIONS[name]?.() ?? {});

  test('is registered under its name, with a title; its own options have defaults, unless it needs the user’s files', () => {
    expect(entry.name).toBe(name);
    expect(entry.title).not.toBe('');
    expect(entry.schema.safeParse({}).success).toBe(storage.kind !== 'own');
    expect(entry.schema.safeParse({ 'no such option': 1 }).success).toBe(false);
  });

  test('loads what its contract says', async () => {
    const options = optionsOf();
    const data = await loadDataset({ use: name, options });
    expect(data.kind === 'classes' ? data.classes : null).toEqual(classesOf(name, options));
    const view = selectExamples(data, null);
    expect(data.samples).toHaveLength(data.shape.reduce((product, dimension) => product * dimension, data.count));
    expect(targetColumn(view)).toHaveLength(data.count * columnWidth(view));
    expect(data.samples.buffer).toBeInstanceOf(SharedArrayBuffer);
    if (data.kind === 'classes') {
      expect(classCounts(Int32Array.from(data.labels), data.classes.length).every((count) => count > 0)).toBe(true);
    } else if (data.kind === 'sequences') {
      expect(targetNamesOf(name, options)).toEqual({ kind: 'sequences', of: expect.stringMatching(/./) });
      expect(data.content).toMatchObject({ kind: 'tokens', vocabulary: data.vocabulary.words.length });
      for (let row = 0; row < data.count; row++) {
        const sequence = [...data.tokens.subarray(row * data.places, (row + 1) * data.places)];
        const end = sequence.indexOf(SPECIAL.end);
        expect(sequence.slice(0, end).every((id) => id >= FIRST_TOKEN && id < data.vocabulary.words.length)).toBe(true);
        expect(sequence.slice(end + 1).every((id) => id === SPECIAL.padding)).toBe(true);
      }
    } else if (data.kind === 'labels') {
      expect(targetNamesOf(name, options)).toEqual({ kind: 'labels', classes: data.classes });
      expect(data.marks.every((mark) => mark <= 1)).toBe(true);
      const counts = data.classes.map((_, label) =>
        data.marks.reduce((sum, mark, at) => sum + (at % data.classes.length === label ? mark : 0), 0),
      );
      expect(counts.every((count) => count > 0 && count < data.count)).toBe(true);
    } else {
      expect(targetNamesOf(name, options)).toEqual({ kind: 'values', quantity: data.quantity });
      expect(data.values.every(Number.isFinite)).toBe(true);
      expect(new Set(data.values).size).toBeGreaterThan(1);
    }
    expect(data.fingerprint).toMatch(/^[0-9a-f]{64}$/);
    expect((await loadDataset({ use: name, options })).fingerprint).toBe(data.fingerprint);
    const [some, most] = rangeOf(data.content);
    expect(data.samples.some((value) => value * data.scale > some)).toBe(true);
    expect(data.samples.every((value) => value * data.scale <= most)).toBe(true);
  });

  test('comes in the form that is asked for, if it is of images', async () => {
    const isImages = (await loadDataset({ use: name, options: optionsOf() })).content === undefined;
    const formed = loadDataset({ use: name, options: { ...optionsOf(), resize: [5, 4], channels: 3 } });
    if (!isImages) return expect(formed).rejects.toThrow('`resize` and `channels` are for images');
    const data = await formed;
    expect(data.shape).toEqual([5, 4, 3]);
    expect(data.samples).toHaveLength(data.count * 60);
  });

  test('the catalogue says its licence and its source', () => {
    const { licence } = entry.card;
    expect(licence).toMatch(/^\S.*[^\s.]$/);
    const sources = {
      npm: () => Object.keys(storage.kind === 'npm' ? storage.files : {}),
      published: () => (storage.kind === 'published' ? storage.downloads.map(({ url }) => url) : []),
      debian: () => Object.keys(storage.kind === 'debian' ? storage.packages : {}),
      made: () => ['made here'],
      own: () => ['your own'],
    };
    expect(sources[storage.kind]()).not.toEqual([]);
    if (storage.kind === 'own' && storage.from !== undefined) expect(URL.canParse(storage.from)).toBe(true);
  });

  test('published files have addresses, hashes and sizes', () => {
    const downloads = storage.kind === 'published' ? storage.downloads : [];
    for (const { url, sha256, bytes } of downloads) {
      expect(URL.canParse(url)).toBe(true);
      expect(sha256).toMatch(/^[0-9a-f]{64}$/);
      expect(bytes).toBeGreaterThan(1000);
    }
  });
});

async function countsOf(use: DatasetName, options: object): Promise<Int32Array> {
  const data = classDataset(await loadDataset({ use, options }));
  return Int32Array.from(classCounts(Int32Array.from(data.labels), data.classes.length));
}

test('MNIST is the published one: class counts of LeCun’s training and test labels', async () => {
  const train = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949];
  expect([...(await countsOf('mnist', { split: 'train' }))]).toEqual(train);
  const held = [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009];
  expect([...(await countsOf('mnist', { split: 'test' }))]).toEqual(held);
});

const isHere = (name: 'fashion-mnist' | 'uci-digits'): boolean => existsSync(datasets[name].storage.folders[0]);

test.skipIf(!isHere('fashion-mnist'))(
  'Fashion-MNIST is the published one: classes of equal size (skipped without Debian’s dataset-fashion-mnist)',
  async () => {
    expect([...(await countsOf('fashion-mnist', { split: 'train' }))]).toEqual(new Array(10).fill(6000));
    expect([...(await countsOf('fashion-mnist', { split: 'test' }))]).toEqual(new Array(10).fill(1000));
  },
);

// Class counts: scikit-learn 1.2, `numpy.bincount(sklearn.datasets.load_digits().target)`.
test.skipIf(!isHere('uci-digits'))(
  'the UCI digits are the published ones, in sixteenths (skipped without Debian’s python3-sklearn)',
  async () => {
    expect([...(await countsOf('uci-digits', {}))]).toEqual([178, 182, 177, 183, 181, 182, 181, 179, 174, 180]);
    const digits = await loadDataset({ use: 'uci-digits', options: {} });
    expect(digits).toMatchObject({ count: 1797, shape: [8, 8, 1], scale: 1 / 16 });
    expect([...digits.samples.subarray(0, 8)]).toEqual([0, 0, 5, 13, 9, 1, 0, 0]);
    const mnist = await loadDataset({ use: 'mnist', options: { split: 'test', resize: [8, 8] } });
    expect(mnist.shape).toEqual(digits.shape);
  },
);

describe('textured digits', () => {
  const load = (options: object) =>
    loadDataset({ use: 'textured-digits', options: { split: 'test', textures: 5, seed: 0, ...options } }).then(
      classDataset,
    );

  test('are deterministic in their seed', async () => {
    const data = await load({});
    expect(data).toMatchObject({ count: 10_000, shape: [28, 28, 3] });
    expect((await load({})).fingerprint).toBe(data.fingerprint);
    expect((await load({ seed: 1 })).fingerprint).not.toBe(data.fingerprint);
    expect((await load({ textures: 6 })).fingerprint).not.toBe(data.fingerprint);
  });

  test('have their texture as group', async () => {
    const { groups, count } = await load({});
    expect(groups).toHaveLength(count);
    expect(new Set(groups)).toEqual(new Set([0, 1, 2, 3, 4]));
  });

  test('are |texture − digit|: where there is no ink the texture shows, where there is all of it its negative', async () => {
    const [data, digits] = [
      await load({}),
      classDataset(await loadDataset({ use: 'mnist', options: { split: 'test' } })),
    ];
    expect(data.labels).toEqual(digits.labels);
    const sums = { bare: 0, inked: 0 };
    const counts = { bare: 0, inked: 0 };
    for (let index = 0; index < 500 * 28 * 28 * 3; index++) {
      const ink = digits.samples[Math.floor(index / 3)]!;
      if (ink !== 0 && ink !== 255) continue;
      const kind = ink === 0 ? 'bare' : 'inked';
      sums[kind] += data.samples[index]!;
      counts[kind]++;
    }
    const total = sums.bare / counts.bare + sums.inked / counts.inked;
    expect(Math.abs(total - 255)).toBeLessThan(16); // not 0, since the windows lie elsewhere
  });

  test('are found to be their digits: a source of MNIST overlaps with them', async () => {
    const [data, digits] = [
      await load({}),
      classDataset(await loadDataset({ use: 'mnist', options: { split: 'test', channels: 3 } })),
    ];
    const some = ['3', '5'];
    expect(exampleHashes(selectClasses(data, some))).toEqual(exampleHashes(selectClasses(digits, some)));
  });
});

test('fewer shapes lie inside more, and colour is asked for by channels', async () => {
  const options = datasets.shapes.schema.parse({ examples: 40 });
  const [few, many] = [
    await loadDataset({ use: 'shapes', options }),
    await loadDataset({ use: 'shapes', options: { ...options, examples: 60 } }),
  ];
  expect(many.samples.subarray(0, few.samples.length)).toEqual(few.samples);
  const colour = await loadDataset({ use: 'shapes', options: { ...options, channels: 3 } });
  const pixels = Array.from({ length: 784 }, (_, pixel) => colour.samples.subarray(pixel * 3, pixel * 3 + 3));
  expect(pixels.some(([red, green]) => red !== green)).toBe(true);
});
