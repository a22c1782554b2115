import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { HeadstartError } from '../../src/base/errors.ts';
import { prepare } from '../../src/prepare.ts';
import { pluginText, suiteWith, userFolder } from '../suite/plugin-folder.ts';

const DATA = [
  ['{ use: mnist, classes: [0, 1, 2, 3, 4], size: 500, resize: [14, 14] }', '{ use: shapes, examples: 100, side: 8 }'],
  [
    '{ use: mnist, classes: [5, 6, 7, 8, 9], pool: 200, resize: [14, 14] }',
    '{ use: shapes, examples: 100, side: 8, seed: 1 }',
  ],
] as const;

const net = (stage: string): string =>
  `import { log, neg, topk } from '@tensorflow/tfjs-core';\n${pluginText(
    `backbones: { net: { title: 't', schema: z.object({}), stages: (_, shape) => [${stage}] } }`,
  )}`;
const dense = `...denseStage('only', shape, 4, 'relu')`;
const metric = (compute: string): string =>
  pluginText(
    `metrics: { mine: { label: 'm', direction: 'higher', unit: 'fraction', floor: () => 0, compute: ${compute} } }`,
  );

/** What preparing a suite says that names some plug-in; `DIR` stands for its folder. */
async function said(plugin: string, ...edits: readonly (readonly [string, string])[]): Promise<string> {
  const folder = userFolder({ 'p.ts': plugin });
  const file = join(folder, 's.yaml');
  writeFileSync(file, suiteWith(['./p.ts'], ...DATA, ...edits));
  try {
    await prepare(file, { engine: 'onnx', device: 'cpu', allowPlugins: true });
    return '';
  } catch (error) {
    if (!(error instanceof HeadstartError)) throw error;
    return error.message.replaceAll(folder, 'DIR');
  }
}

describe('before anything runs, a plug-in’s mistake is one line:', () => {
  const NET = ['{ backbone: mlp, hidden: [4] }', '{ backbone: net }'] as const;

  test.each([
    [
      'a backbone that throws',
      `raise('no stages today')`,
      'model: the backbone net of the plug-in ./p.ts fails: no stages today; correct the plug-in',
    ],
    [
      'no stage',
      ``,
      'model: the backbone net of the plug-in ./p.ts must return a list of stages, received []; correct the plug-in',
    ],
    [
      'two stages of one name',
      `{ ${dense} }, { ...denseStage('only', [4], 4, 'relu') }`,
      'model: the backbone net of the plug-in ./p.ts must name each stage: a letter, then letters, digits, _ and -, none twice, none head, received "only"; correct the plug-in',
    ],
    [
      'stages that do not follow',
      `{ ${dense} }, { ...denseStage('next', [5], 4, 'relu') }`,
      'model: the backbone net of the plug-in ./p.ts has a stage next that takes [5] where [4] comes in; correct the plug-in',
    ],
    [
      'an output of another shape',
      `{ ${dense}, outputShape: [5] }`,
      'model.backbone: cannot be trained or scored: the backbone net of the plug-in ./p.ts has a stage only that makes [16, 4] where it says [16, 5], received "net"; correct the plug-in',
    ],
    [
      'values that are not finite',
      `{ ${dense}, apply: (p, x) => log(neg(denseStage('only', shape, 4, 'relu').apply(p, x))) }`,
      'model.backbone: cannot be trained or scored: it makes values that are not finite, received "net"; correct the plug-in',
    ],
    [
      'an op that the engine lacks',
      `{ ${dense}, apply: (p, x) => topk(denseStage('only', shape, 4, 'relu').apply(p, x), 4).values }`,
      'TopK',
    ],
  ])('%s', async (_, stage, line) => {
    const text = net(stage).concat(`function raise(message) { throw new Error(message); }\n`);
    const found = await said(text, NET);
    expect(found.split('\n')).toHaveLength(1);
    expect(found).toMatch(/^DIR\/s\.yaml:11:(8|20) model/);
    expect(found).toContain(line);
  });

  test.each([
    [
      'a metric that throws',
      `() => { throw new Error('cannot score') }`,
      'the metric mine of the plug-in ./p.ts fails: cannot score',
    ],
    ['a metric of text', `() => 'good'`, 'the metric mine of the plug-in ./p.ts must return a number from `compute`'],
    [
      'a metric whose reason is no text',
      `() => ({ reason: 1 })`,
      'the metric mine of the plug-in ./p.ts must return a number from `compute`',
    ],
    ['a metric that is not finite', `() => 0 / 0`, 'its `compute` returns NaN'],
  ])('%s', async (_, compute, line) => {
    const found = await said(metric(compute), ['metric: accuracy', 'metric: accuracy, also: [mine]']);
    expect(found).toBe(
      `DIR/s.yaml:16:48 target.also[0]: cannot be trained or scored: ${line}, received "mine"; correct the plug-in`,
    );
  });

  test('a metric that the few examples of a rehearsal leave undefined is no mistake', async () => {
    const undefinedHere = metric(`() => ({ reason: 'a class is absent' })`);
    expect(await said(undefinedHere, ['metric: accuracy', 'metric: accuracy, also: [mine]'])).toBe('');
  });

  test('an objective that cannot be learned', async () => {
    const text = pluginText(
      `objectives: { mine: { title: 't', reference: 'r', schema: z.object({}), supervised: true, lesson: () => { throw new Error('nothing to learn') } } }`,
    );
    expect(await said(text, ['objective: classification', 'objective: mine'])).toBe(
      'DIR/s.yaml:14:39 sources.low-digits.objective: the objective mine of the plug-in ./p.ts fails: nothing to learn, received "mine"; correct the plug-in',
    );
  });

  test('data whose parts do not fit', async () => {
    const text = pluginText(
      `datasets: { mine: { title: 't', schema: z.object({}), classes: ['a', 'b'], load: async () => imageDataset({ shape: [2, 2, 1], classes: ['a', 'b'], samples: new Uint8Array(7), labels: new Uint8Array(2) }) } }`,
    );
    expect(await said(text, ['{ use: shapes, examples: 100, side: 8 }', '{ use: mine }'])).toBe(
      'the data set mine of the plug-in ./p.ts loads 7 values and 2 labels for 2 of [2, 2, 1]; correct the plug-in',
    );
  });
});

