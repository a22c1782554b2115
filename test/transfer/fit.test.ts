import { beforeAll, describe, expect, test } from 'vitest';
import { selectClasses } from '../../src/data/view.ts';
import type { Engine } from '../../src/engine/contract.ts';
import { engines } from '../../src/engine/registry.ts';
import { type Architecture, initialWeights, type Weights } from '../../src/model/architecture.ts';
import { denseStage } from '../../src/model/layers.ts';
import { networkOf } from '../../src/model/network.ts';
import { optimizers } from '../../src/model/registry.ts';
import { classifyLesson } from '../../src/transfer/classify.ts';
import { type FitResult, fit as train } from '../../src/transfer/fit.ts';
import { predictor } from '../../src/transfer/predict.ts';
import { type RecipeInput, recipeSchema } from '../../src/transfer/recipe.ts';
import { segmentsOf } from '../../src/transfer/segments.ts';
import { planStages } from '../../src/transfer/stages.ts';
import { makeDataset } from '../data/make-dataset.ts';
import { staged } from './staged-model.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await engines.onnx.start({ device: 'cpu', threads: 1 });
});

const view = selectClasses(makeDataset({ counts: [4, 4, 4], shape: [6] }), ['c0', 'c1', 'c2']);
const plain = optimizers.sgd.create({ momentum: 0 });

interface Run {
  readonly before: Weights;
  readonly after: Weights;
  readonly result: FitResult;
}

async function run(architecture: Architecture, input: RecipeInput, steps: number, lr = 0.1, batch = 12): Promise<Run> {
  const recipe = recipeSchema.parse(input);
  const names = architecture.stages.map(({ name }) => name);
  const plan = planStages(recipe, names);
  if ('unknown' in plan) throw new Error('the recipe does not fit');
  const factors = { seed: 1 };
  const head = architecture.stages.at(-1)!;
  const lesson = classifyLesson(head, { inputShape: [6], features: head.inputShape, view, batch, factors });
  const network = networkOf(architecture, lesson.branches);
  const before = initialWeights(architecture, names, factors);
  const result = await train(engine, {
    network,
    parameters: 0,
    weights: before,
    lesson,
    optimizer: plain,
    segments: segmentsOf(recipe, { network, plan, inserted: [], steps, lr }),
    factors,
    observeEvery: steps,
    stopped: () => false,
  });
  if (result.status !== 'completed') throw new Error(result.status);
  const after = await result.trained.packing.read(result.trained.state);
  return { before, after, result };
}

const linear: Architecture = {
  key: 'linear model',
  inputShape: [6],
  classes: 3,
  stages: [denseStage('head', [6], 3, 'none')],
};

/** The same training in double precision: full batches, softmax cross-entropy, plain descent. */
function descent(
  start: Weights,
  steps: number,
  rate: (step: number) => number,
  pull: (w: number, w0: number) => number,
) {
  const kernel = Float64Array.from(start['head/kernel']!);
  const bias = Float64Array.from(start['head/bias']!);
  const [kernel0, bias0] = [kernel.slice(), bias.slice()];
  const { samples, scale } = view.dataset;
  for (let step = 0; step < steps; step++) {
    const [gk, gb] = [new Float64Array(18), new Float64Array(3)];
    view.rows.forEach((row, example) => {
      const x = Array.from({ length: 6 }, (_, index) => samples[row * 6 + index]! * scale);
      const logits = [0, 1, 2].map((k) => bias[k]! + x.reduce((sum, value, i) => sum + value * kernel[i * 3 + k]!, 0));
      const total = logits.reduce((sum, value) => sum + Math.exp(value), 0);
      logits.forEach((value, k) => {
        const error = (Math.exp(value) / total - Number(view.labels[example] === k)) / view.rows.length;
        gb[k]! += error;
        x.forEach((input, i) => {
          gk[i * 3 + k]! += error * input;
        });
      });
    });
    kernel.forEach((value, i) => {
      kernel[i] = value - rate(step) * (gk[i]! + pull(value, kernel0[i]!));
    });
    bias.forEach((value, i) => {
      bias[i] = value - rate(step) * (gb[i]! + pull(value, bias0[i]!));
    });
  }
  return { 'head/kernel': kernel, 'head/bias': bias };
}

