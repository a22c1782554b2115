import { beforeAll, describe, expect, test } from 'vitest';
import { batchGatherer } from '../../src/data/batches.ts';
import { selectClasses } from '../../src/data/view.ts';
import type { Engine, NamedValues } from '../../src/engine/contract.ts';
import {
  type Architecture,
  buildArchitecture,
  countParameters,
  initialWeights,
  type ModelChoice,
  type Weights,
} from '../../src/model/architecture.ts';
import type { Optimizer } from '../../src/model/contract.ts';
import { slotSpecs } from '../../src/model/programs.ts';
import { backbones, optimizers } from '../../src/model/registry.ts';
import { makeDataset } from '../data/make-dataset.ts';
import { testEngines } from '../engine/test-engines.ts';
import { classifyingStep, logitsOf, packed } from './classifying.ts';

let engine: Engine;

const SHAPE = [6, 5, 1];
const dataset = makeDataset({ counts: [12, 12, 12], shape: SHAPE });
const view = selectClasses(dataset, ['c0', 'c1', 'c2']);
const plain = optimizers.sgd.create({ momentum: 0 });

/** Runs train steps on batches of the given positions and returns losses and all parameters. */
async function train(
  architecture: Architecture,
  weights: Weights,
  batches: readonly (readonly number[])[],
  options: {
    readonly size: number;
    readonly trained?: readonly string[];
    readonly optimizer?: Optimizer;
    readonly lr?: number;
  },
): Promise<{ losses: number[]; weights: Weights }> {
  const { size, optimizer = plain, lr = 0.1 } = options;
  const trained = options.trained ?? architecture.stages.map(({ name }) => name);
  const { packing } = packed(architecture, trained);
  const slots = slotSpecs(packing, optimizer);
  const zeros: NamedValues = Object.fromEntries(
    Object.entries(slots).map(([name, { shape }]) => [name, new Float32Array(shape.reduce((a, b) => a * b, 1))]),
  );
  const executable = await engine.compile(classifyingStep(architecture, trained, optimizer, size));
  const state = engine.createState({ ...packing.specs, ...slots }, { ...packing.pack(weights), ...zeros });
  const gather = batchGatherer(view, size);
  const losses: number[] = [];
  for (const [index, positions] of batches.entries()) {
    const { x, y, weight } = gather(Int32Array.from(positions));
    const scalars = Object.fromEntries(
      Object.entries(optimizer.scalars(index + 1, lr)).map(([name, value]) => [name, Float32Array.of(value)]),
    );
    const { loss } = await executable.run(state, { x, y, weight, ...scalars });
    losses.push(loss![0]!);
  }
  const read = await packing.read(state);
  state.dispose();
  return { losses, weights: read };
}

const largest = (a: Float32Array, b: Float32Array): number =>
  a.reduce((worst, value, index) => Math.max(worst, Math.abs(value - b[index]!)), 0);

/**
 * Backbones that options alone describe, and that take plain numbers. Those that are read from a file or take texts or
 * graphs have tests of their own, and all are in agreement.test.ts.
 */
const made = ['cnn', 'mlp'] as const;

