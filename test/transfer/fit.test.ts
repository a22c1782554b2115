import { mul, reshape } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../../src/engine/contract.ts';
import { engines } from '../../src/engine/registry.ts';
import { type Architecture, initialWeights, type Weights } from '../../src/model/architecture.ts';
import { networkOf } from '../../src/model/network.ts';
import { optimizers } from '../../src/model/registry.ts';
import { classifyLesson } from '../../src/transfer/classify.ts';
import { fit as train } from '../../src/transfer/fit.ts';
import type { Lesson } from '../../src/transfer/lesson.ts';
import type { RecipeInput } from '../../src/transfer/recipe.ts';
import { wholeSegment } from '../../src/transfer/segments.ts';
import { descent, expectClose, linear, examples as view } from './descent.ts';
import { endOf, plain, trajectory } from './follow.ts';
import { staged } from './staged-model.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await engines.onnx.start({ device: 'cpu', threads: 1 });
});

/** Plain descent, on all twelve examples at once unless told otherwise. */
function run(architecture: Architecture, input: RecipeInput, steps: number, lr = 0.1, batch = 12) {
  return endOf(engine, architecture, input, { view, batch, steps, lr });
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

  test('with a head that is kept, columns of classes that the source lacks are pulled to zero', async () => {
    const { before, after } = await endOf(
      engine,
      linear,
      { init: { from: 's', head: 'kept' }, penalty: { 'l2-sp': { alpha: 0.7, beta: 0.4 } } },
      { view, batch: 12, steps: 30, shared: [true, false, true] },
    );
    expectClose(
      after,
      descent(
        before,
        30,
        () => 0.1,
        (w, w0, label) => (label === 1 ? 0.4 * w : 0.7 * (w - w0)), // Li, Grandvalet, Davoine 2018, eq. 2
      ),
    );
  });

  test('follows its schedule within each phase, and is pulled back to where the run began, not the phase', async () => {
    const phases = [
      { share: 0.3, lr: 2 },
      { share: 0.7, lr: 0.5 },
    ];
    const { before, after } = await run(
      linear,
      {
        init: { from: 's', head: 'kept' },
        phases,
        lr: { schedule: 'cosine' },
        penalty: { 'l2-sp': { alpha: 0.7, beta: 0 } },
      },
      30,
    );
    const half = (progress: number) => (1 + Math.cos(Math.PI * progress)) / 2;
    const rate = (step: number) => (step < 9 ? 0.2 * half(step / 9) : 0.05 * half((step - 9) / 21));
    expectClose(
      after,
      descent(before, 30, rate, (w, w0) => 0.7 * (w - w0)),
    );
  });

  test('hands its criterion the step of the whole run, not of the phase', async () => {
    const network = networkOf(linear);
    const factors = { seed: 1 };
    const lesson = classifyLesson(linear.stages[0]!, { inputShape: [6], features: [6], view, batch: 12, factors });
    const { criterion } = lesson;
    const rising: Lesson = {
      ...lesson,
      criterion: {
        ...criterion,
        key: 'rising cross-entropy',
        scalarNames: ['rise'],
        scalars: (step, steps) => ({ rise: (step + 1) / steps }),
        loss: (outputs, inputs) => mul(criterion.loss(outputs, inputs), reshape(inputs['rise']!, [])),
      },
    };
    const before = initialWeights(linear, ['head'], factors);
    const result = await train(engine, {
      network,
      parameters: 0,
      weights: before,
      lesson: rising,
      optimizer: plain,
      segments: [10, 20].map((steps) => wholeSegment(network, steps, 0.1)),
      factors,
      observeEvery: 30,
      stopped: () => false,
    });
    if (result.status !== 'completed') throw new Error(result.status);
    const after = await result.trained.packing.read(result.trained.state);
    result.trained.state.dispose();
    expectClose(
      after,
      descent(
        before,
        30,
        (step) => (0.1 * (step + 1)) / 30,
        () => 0,
      ),
    );
  });

  test('is the same in one phase or in three', async () => {
    const one = await run(linear, { init: 'random' }, 30);
    const three = await run(linear, { init: 'random', phases: [0.3, 0.2, 0.5].map((share) => ({ share })) }, 30);
    expect(three.after).toEqual(one.after);
  });
});

