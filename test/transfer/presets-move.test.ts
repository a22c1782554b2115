import { beforeAll, describe, expect, test } from 'vitest';
import { selectClasses } from '../../src/data/view.ts';
import type { Engine } from '../../src/engine/contract.ts';
import { engines } from '../../src/engine/registry.ts';
import { initialWeights, type Weights } from '../../src/model/architecture.ts';
import { networkOf, networkStages } from '../../src/model/network.ts';
import { optimizers } from '../../src/model/registry.ts';
import { classifyLesson } from '../../src/transfer/classify.ts';
import { fit as train } from '../../src/transfer/fit.ts';
import { type RecipeInput, recipeSchema } from '../../src/transfer/recipe.ts';
import { presets } from '../../src/transfer/registry.ts';
import { segmentsOf } from '../../src/transfer/segments.ts';
import { planStages } from '../../src/transfer/stages.ts';
import { withTuning } from '../../src/transfer/tuning.ts';
import { makeDataset } from '../data/make-dataset.ts';
import { staged } from './staged-model.ts';

/** Which parameters each preset moves, and from which of the 12 steps on: written down by hand from the publications. */
const FIRST = ['first/kernel', 'first/bias'];
const SECOND = ['second/kernel', 'second/bias'];
const NORM = ['third/gamma', 'third/beta'];
const STATISTICS = ['third/mean', 'third/variance'];
const HEAD = ['head/kernel', 'head/bias'];
const ALL = [...FIRST, ...SECOND, ...NORM, ...STATISTICS, ...HEAD];

const BODY = ['first', 'second', 'third'];
const DENSE = ['first', 'second'];
const within = (stages: readonly string[], ...parameters: string[]) =>
  stages.flatMap((stage) => parameters.map((parameter) => `${stage}/${parameter}`));

type Moves = Readonly<Record<string, readonly string[]>>;
const whole: Moves = { 0: ALL };
const MOVED: Readonly<Record<string, Moves | 'other data'>> = {
  scratch: whole,
  full: whole,
  discriminative: whole,
  llrd: whole,
  'l2-sp': whole,
  'feature-extraction': { 0: HEAD },
  'random-features': { 0: HEAD },
  partial: { 0: [...SECOND, ...NORM, ...STATISTICS, ...HEAD] }, // from `second`
  gradual: { 0: HEAD, 3: [...NORM, ...STATISTICS], 6: SECOND, 9: FIRST },
  ulmfit: { 0: HEAD, 3: [...NORM, ...STATISTICS], 6: SECOND, 9: FIRST },
  'lp-ft': { 0: HEAD, 6: [...FIRST, ...SECOND, ...NORM, ...STATISTICS] },
  'bias-only': { 0: ['first/bias', 'second/bias', 'third/beta', ...HEAD] },
  // What comes before a factor that is still zero has no gradient yet: A of LoRA, the first layer of an adapter.
  lora: { 0: [...within(DENSE, 'kernel-lora-b'), ...HEAD], 1: within(DENSE, 'kernel-lora-a') },
  adapter: {
    0: [...within(BODY, 'adapter-up', 'adapter-up-bias'), ...HEAD],
    1: within(BODY, 'adapter-down', 'adapter-down-bias'),
  },
  prototypes: {},
  'source-only': 'other data',
  'target-only': whole,
  dann: 'other data',
  coral: 'other data',
  'multi-task': 'other data',
};

const STEPS = 12;
const view = selectClasses(makeDataset({ counts: [8, 8, 8], shape: [6] }), ['c0', 'c1', 'c2']);
let engine: Engine;
beforeAll(async () => {
  engine = await engines.onnx.start({ device: 'cpu', threads: 1 });
});

/** All parameters before each step and after the last. */
async function run(input: RecipeInput): Promise<Weights[]> {
  const recipe = recipeSchema.parse(input);
  const { architecture, inserted } = withTuning(staged, recipe.tuning);
  const names = architecture.stages.map(({ name }) => name);
  const plan = planStages(recipe, names);
  if ('unknown' in plan) throw new Error('the recipe does not fit');
  const factors = { seed: 1 };
  const context = { inputShape: [6], features: [5], view, batch: 10, factors };
  const lesson = classifyLesson(architecture.stages.at(-1)!, context);
  const network = networkOf(architecture, lesson.branches);
  const seen: Weights[] = [];
  const result = await train(engine, {
    network,
    parameters: 0,
    weights: initialWeights({ stages: networkStages(network) }, names, factors),
    lesson,
    optimizer: optimizers.adam.create(optimizers.adam.schema.parse({})),
    segments: segmentsOf(recipe, { network, plan, inserted, steps: STEPS, lr: 0.05 }),
    factors,
    observe: async (_step, _examples, { packing, state }) => {
      seen.push(await packing.read(state));
    },
    observeEvery: 1,
    stopped: () => false,
  });
  if (result.status === 'completed') result.trained.state.dispose();
  return seen;
}

const bits = (values: Float32Array): string => Buffer.from(values.slice().buffer).toString('base64');

/** Presets that learn from further data are left out: tests of their own tell what they move. */
const alone = (Object.keys(presets) as (keyof typeof presets)[]).filter((name) => MOVED[name] !== 'other data');

describe.each(alone)('preset %s', (name) => {
  const moves = MOVED[name] as Moves | undefined;

  test('moves the parameters that its method moves, when it does, and no other by a bit', async () => {
    const { schema, recipe } = presets[name];
    const options = Object.fromEntries(
      Object.keys(schema.shape).map((key) => [
        key,
        key === 'from' ? 'source' : key === 'train-from' ? 'second' : undefined,
      ]),
    );
    const seen = await run((recipe as (options: object) => RecipeInput)(schema.parse(options)));
    expect(moves, 'say above what this preset moves').toBeDefined();
    const parameters = Object.keys(seen[0]!);
    const expected = Object.fromEntries(parameters.map((parameter) => [parameter, 'never']));
    for (const [step, moved] of Object.entries(moves!)) for (const parameter of moved) expected[parameter] = step;
    const found = Object.fromEntries(
      parameters.map((parameter) => {
        const first = seen.findIndex((weights) => bits(weights[parameter]!) !== bits(seen[0]![parameter]!));
        return [parameter, first === -1 ? 'never' : String(first - 1)];
      }),
    );
    expect(found).toEqual(expected);
  });
});

test('every entry above is a preset', () => {
  expect(Object.keys(presets).filter((name) => MOVED[name] === undefined)).toEqual([]);
});