/** What every registered backbone must keep to, on every engine that trains here. */
describe.each(testEngines)('on $name', ({ start }) => {
  beforeAll(async () => {
    engine = await start();
  });

  describe.each(made)('backbone %s', (name) => {
    const model = {
      backbone: name,
      head: { use: 'linear' },
      ...backbones[name].schema.parse({}),
    } as unknown as ModelChoice;
    const small = (
      name === 'cnn' ? { ...model, channels: [6, 12], hidden: 16 } : { ...model, hidden: [12, 10] }
    ) as ModelChoice;
    const architecture = buildArchitecture(small, SHAPE, 3);
    const stages = architecture.stages.map((stage) => stage.name);
    const weights = initialWeights(architecture, stages, { seed: 1 });

    test('is registered under its name; its stages join and have distinct names', () => {
      expect(backbones[name].name).toBe(name);
      expect(new Set(stages).size).toBe(stages.length);
      expect(stages.at(-1)).toBe('head');
      architecture.stages.slice(1).forEach((stage, index) => {
        expect(stage.inputShape).toEqual(architecture.stages[index]!.outputShape);
      });
      expect(architecture.stages.every(({ multiplyAdds }) => multiplyAdds > 0)).toBe(true);
    });

    test('maps a batch to logits', async () => {
      const { packing } = packed(architecture, ['head']);
      const state = engine.createState(packing.specs, packing.pack(weights));
      const executable = await engine.compile(logitsOf(architecture, ['head'], 4));
      const { logits } = await executable.run(state, { x: batchGatherer(view, 4)(Int32Array.of(0, 1, 2, 3)).x });
      expect(logits).toHaveLength(12);
      expect(logits!.every(Number.isFinite)).toBe(true);
      state.dispose();
    });

    test('learns: the loss falls, and it starts near that of guessing', async () => {
      const batch = [0, 1, 2, 3, 12, 13, 14, 15, 24, 25, 26, 27];
      const { losses } = await train(architecture, weights, new Array(60).fill(batch), {
        size: 12,
        optimizer: optimizers.adam.create(optimizers.adam.schema.parse({})),
        lr: 0.01,
      });
      expect(losses[0]).toBeLessThan(2.5 * Math.log(3));
      expect(losses.at(-1)).toBeLessThan(losses[0]! / 4);
    });

    test('a padded batch gives the step of the unpadded one', async () => {
      const positions = [0, 13, 25, 7, 30];
      const padded = await train(architecture, weights, [positions, positions], { size: 8 });
      const exact = await train(architecture, weights, [positions, positions], { size: 5 });
      padded.losses.forEach((loss, step) => {
        expect(loss).toBeCloseTo(exact.losses[step]!, 5);
      });
      for (const parameter of Object.keys(weights)) {
        expect(largest(padded.weights[parameter]!, exact.weights[parameter]!)).toBeLessThan(2e-6);
      }
    });

    test('frozen stages keep their weights to the bit, trained ones change', async () => {
      for (const trained of [['head'], stages.slice(1), [stages[0]!]]) {
        const after = await train(
          architecture,
          weights,
          [
            [0, 13, 25, 7],
            [1, 2, 3, 4],
          ],
          { size: 4, trained },
        );
        for (const parameter of Object.keys(weights)) {
          const moved = largest(after.weights[parameter]!, weights[parameter]!) > 0;
          expect([parameter, moved]).toEqual([parameter, trained.includes(parameter.split('/')[0]!)]);
        }
      }
    });

    test('a stage starts the same whatever the others are, and another seed starts elsewhere', () => {
      const head = initialWeights(architecture, ['head'], { seed: 1 });
      expect(head['head/kernel']).toEqual(weights['head/kernel']);
      expect(initialWeights(architecture, ['head'], { seed: 2 })['head/kernel']).not.toEqual(head['head/kernel']);
    });
  });

  /**
   * PyTorch 1.13.1: x = [[1,2],[3,−1],[.5,.5]], w = [[.1,.2,−.3],[.4,−.5,.6]], b = 0,
   * `cross_entropy(x @ w + b, tensor([0, 2, 1])).backward()`, printing loss, `w.grad` and `b.grad`.
   */
  test('loss and gradients of a dense layer agree with PyTorch', async () => {
    const shape = [2];
    const stage = {
      ...buildArchitecture({ backbone: 'mlp', head: { use: 'linear' }, hidden: [1] }, shape, 3),
      stages: [],
    };
    const { linear } = (await import('../../src/model/registry.ts')).heads;
    const architecture: Architecture = { ...stage, key: 'head alone', stages: [linear.stage({}, shape, 3)] };
    const { packing } = packed(architecture, ['head']);
    const program = classifyingStep(architecture, ['head'], plain, 3);
    const weights = {
      'head/kernel': Float32Array.of(0.1, 0.2, -0.3, 0.4, -0.5, 0.6),
      'head/bias': new Float32Array(3),
    };
    const state = engine.createState(packing.specs, packing.pack(weights));
    const { loss } = await (await engine.compile(program)).run(state, {
      x: Float32Array.of(1, 2, 3, -1, 0.5, 0.5),
      y: Int32Array.of(0, 2, 1),
      weight: Float32Array.of(1, 1, 1),
      learningRate: Float32Array.of(1),
    });
    expect(loss![0]).toBeCloseTo(1.681753158569336, 5);
    const after = await packing.read(state);
    const gradient = (name: 'head/kernel' | 'head/bias'): number[] =>
      [...weights[name]].map((value, index) => value - after[name]![index]!);
    const expected = [0.10308068, 0.63164139, -0.73472214, -0.36950323, -0.30982688, 0.67933011];
    gradient('head/kernel').forEach((value, index) => {
      expect(value).toBeCloseTo(expected[index]!, 5);
    });
    gradient('head/bias').forEach((value, index) => {
      expect(value).toBeCloseTo([0.02181775, 0.0236749, -0.04549263][index]!, 5);
    });
  });
});

test('parameters are counted: the CNN of the quickstart has 105,541', () => {
  const model: ModelChoice = { backbone: 'cnn', head: { use: 'linear' }, channels: [16, 32], kernel: 3, hidden: 64 };
  const architecture = buildArchitecture(model, [28, 28, 1], 5);
  expect(countParameters(architecture)).toBe(160 + 4640 + (1568 * 64 + 64) + (64 * 5 + 5));
  expect(countParameters(architecture, ['head'])).toBe(325);
});
