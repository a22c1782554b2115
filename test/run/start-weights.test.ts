import { beforeAll, describe, expect, test } from 'vitest';
import { stream } from '../../src/base/random.ts';
import { selectClasses, type View } from '../../src/data/view.ts';
import type { Engine } from '../../src/engine/contract.ts';
import { startOnnx } from '../../src/engine/onnx/start.ts';
import {
  buildArchitecture,
  type HeadChoice,
  initialWeights,
  parameterSpecs,
  type Weights,
  withoutPrefix,
} from '../../src/model/architecture.ts';
import { volume } from '../../src/model/layers.ts';
import { networkOf } from '../../src/model/network.ts';
import { heads } from '../../src/model/registry.ts';
import { decodeWeights, encodeWeights } from '../../src/model/weight-file.ts';
import { armArchitecture } from '../../src/plan/arm-model.ts';
import type { TrialNode } from '../../src/plan/nodes.ts';
import { executeNode } from '../../src/run/execute.ts';
import { startWeights } from '../../src/run/start-weights.ts';
import { type RecipeInput, recipeSchema } from '../../src/transfer/recipe.ts';
import { presets } from '../../src/transfer/registry.ts';
import { planStages } from '../../src/transfer/stages.ts';
import { DIGITS, planOf } from '../plan/make-plan.ts';
import { inputsOf, prepared } from './make-bench.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await startOnnx({ device: 'cpu', threads: 1 });
});

const SOURCE = ['1', '2', '3', '4'];
const view = selectClasses(DIGITS, ['5', '2', '1']);
const factors = { seed: 1, repeat: 0 };
const modelOf = (head: HeadChoice) => ({ backbone: 'cnn', head, channels: [3], kernel: 3, hidden: 4 }) as const;
const linear: HeadChoice = { use: 'linear' };

/** A checkpoint of the source with values that no initialisation draws. */
function checkpointOf(head: HeadChoice): { readonly stored: Weights; readonly bytes: Uint8Array } {
  const specs = parameterSpecs(buildArchitecture(modelOf(head), [2, 2, 1], SOURCE.length));
  const stored = Object.fromEntries(
    Object.entries(specs).map(([name, { shape }]) => {
      const random = stream('test', { checkpoint: name });
      return [name, Float32Array.from({ length: volume(shape) }, () => 10 + random.uniform())];
    }),
  );
  return { stored, bytes: encodeWeights(stored, specs) };
}

/** What a trial of a recipe starts from, after stages whose output stands for the examples. */
async function startOf(input: RecipeInput, head = linear, prefix: readonly string[] = [], examples: View = view) {
  const recipe = recipeSchema.parse(input);
  const whole = armArchitecture(modelOf(head), recipe, [2, 2, 1], view.classes.length);
  const architecture = withoutPrefix(whole.architecture, prefix);
  const plan = planStages(
    recipe,
    whole.architecture.stages.map(({ name }) => name),
  );
  if ('unknown' in plan) throw new Error('the recipe does not fit');
  const [planned] = planOf().trials;
  const spec = { ...planned!.spec, model: modelOf(head), recipe, sourceClasses: SOURCE };
  const node: TrialNode = { ...planned!, spec };
  const { inserted } = whole;
  const checkpoint = recipe.init === 'random' ? null : checkpointOf(head).bytes;
  const context = { architecture, network: networkOf(architecture), plan, inserted, factors, checkpoint };
  const start = await startWeights(engine, node, { ...context, view: examples });
  return { start, architecture, inserted };
}

const BODY = ['block1/kernel', 'block1/bias', 'hidden/kernel', 'hidden/bias'];

/** Which parameters each preset takes from the checkpoint: written down by hand. */
const LOADED: Readonly<Record<keyof typeof presets, readonly string[]>> = {
  scratch: [],
  'feature-extraction': BODY,
  full: BODY,
  partial: BODY,
  gradual: BODY,
  discriminative: BODY,
  llrd: BODY,
  ulmfit: BODY,
  'lp-ft': BODY,
  'l2-sp': BODY,
  'bias-only': BODY,
  lora: BODY,
  adapter: BODY,
  prototypes: BODY,
  'random-features': [],
  'source-only': [],
  dann: [],
  coral: [],
  'target-only': [],
  'multi-task': [],
};

const expectStart = (start: Weights, expected: Weights): void => {
  expect(Object.keys(start).sort()).toEqual(Object.keys(expected).sort());
  for (const [name, values] of Object.entries(expected)) expect([name, start[name]]).toEqual([name, values]);
};

test.each(Object.keys(presets) as (keyof typeof presets)[])(
  'preset %s starts from the checkpoint where it transfers, and from what its seed draws elsewhere',
  async (name) => {
    const { schema, recipe } = presets[name];
    const given: Readonly<Record<string, unknown>> = { from: 'source', 'train-from': 'hidden', with: ['other'] };
    const options = schema.parse(Object.fromEntries(Object.keys(schema.shape).map((key) => [key, given[key]])));
    const { start, architecture, inserted } = await startOf((recipe as (options: object) => RecipeInput)(options));
    const { stored } = checkpointOf(linear);
    const names = architecture.stages.map((stage) => stage.name);
    const fresh = initialWeights(architecture, names, factors);
    const loaded = LOADED[name].map((parameter) => [parameter, stored[parameter]!] as const);
    const made = name === 'prototypes' ? pick(start, ['head/kernel', 'head/bias']) : {};
    expectStart(start, { ...fresh, ...Object.fromEntries(loaded), ...made });
    // Every arm draws the same, whatever is put into its model beside.
    const plain = buildArchitecture(modelOf(linear), [2, 2, 1], view.classes.length);
    const head = initialWeights(plain, ['head'], factors);
    if (name !== 'prototypes') expectStart(pick(start, ['head/kernel', 'head/bias']), head);
    else expect(start['head/kernel']).not.toEqual(head['head/kernel']);
    expect(inserted.filter((parameter) => start[parameter] === undefined)).toEqual([]);
  },
);