function expectClose(actual: Weights, expected: Readonly<Record<string, Float64Array>>): void {
  for (const [name, values] of Object.entries(expected)) {
    values.forEach((value, index) => {
      expect(actual[name]![index]).toBeCloseTo(value, 5);
    });
  }
}

describe('a linear model trained by plain descent', () => {
  test('is what double precision makes of it', async () => {
    const { before, after } = await run(linear, { init: 'random' }, 30);
    expectClose(
      after,
      descent(
        before,
        30,
        () => 0.1,
        () => 0,
      ),
    );
  });

  test('follows its schedule, and its multiple for the head', async () => {
    const { before, after } = await run(linear, { init: 'random', lr: { head: 3, schedule: 'cosine' } }, 30);
    const rate = (step: number) => (0.3 * (1 + Math.cos((Math.PI * step) / 30))) / 2;
    expectClose(
      after,
      descent(before, 30, rate, () => 0),
    );
  });

  test('is pulled by its penalty', async () => {
    const init = { from: 's', head: 'kept' } as const;
    const sp = await run(linear, { init, penalty: { 'l2-sp': { alpha: 0.7, beta: 0 } } }, 30);
    expectClose(
      sp.after,
      descent(
        sp.before,
        30,
        () => 0.1,
        (w, w0) => 0.7 * (w - w0),
      ),
    );
    const decayed = await run(linear, { init: 'random', penalty: { 'weight-decay': 0.7 } }, 30);
    expectClose(
      decayed.after,
      descent(
        decayed.before,
        30,
        () => 0.1,
        (w) => 0.7 * w,
      ),
    );
  });

  test('is the same in one phase or in three', async () => {
    const one = await run(linear, { init: 'random' }, 30);
    const three = await run(linear, { init: 'random', phases: [0.3, 0.2, 0.5].map((share) => ({ share })) }, 30);
    expect(three.after).toEqual(one.after);
  });
});

describe('a model with dropout and normalisation', () => {
  test('drops the same units in two runs, and none when it predicts', async () => {
    const [first, second] = [await run(staged, { init: 'random' }, 6), await run(staged, { init: 'random' }, 6)];
    expect(second.after).toEqual(first.after);
    if (first.result.status !== 'completed') throw new Error('it did not end');
    const predict = predictor(engine, view);
    const logits = (await predict(first.result.trained)).logits;
    expect((await predict(first.result.trained)).logits).toEqual(logits);
  });

  test('moves its statistics towards the moments of the batch, and not where they are frozen', async () => {
    const moved = await run(staged, { init: 'random' }, 1);
    expect(moved.after['third/mean']).not.toEqual(moved.before['third/mean']);
    const frozen = await run(staged, { init: 'random', norm: 'frozen' }, 1);
    for (const name of ['third/mean', 'third/variance']) expect(frozen.after[name]).toEqual(frozen.before[name]);
    expect(frozen.after['third/gamma']).not.toEqual(frozen.before['third/gamma']);
  });

  test('takes the same step from a padded batch: 12 examples in rows of 12 and of 16', async () => {
    // Without the stage that drops units: masks differ with the number of rows.
    const still = { ...staged, key: 'still', stages: staged.stages.filter(({ name }) => name !== 'second') };
    const exact = await run(still, { init: 'random' }, 3, 0.1, 12);
    const padded = await run(still, { init: 'random' }, 3, 0.1, 16);
    for (const [name, values] of Object.entries(exact.after)) {
      values.forEach((value, index) => {
        expect(padded.after[name]![index]).toBeCloseTo(value, 5);
      });
    }
  });
});