describe('rates', () => {
  const changes = (before: Weights, after: Weights, name: string): number[] =>
    Array.from(after[name]!, (value, index) => value - before[name]![index]!);

  test('multiply the first change of each parameter: decay to the power of its distance from the head', async () => {
    const unscaled = await run(staged, { init: 'random' }, 1);
    const scaled = await run(staged, { init: 'random', lr: { head: 3, decay: 0.5 } }, 1);
    const factors = { 'first/': 0.125, 'second/': 0.25, 'third/': 0.5, 'head/': 3 };
    for (const [stage, factor] of Object.entries(factors)) {
      const names = Object.keys(unscaled.before).filter(
        (name) => name.startsWith(stage) && !/mean|variance/.test(name),
      );
      expect(names).toHaveLength(2);
      for (const name of names) {
        const expected = changes(unscaled.before, unscaled.after, name).map((value) => factor * value);
        changes(scaled.before, scaled.after, name).forEach((value, index) => {
          expect(value).toBeCloseTo(expected[index]!, 6);
        });
        expect(Math.max(...expected.map(Math.abs))).toBeGreaterThan(1e-4);
      }
    }
    // No gradient moves statistics: no rate slows them.
    for (const name of ['third/mean', 'third/variance']) expect(scaled.after[name]).toEqual(unscaled.after[name]);
  });

  test('multiply each other: of the suite, the recipe, the phase and the schedule', async () => {
    const phases = (lr: number) => [
      { share: 0.5, lr },
      { share: 0.5, lr },
    ];
    const [product, expected] = [
      await run(linear, { init: 'random', lr: { base: 2, head: 5 }, phases: phases(0.25) }, 8, 0.04),
      await run(linear, { init: 'random' }, 8, 0.1),
    ];
    for (const [name, values] of Object.entries(expected.after)) {
      values.forEach((value, index) => {
        expect(product.after[name]![index]).toBeCloseTo(value, 5);
      });
    }
  });
});

describe('the optimizer', () => {
  const momentum = optimizers.sgd.create({ momentum: 0.9 });

  test('starts anew in each phase: two phases are two runs, one after the other', async () => {
    const options = { view, batch: 12, lr: 0.05, optimizer: momentum };
    const phases = [{ share: 0.5 }, { share: 0.5 }];
    const both = await endOf(engine, linear, { init: 'random', phases }, { ...options, steps: 20 });
    const first = await endOf(engine, linear, { init: 'random' }, { ...options, steps: 10 });
    const second = await endOf(engine, linear, { init: 'random' }, { ...options, steps: 10, given: first.after });
    for (const [name, values] of Object.entries(second.after)) {
      values.forEach((value, index) => {
        expect(both.after[name]![index]).toBeCloseTo(value, 5); // full batches: their order hardly matters
      });
    }
    const one = await endOf(engine, linear, { init: 'random' }, { ...options, steps: 20 });
    const apart = one.after['head/kernel']!.map((value, index) => Math.abs(value - both.after['head/kernel']![index]!));
    expect(Math.max(...apart)).toBeGreaterThan(0.01);
  });

  test('counts its steps anew: the first change of Adam in each phase is as large as the learning rate', async () => {
    const adam = optimizers.adam.create(optimizers.adam.schema.parse({}));
    const options = { view, batch: 12, lr: 0.01, optimizer: adam, steps: 12 };
    const { seen } = await trajectory(
      engine,
      linear,
      { init: 'random', phases: [{ share: 0.5 }, { share: 0.5 }] },
      options,
    );
    // Kingma & Ba 2015, section 2.1: m̂ / √v̂ of a single gradient is its sign.
    for (const step of [0, 6]) {
      seen[step + 1]!['head/kernel']!.forEach((value, index) => {
        expect(Math.abs(value - seen[step]!['head/kernel']![index]!)).toBeCloseTo(0.01, 4);
      });
    }
  });
});
