import { beforeAll, expect, test } from 'vitest';
import { stream } from '../../src/base/random.ts';
import type { Engine } from '../../src/engine/contract.ts';
import { engines } from '../../src/engine/registry.ts';
import type { Architecture, Weights } from '../../src/model/architecture.ts';
import { volume } from '../../src/model/layers.ts';
import { stageSpecs } from '../../src/model/network.ts';
import { optimizers } from '../../src/model/registry.ts';
import { decodeWeights, encodeWeights } from '../../src/model/weight-file.ts';
import type { RecipeInput } from '../../src/transfer/recipe.ts';
import { presets } from '../../src/transfer/registry.ts';
import { bits, examplesFor, trajectory } from './follow.ts';
import { convolved, staged } from './staged-model.ts';

/**
 * Which parameters each preset moves, and from which of the 12 steps on, to the end: written down by hand from the
 * publications.
 */
const FIRST = ['first/kernel', 'first/bias'];
const SECOND = ['second/kernel', 'second/bias'];
const NORM = ['third/gamma', 'third/beta'];
const STATISTICS = ['third/mean', 'third/variance'];
const HEAD = ['head/kernel', 'head/bias'];
const ALL = [...FIRST, ...SECOND, ...NORM, ...STATISTICS, ...HEAD];

const BODY = ['first', 'second', 'third'];
const within = (stages: readonly string[], ...parameters: string[]) =>
  stages.flatMap((stage) => parameters.map((parameter) => `${stage}/${parameter}`));

type Moves = Readonly<Record<string, readonly string[]>>;
const whole: Moves = { 0: ALL };
const MOVED: Readonly<Record<string, Moves>> = {
  scratch: whole,
  full: whole,
  discriminative: whole,
  llrd: whole,
  'l2-sp': whole,
  'feature-extraction': { 0: HEAD },
  'random-features': { 0: HEAD },
  partial: { 0: [...SECOND, ...NORM, ...STATISTICS, ...HEAD] }, // from `second`
  gradual: { 0: HEAD, 3: [...NORM, ...STATISTICS], 6: SECOND, 9: FIRST },
  ulmfit: { 0: HEAD, 1: [...NORM, ...STATISTICS], 2: SECOND, 3: FIRST }, // 4 % of 12 steps are less than one
  'lp-ft': { 0: HEAD, 6: [...FIRST, ...SECOND, ...NORM, ...STATISTICS] },
  'bias-only': { 0: ['first/bias', 'second/bias', 'third/beta', ...HEAD] },
  // What comes before a factor that is still zero has no gradient yet: A of LoRA, the first layer of an adapter.
  lora: {
    0: [...within(['first', 'second'], 'kernel-lora-b'), ...HEAD],
    1: within(['first', 'second'], 'kernel-lora-a'),
  },
  adapter: {
    0: [...within(BODY, 'adapter-up', 'adapter-up-bias'), ...HEAD],
    1: within(BODY, 'adapter-down', 'adapter-down-bias'),
  },
  prototypes: {},
  'source-only': whole,
  'target-only': whole,
  dann: { 0: [...ALL, ...within(['domain-hidden', 'domain'], 'kernel', 'bias')] },
  coral: whole,
  'multi-task': { 0: [...ALL, ...within(['head-2'], 'kernel', 'bias')] },
};

/** In which `first` is a convolution: LoRA changes dense kernels alone. */
const MOVED_OF_CONVOLVED: typeof MOVED = {
  ...MOVED,
  lora: { 0: ['second/kernel-lora-b', ...HEAD], 1: ['second/kernel-lora-a'] },
};

const STEPS = 12;
let engine: Engine;
beforeAll(async () => {
  engine = await engines.onnx.start({ device: 'cpu', threads: 1 });
});

/** As if trained: no bias at zero, no statistics as they are before the first example, and no unit that is dead. */
function checkpointOf({ stages }: Architecture): Weights {
  const specs = stageSpecs(stages.slice(0, -1));
  const values = Object.entries(specs).map(([name, { shape }]) => {
    const random = stream('test', { checkpoint: name });
    const draw = () => (name.endsWith('kernel') ? random.normal() : 0.5 + random.uniform());
    return [name, Float32Array.from({ length: volume(shape) }, draw)] as const;
  });
  return decodeWeights(encodeWeights(Object.fromEntries(values), specs), specs, 'the checkpoint');
}

/** All parameters before each step and after the last. */
async function run(model: Architecture, input: RecipeInput): Promise<readonly Weights[]> {
  const { before, seen } = await trajectory(engine, model, input, {
    view: examplesFor(model, 8),
    others: [examplesFor(model, 8, 2)], // a labelled domain, or a further task
    batch: 10,
    steps: STEPS,
    lr: 0.05,
    optimizer: optimizers.adam.create(optimizers.adam.schema.parse({})),
    given: input.init === 'random' ? {} : checkpointOf(model),
  });
  for (const [name, values] of Object.entries(before))
    expect([name, bits(seen[0]![name]!)]).toEqual([name, bits(values)]);
  return seen;
}

const names = Object.keys(presets) as (keyof typeof presets)[];
const cases = names.flatMap((name) => [
  { name, model: staged, moved: MOVED },
  { name, model: convolved, moved: MOVED_OF_CONVOLVED },
]);

test.each(cases)(
  'preset $name in the $model.key moves the parameters that its method moves, when it does, and no other by a bit',
  async ({ name, model, moved }) => {
    const { schema, recipe } = presets[name];
    const given: Readonly<Record<string, unknown>> = { from: 'source', 'train-from': 'second', with: ['other'] };
    const options = Object.fromEntries(Object.keys(schema.shape).map((key) => [key, given[key]]));
    const seen = await run(model, (recipe as (options: object) => RecipeInput)(schema.parse(options)));
    const moves = moved[name];
    expect(moves, 'say above what this preset moves').toBeDefined();
    const parameters = Object.keys(seen[0]!);
    const expected: Record<string, number[]> = Object.fromEntries(parameters.map((parameter) => [parameter, []]));
    for (const [from, those] of Object.entries(moves!)) {
      for (const parameter of those) {
        expected[parameter] = Array.from({ length: STEPS - Number(from) }, (_, index) => Number(from) + index);
      }
    }
    const found = Object.fromEntries(
      parameters.map((parameter) => {
        const values = seen.map((weights) => bits(weights[parameter]!));
        return [parameter, values.slice(1).flatMap((value, step) => (value === values[step] ? [] : [step]))];
      }),
    );
    expect(found).toEqual(expected);
    expect(seen).toHaveLength(name === 'prototypes' ? 1 : STEPS + 1);
  },
);

test('every entry above is a preset', () => {
  expect(Object.keys(presets).filter((name) => MOVED[name] === undefined)).toEqual([]);
  expect(Object.keys(MOVED).filter((name) => !Object.hasOwn(presets, name))).toEqual([]);
});