test('entries of every kind that are right pass, and their suite has another code hash', async () => {
  const folder = userFolder({
    'p.ts': pluginText(`
  datasets: { mine: { title: 't', schema: z.object({ count: z.int().default(60) }), classes: ['a', 'b'],
    load: async ({ count }) => imageDataset({ shape: [8, 8, 1], classes: ['a', 'b'],
      samples: Uint8Array.from({ length: 64 * count }, (_, index) => (index * 37) % 251),
      labels: Uint8Array.from({ length: count }, (_, index) => index % 2) }) } },
  objectives: { mine: { title: 't', reference: 'r', schema: z.object({}), supervised: true,
    lesson: (_, { head, ...context }) => classifyLesson(head, context) } },
  optimizers: { plain: { title: 't', schema: z.object({}), create: () => ({ key: 'plain', slots: [], scalarNames: ['lr'],
    scalars: (_, lr) => ({ lr }), update: (gradient, _, { lr }) => ({ change: gradient.mul(lr), slots: {} }) }) } }`).replace(
      'import',
      `import '@tensorflow/tfjs-core/dist/public/chained_ops/mul.js';\nimport`,
    ),
  });
  const file = join(folder, 's.yaml');
  const edits = [
    ...DATA,
    ['{ use: shapes, examples: 100, side: 8 }', '{ use: mine }'],
    ['objective: classification', 'objective: mine'],
    ['optimizer: adam', 'optimizer: plain'],
  ] as const;
  writeFileSync(file, suiteWith(['./p.ts'], ...edits));
  const { plan, semantics } = await prepare(file, { engine: 'onnx', device: 'cpu', allowPlugins: true });
  expect(plan.trials).toHaveLength(6);
  writeFileSync(file, suiteWith([], ...DATA));
  const without = await prepare(file, { engine: 'onnx', device: 'cpu', allowPlugins: true });
  expect(without.semantics.code).not.toBe(semantics.code);
});

describe('what a plug-in adds for values', () => {
  const values = (bright: string, compute: string): string =>
    pluginText(`
  datasets: { mine: { title: 't', schema: z.object({}), targets: { kind: 'values', quantity: { name: 'length', unit: 'mm' } },
    load: async () => imageDataset({ shape: [8, 8, 1], quantity: { name: 'length', unit: 'mm' },
      samples: Uint8Array.from({ length: 64 * 100 }, (_, index) => (index * 37) % 251), values: ${bright} }) } },
  metrics: { within: { kind: 'values', label: 'within 5 mm', direction: 'higher', unit: 'fraction', floor: () => 0,
    compute: ${compute} } }`);
  const lengths = 'Array.from({ length: 100 }, (_, index) => index % 17)';
  const within =
    '({ predicted, actual }) => predicted.filter((value, example) => Math.abs(value - actual[example]) < 5).length / predicted.length';
  const edits = [
    ['{ use: shapes, examples: 100, side: 8, seed: 1 }', '{ use: mine }'],
    ['metric: accuracy', 'metric: within, also: [rmse]'],
  ] as const;

  test('passes', async () => expect(await said(values(lengths, within), ...edits)).toBe(''));

  test('is refused where a value is not finite', async () => {
    expect(await said(values('new Array(100).fill(NaN)', within), ...edits)).toMatch(
      /^the value of example 0 is not a finite number in single precision, received NaN; /,
    );
  });

  test('is refused where its score is none', async () => {
    expect(await said(values(lengths, '() => 1 / 0'), ...edits)).toContain(
      'cannot be trained or scored: its `compute` returns Infinity, received "within"; correct the plug-in',
    );
  });
});
