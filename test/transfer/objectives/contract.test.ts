import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ClassDataset } from '../../../src/data/contract.ts';
import { graphMotifs } from '../../../src/data/graphs/motifs.ts';
import { pixelsOf } from '../../../src/data/image-dataset.ts';
import { SPECIAL } from '../../../src/data/text/vocabulary.ts';
import { type ClassView, selectClasses, take, type View } from '../../../src/data/view.ts';
import type { Engine, Values } from '../../../src/engine/contract.ts';
import { volume } from '../../../src/model/layers.ts';
import { optimizers } from '../../../src/model/registry.ts';
import type { Lesson } from '../../../src/transfer/lesson.ts';
import { checkObjective, objectiveEntry } from '../../../src/transfer/objective.ts';
import { objectives } from '../../../src/transfer/registry.ts';
import { testEngines } from '../../engine/test-engines.ts';
import { FACTORS, learn, type ObjectiveName, taskOf } from './learn.ts';
import { smallDigits } from './small-digits.ts';
import { smallTexts } from './small-texts.ts';
import { smallWords } from './small-words.ts';

/** What an objective needs on images of 14 × 14, beside its defaults. */
const OPTIONS: { readonly [Name in ObjectiveName]?: object } = { 'masked-patches': { patch: 2 } };
/** Further options, under which an objective is another program or makes other batches. */
const VARIANTS: readonly (readonly [ObjectiveName, object])[] = [
  ['reconstruction', { noise: 0.2 }],
  ['masked-patches', { patch: 7, ratio: 0.5, fill: 'mean' }],
  ['rotation', { views: 'one' }],
  ['denoising', { ratio: 0.5, span: 1, fill: 'nothing' }],
  [
    'simclr',
    { augment: { crop: { area: 0.8 }, flip: {}, blur: {}, noise: { deviation: 0.05 }, cutout: { side: 0.2 } } },
  ],
];
const names = Object.keys(objectives) as ObjectiveName[];
const cases = [...names.map((name) => [name, OPTIONS[name] ?? {}] as const), ...VARIANTS];

let labelled: ClassView<ClassDataset>;
let texts: ClassView<ClassDataset>;
let words: View;
let graphs: ClassView<ClassDataset>;
let engine: Engine;

beforeAll(async () => {
  labelled = await smallDigits(200);
  texts = await smallTexts(200);
  words = await smallWords(200);
  const options = graphMotifs.schema.parse({ examples: 200, nodes: 14 });
  graphs = selectClasses(await graphMotifs.load(options), graphMotifs.classes);
});

/** Objectives that learn from texts. */
const OF_TEXTS: readonly string[] = ['masked-tokens', 'next-token'];

/** Objectives that learn to write. */
const OF_WORDS: readonly string[] = ['denoising', 'sequences'];

/** Objectives that learn from graphs. */
const OF_GRAPHS: readonly string[] = ['attribute-masking', 'edge-prediction'];

/** Examples with what an objective learns: their class, whether it is odd or small, or how much ink digits have. */
function examplesFor(name: ObjectiveName): View {
  if (OF_TEXTS.includes(name)) return texts;
  if (OF_WORDS.includes(name)) return words;
  if (OF_GRAPHS.includes(name)) return graphs;
  const { learns = 'classes' } = objectiveEntry(name);
  if (learns === 'classes') return labelled;
  const { dataset, rows, labels } = labelled;
  if (learns === 'labels') {
    const marks = Uint8Array.from([...labels].flatMap((label) => [label % 2, Number(label < 2)]));
    return { kind: 'labels', dataset, rows, classes: ['odd', 'small'], marks };
  }
  const values = Float32Array.from(rows, (row) =>
    pixelsOf(dataset)
      .subarray(196 * row, 196 * (row + 1))
      .reduce((sum, level) => sum + level, 0),
  );
  return { kind: 'values', dataset, rows, values, quantity: { name: 'ink', unit: '' } };
}

/** The same with the same to be told of all of them. */
function untold(view: View): View {
  if (view.kind === 'classes') return { ...view, labels: new Int32Array(view.labels.length) };
  if (view.kind === 'labels') return { ...view, marks: new Uint8Array(view.marks.length) };
  if (view.kind === 'values') return { ...view, values: new Float32Array(view.values.length) };
  return { ...view, tokens: new Uint16Array(view.tokens.length).fill(SPECIAL.end) };
}

/** A hash of each input of the next batches. */
function batchesOf(lesson: Lesson, purpose: 'train' | 'measure', count: number): Record<string, string>[] {
  const next = lesson.batches(purpose);
  const hash = (values: Values) => createHash('sha1').update(values).digest('hex');
  return Array.from({ length: count }, () =>
    Object.fromEntries(Object.entries(next().values).map(([name, values]) => [name, hash(values)])),
  );
}

