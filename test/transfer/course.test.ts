import { memory } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../../src/engine/contract.ts';
import { startOnnx } from '../../src/engine/onnx/start.ts';
import { startWasm } from '../../src/engine/wasm/start.ts';
import type { Weights } from '../../src/model/architecture.ts';
import { optimizers } from '../../src/model/registry.ts';
import type { RecipeInput } from '../../src/transfer/recipe.ts';
import { linear } from './descent.ts';
import { bits, endOf, examplesFor, follow } from './follow.ts';
import { convolved, staged } from './staged-model.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await startOnnx({ device: 'cpu', threads: 1 });
});

const view = examplesFor(linear, 4); // twelve
const phases = (...shares: number[]): RecipeInput => ({ init: 'random', phases: shares.map((share) => ({ share })) });
const RECIPES: readonly RecipeInput[] = [{ init: 'random' }, phases(0.3, 0.7), { init: 'random', unfreeze: {} }];

describe('a training run', () => {
  test('is observed before the first step, every so many steps, and after the last, whatever its segments', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 4, max: 40 }),
        fc.integer({ min: 1, max: 50 }),
        fc.constantFrom(...RECIPES),
        async (steps, observeEvery, recipe) => {
          const observed: [number, number][] = [];
          const { result } = await follow(engine, linear, recipe, {
            view,
            batch: 5,
            steps,
            observe: async (step, examples) => {
              observed.push([step, examples]);
            },
            observeEvery,
          });
          const at = Array.from({ length: steps + 1 }, (_, step) => step);
          const wanted = at.filter((step) => step % observeEvery === 0 || step === steps);
          // Twelve examples in batches of five: 5, 5, 2, and again.
          const seen = (step: number) => 12 * Math.floor(step / 3) + [0, 5, 10][step % 3]!;
          expect(observed).toEqual(wanted.map((step) => [step, seen(step)]));
          expect(result.status).toBe('completed');
          if (result.status !== 'completed') return;
          expect(result.ledger).toMatchObject({ steps, examples: seen(steps), parameters: 0, trainable: 21 });
          result.trained.state.dispose();
        },
      ),
      { numRuns: 30 },
    );
  });

  test('does not depend on who watches', async () => {
    const options = { view, batch: 5, steps: 23 };
    const watched = await endOf(
      engine,
      staged,
      { init: 'random', unfreeze: {} },
      {
        ...options,
        observe: async (_step, _examples, { packing, state }) => {
          await packing.read(state);
        },
        observeEvery: 2,
      },
    );
    const alone = await endOf(engine, staged, { init: 'random', unfreeze: {} }, options);
    expect(watched).toEqual(alone);
  });

  test.each(RECIPES)('ends where it is told to stop: %j', async (recipe) => {
    for (const last of [0, 3, 7]) {
      const asked: number[] = [];
      const { result } = await follow(engine, linear, recipe, {
        view,
        batch: 5,
        steps: 20,
        observe: async () => {}, // so that there are calls to stop between
        observeEvery: 1,
        stopped: (step) => {
          asked.push(step);
          return step >= last;
        },
      });
      expect(result).toEqual({ status: 'stopped', step: last });
      expect(asked).toEqual(Array.from({ length: last + 1 }, (_, step) => step));
    }
  });

  test('has diverged at the step whose loss is no longer finite', async () => {
    const { result } = await follow(engine, linear, phases(0.25, 0.75), { view, batch: 12, steps: 40, lr: 1e38 });
    expect(result.status).toBe('diverged');
    if (result.status !== 'diverged') return;
    expect(result.step).toBeGreaterThan(1); // the first loss is that of the start
    expect(result.ledger).toMatchObject({
      steps: result.step,
      examples: 12 * result.step,
      parameters: 0,
      trainable: 21,
      flops: { status: 'counted' },
    });
    const { result: none } = await follow(
      engine,
      linear,
      { init: 'random' },
      {
        view,
        batch: 12,
        steps: 3,
        given: { 'head/bias': Float32Array.of(Number.NaN, 0, 0) },
      },
    );
    expect(none).toMatchObject({ status: 'diverged', step: 1 });
  });

  test('that trains nothing is observed once, and is the model as it starts', async () => {
    const observed: number[] = [];
    const recipe: RecipeInput = { init: { from: 's' }, train: 'none', head: { start: 'prototypes' } };
    const { before, result } = await follow(engine, staged, recipe, {
      view,
      batch: 5,
      steps: 9,
      observe: async (step) => {
        observed.push(step);
      },
      observeEvery: 1,
    });
    expect(observed).toEqual([0]);
    if (result.status !== 'completed') throw new Error(result.status);
    const flops = { status: 'counted', flops: 0 };
    expect(result.ledger).toEqual({ steps: 0, examples: 0, parameters: 0, trainable: 0, flops });
    expect(await result.trained.packing.read(result.trained.state)).toEqual(before);
    result.trained.state.dispose();
  });

  test('adds up the floating-point operations of each segment, as it is observed', async () => {
    const spent = async (recipe: RecipeInput, steps: number): Promise<readonly (readonly [number, number])[]> => {
      const points: [number, number][] = [];
      const { result } = await follow(engine, staged, recipe, {
        view,
        batch: 5,
        steps,
        observe: async (step, _examples, _trained, count) => {
          if (count.status === 'counted') points.push([step, count.flops]);
        },
        observeEvery: 2,
      });
      if (result.status !== 'completed') throw new Error(result.status);
      result.trained.state.dispose();
      expect(result.ledger.flops).toEqual({ status: 'counted', flops: points.at(-1)![1] });
      return points;
    };
    const perStep = async (train: RecipeInput['train']) => (await spent({ init: 'random', train }, 1)).at(-1)![1];
    const head = await perStep('head');
    const third = await perStep('from third');
    const second = await perStep('from second');
    const all = await perStep('all');
    expect([...[head, third, second, all]].sort((a, b) => a - b)).toEqual([head, third, second, all]);
    // Eight steps, two for each stage that is unfrozen, from the top.
    expect(await spent({ init: 'random', unfreeze: {} }, 8)).toEqual([
      [0, 0],
      [2, 2 * head],
      [4, 2 * (head + third)],
      [6, 2 * (head + third + second)],
      [8, 2 * (head + third + second + all)],
    ]);
  });

  test('counts as trainable what some segment trains: a head of 18, then all of 93', async () => {
    const counts = async (recipe: RecipeInput): Promise<number> => {
      const { result } = await follow(engine, staged, recipe, { view, batch: 5, steps: 8 });
      if (result.status !== 'completed') throw new Error(result.status);
      result.trained.state.dispose();
      return result.ledger.trainable;
    };
    // first 6·5 + 5, second 5·5 + 5, third 5 + 5 without its statistics, head 5·3 + 3
    expect(await counts({ init: 'random' })).toBe(35 + 30 + 10 + 18);
    expect(await counts({ init: 'random', train: 'head' })).toBe(18);
    expect(await counts({ init: 'random', unfreeze: {} })).toBe(93);
    expect(await counts({ init: 'random', train: 'biases' })).toBe(5 + 5 + 5 + 18);
  });

  test.each(['observe', 'second phase'] as const)('frees its state if it fails: %s', async (where) => {
    const wasm = await startWasm();
    const before = memory().numTensors;
    const run = follow(wasm, linear, phases(0.5, 0.5), {
      view,
      batch: 5,
      steps: 8,
      observe: async (step) => {
        if (where === 'observe' || step > 4) throw new Error('nobody can look');
      },
      observeEvery: 1,
    });
    await expect(run).rejects.toThrow('nobody can look');
    expect(memory().numTensors).toBe(before);
  });
});