function pick(weights: Weights, names: readonly string[]): Weights {
  return Object.fromEntries(names.map((name) => [name, weights[name]!]));
}

describe('a recipe', () => {
  test.each([
    [{ init: { from: 'source', stages: 'up-to block1' } }, BODY.slice(0, 2)],
    [{ init: { from: 'source', stages: ['hidden'] } }, BODY.slice(2)],
    [{ init: { from: 'source', reinit: ['hidden'] } }, BODY.slice(0, 2)],
  ] as const)('%j loads these stages alone', async (recipe, loaded) => {
    const { start, architecture } = await startOf(recipe as RecipeInput);
    const names = architecture.stages.map((stage) => stage.name);
    expectStart(start, {
      ...initialWeights(architecture, names, factors),
      ...pick(checkpointOf(linear).stored, loaded),
    });
  });
});

describe('a head that is kept', () => {
  const kept: RecipeInput = { init: { from: 'source', head: 'kept' } };
  const columns = (values: Float32Array, count: number) =>
    Array.from({ length: count }, (_, column) => [...values.filter((_value, index) => index % count === column)]);

  test.each([
    ['with the whole model', linear, [], [2, 2, 1]],
    ['behind features of the first stage', linear, ['block1'], [1, 1, 3]],
    ['behind features of the body', linear, ['block1', 'hidden'], [4]],
    ['of two layers', { use: 'mlp', hidden: 3 }, [], [2, 2, 1]], // as many units as the target has classes
    ['of two layers, behind features', { use: 'mlp', hidden: 5 }, ['block1', 'hidden'], [4]],
  ] as const)('%s has the columns of shared classes', async (_, head, prefix, shape) => {
    const samples = { shape, samples: new Float32Array(view.rows.length * volume(shape)), scale: 1 };
    const examples = { ...view, dataset: samples, rows: view.rows.map((_row, position) => position) };
    const { start } = await startOf(kept, head, prefix, examples);
    const { stored } = checkpointOf(head);
    const fresh = initialWeights(buildArchitecture(modelOf(head), [2, 2, 1], 3), ['head'], factors);
    for (const name of ['head/kernel', 'head/bias']) {
      const [of, own] = [columns(stored[name]!, 4), columns(fresh[name]!, 3)];
      expect(columns(start[name]!, 3)).toEqual([own[0], of[1], of[0]]); // of 5, 2, 1 the source knows 2 and 1
    }
    const others = Object.keys(start).filter((name) => !['head/kernel', 'head/bias'].includes(name));
    expectStart(pick(start, others), pick(stored, others));
  });

  test('is found by trials that train on features: they come to their end', async () => {
    const ready = await prepared({
      data: '{ low: { use: mnist, classes: [1, 2, 3, 4], size: 60 }, high: { use: mnist, classes: [5, 2, 1], pool: 60 } }',
      model: '{ backbone: cnn, channels: [3], hidden: 4 }',
      arms: '{ scratch: scratch, kept: { init: { from: low-digits, head: kept }, train: head } }',
    });
    const trial = ready.plan.trials.find(({ arm }) => arm === 'kept')!;
    expect(trial.features).not.toBeNull();
    const inputs = await inputsOf(ready, trial, engine);
    const bench = { engine, datasets: ready.datasets, stopped: () => false };
    const { status } = await executeNode(trial, inputs, bench);
    expect(status).toBe('outcome');
  });

  test('is drawn by L2-SP to the source in the columns of shared classes, and to zero in the others', async () => {
    const ready = await prepared({
      data: '{ low: { use: mnist, classes: [1, 2, 3, 4], size: 60 }, high: { use: mnist, classes: [5, 2, 1], pool: 60 } }',
      training: '{ optimizer: { use: sgd, momentum: 0 }, lr: 1e-4, batch: 8, steps: 20 }',
      arms: '{ scratch: scratch, sp: { init: { from: low-digits, head: kept }, penalty: { l2-sp: { alpha: 0, beta: 1000 } } } }',
    });
    const trial = ready.plan.trials.find(({ arm }) => arm === 'sp')!;
    const inputs = await inputsOf(ready, trial, engine);
    const bench = { engine, datasets: ready.datasets, stopped: () => false, handOver: true };
    const execution = await executeNode(trial, inputs, bench);
    if (execution.status !== 'outcome') throw new Error(execution.status);
    const { kernel } = heads.linear.stage({}, [5], 3).parameters;
    const specs = { 'head/kernel': { shape: kernel!.shape, dtype: 'float32' } } as const;
    const ended = decodeWeights(execution.weights!, specs, 'the trial')['head/kernel']!;
    const norms = columns(ended, 3).map((values) => Math.hypot(...values));
    expect(norms[0]).toBeLessThan(0.2); // 5: 20 steps of 0.9 leave 0.12 of it
    expect(norms[1]).toBeGreaterThan(0.4); // 2 and 1, which nothing draws
    expect(norms[2]).toBeGreaterThan(0.4);
  });
});

test('a trial without the checkpoint that it needs says so', async () => {
  const recipe = recipeSchema.parse({ init: { from: 'source' } });
  const { architecture } = armArchitecture(modelOf(linear), recipe, [2, 2, 1], 3);
  const [planned] = planOf().trials;
  const plan = { loaded: ['block1'], phases: [] };
  const context = { architecture, network: networkOf(architecture), plan, inserted: [], factors, view };
  await expect(startWeights(engine, planned!, { ...context, checkpoint: null })).rejects.toThrow('needs a checkpoint');
});