describe.each(cases)('%s %j', (name, options) => {
  const entry = objectives[name];

  test('is registered under its name, with a source, and suits its examples', () => {
    expect(entry).toMatchObject({ name, title: expect.stringMatching(/./), reference: expect.stringMatching(/\d{4}/) });
    expect(() => checkObjective(name, entry.schema.parse(options), examplesFor(name).dataset)).not.toThrow();
  });

  test('makes the batches that its factors say', () => {
    const { lesson, network } = taskOf(name, examplesFor(name), { batch: 16, options });
    const batches = batchesOf(lesson, 'train', 14); // more than an epoch, with a short batch
    expect(batchesOf(lesson, 'train', 14)).toEqual(batches);
    expect(batchesOf(taskOf(name, examplesFor(name), { batch: 16, options }).lesson, 'train', 14)).toEqual(batches);
    const moved = taskOf(name, examplesFor(name), { batch: 16, options, factors: { ...FACTORS, seed: 2 } }).lesson;
    expect(batchesOf(moved, 'train', 1)[0]!['x']).not.toEqual(batches[0]!['x']);
    expect(batchesOf(lesson, 'measure', 1)[0]!['x']).not.toEqual(batches[0]!['x']);
    expect(Object.keys(batches[0]!).sort()).toEqual(['x', 'weight', ...Object.keys(lesson.criterion.inputs)].sort());
    expect(lesson.batches('train')().values['x']).toHaveLength(lesson.rows * volume(examplesFor(name).dataset.shape));
    expect(network.body.map((stage) => stage.name)).toContain(
      OF_GRAPHS.includes(name) ? 'layer1' : OF_WORDS.includes(name) ? 'encoder1' : 'block1',
    );
  });

  test('counts rows that are examples', () => {
    const { lesson } = taskOf(name, take(examplesFor(name), Int32Array.of(0, 1, 2, 3, 4)), { batch: 8, options });
    const { values, count } = lesson.batches('train')();
    expect([...values['weight']!].reduce((sum, value) => sum + value)).toBe(count);
    expect(count / lesson.rows).toBe(5 / 8);
  });

  test('looks at labels only if it says so', () => {
    const [with_, without] = [examplesFor(name), untold(examplesFor(name))].map((view) =>
      batchesOf(taskOf(name, view, { batch: 16, options }).lesson, 'train', 2),
    );
    if (entry.supervised) expect(with_).not.toEqual(without);
    else expect(with_).toEqual(without);
  });
});

describe.each(testEngines)('on $name', ({ start }) => {
  beforeAll(async () => {
    engine = await start();
  });

  test.each(cases)(
    '%s %j is learned: its loss falls, its measure improves, all of its parameters move',
    async (name, options) => {
      const task = taskOf(name, examplesFor(name), { batch: 16, options });
      const { before, after, weights } = await learn(engine, task, { steps: 60, lr: 3e-3 });
      expect(after.loss).toBeLessThan(0.98 * before.loss);
      if (task.lesson.criterion.measure.better === 'higher')
        expect(after.measure).toBeGreaterThan(before.measure + 0.03);
      else expect(after.measure).toBeLessThan(before.measure);
      const still = Object.keys(weights).filter((parameter) =>
        weights[parameter]!.every((value, index) => value === task.weights[parameter]![index]),
      );
      expect(still).toEqual([]);
    },
  );

  test.each(cases)('%s %j: a padded batch gives the step of the unpadded one', async (name, options) => {
    const few = take(examplesFor(name), Int32Array.of(3, 1, 4, 15, 9));
    const [padded, exact] = [8, 5].map((batch) => taskOf(name, few, { batch, options }));
    // A step of size 1 with plain gradient descent moves the weights by the gradient.
    const how = { steps: 1, lr: 1, optimizer: optimizers.sgd.create({ momentum: 0 }) };
    const [a, b] = [await learn(engine, padded!, how), await learn(engine, exact!, how)];
    expect(a.before.loss).toBeCloseTo(b.before.loss, 5);
    const apart = Math.abs(a.before.measure - b.before.measure);
    expect(apart).toBeLessThan(1e-5 * Math.max(1, Math.abs(b.before.measure))); // perplexities are large
    for (const [parameter, values] of Object.entries(b.weights)) {
      const worst = values.reduce(
        (most, value, index) => Math.max(most, Math.abs(value - a.weights[parameter]![index]!)),
        0,
      );
      expect([parameter, worst < 1e-5]).toEqual([parameter, true]);
    }
  });
});