describe('engines', () => {
  const everything: RecipeInput = {
    init: { from: 's' },
    unfreeze: {},
    lr: { decay: 0.5, head: 2, schedule: 'slanted-triangular' },
    penalty: { 'l2-sp': {} },
    norm: 'train',
  };

  test.each([staged, convolved])('agree on all that recipes can say, in the $key', async (model) => {
    const options = {
      view: examplesFor(model, 4),
      batch: 5,
      steps: 12,
      lr: 0.01,
      // Not Adam: the gradient of a bias before a normalisation is rounding alone, which Adam scales up to the rate.
      optimizer: optimizers.sgd.create({ momentum: 0.9 }),
    };
    const wasm = await startWasm();
    const [compiled, eager] = [
      await endOf(engine, model, everything, options),
      await endOf(wasm, model, everything, options),
    ];
    for (const [name, values] of Object.entries(eager.after)) {
      values.forEach((value, index) => {
        expect(compiled.after[name]![index]).toBeCloseTo(value, 5);
      });
      expect(bits(values)).not.toBe(bits(eager.before[name]!));
    }
  });

  test('hold no more tensors after many steps than after few', async () => {
    const wasm = await startWasm();
    const tensors = async (steps: number): Promise<number> => {
      const counted: number[] = [];
      const { result } = await follow(
        wasm,
        staged,
        { init: 'random', lr: { decay: 0.5 } },
        {
          view,
          batch: 5,
          steps,
          observe: async () => {
            counted.push(memory().numTensors);
          },
          observeEvery: 1,
        },
      );
      if (result.status === 'completed') result.trained.state.dispose();
      expect(new Set(counted).size).toBe(1);
      return memory().numTensors;
    };
    expect(await tensors(30)).toBe(await tensors(3));
  });
});

test('equal weights are equal runs: to the bit, in one process', async () => {
  const options = { view, batch: 5, steps: 20 };
  const runs: Weights[] = [];
  for (let turn = 0; turn < 3; turn++) {
    runs.push((await endOf(engine, staged, { init: 'random', unfreeze: {} }, options)).after);
  }
  for (const run of runs.slice(1)) {
    for (const [name, values] of Object.entries(run))
      expect([name, bits(values)]).toEqual([name, bits(runs[0]![name]!)]);
  }
});
