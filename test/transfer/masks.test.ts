import { mul } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../../src/engine/contract.ts';
import { engines } from '../../src/engine/registry.ts';
import type { Architecture } from '../../src/model/architecture.ts';
import type { Stage } from '../../src/model/contract.ts';
import { networkStages } from '../../src/model/network.ts';
import { Packing } from '../../src/model/packing.ts';
import { classifyLesson } from '../../src/transfer/classify.ts';
import { maskSource } from '../../src/transfer/masks.ts';
import { predictor } from '../../src/transfer/predict.ts';
import { descent, expectClose, linear, examples as view } from './descent.ts';
import { bits, endOf, follow } from './follow.ts';
import { ofLogits } from './logits.ts';
import { staged } from './staged-model.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await engines.onnx.start({ device: 'cpu', threads: 1 });
});

/** Drops inputs of the linear model. */
const dropping: Stage = {
  name: 'drop',
  inputShape: [6],
  outputShape: [6],
  parameters: {},
  masks: { dropout: { shape: [6], rate: 0.4 } },
  multiplyAdds: 0,
  apply: (_parameters, x, { masks }) => (masks === null ? x : mul(x, masks['dropout']!)),
};
const dropped: Architecture = { ...linear, key: 'linear model, dropping', stages: [dropping, ...linear.stages] };

describe('masks', () => {
  /** One stage's masks of some steps. */
  const masksOf = (stage: Stage, rows: number, seed: number, steps: readonly number[]): Float32Array[] => {
    const source = maskSource([stage], rows, { seed });
    return steps.map((step) => source(step)[`${stage.name}/dropout`]!.slice());
  };
  const withRate = (rate: number, name = 'drop'): Stage => ({
    ...dropping,
    name,
    masks: { dropout: { shape: [50], rate } },
  });

  test('are zeros and 1 / (1 − rate), so that what they multiply keeps its mean', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 0.9, noNaN: true }), fc.integer({ min: 0, max: 1e6 }), (rate, step) => {
        const [mask] = masksOf(withRate(rate), 200, 1, [step]);
        const kept = Math.fround(1 / (1 - rate));
        expect(mask).toHaveLength(10_000);
        expect(mask!.every((value) => value === 0 || value === kept)).toBe(true);
        const zeros = mask!.filter((value) => value === 0).length / 10_000;
        // Six standard deviations of a share of 10,000 draws: one run in half a billion.
        expect(Math.abs(zeros - rate)).toBeLessThan(6 * Math.sqrt((rate * (1 - rate)) / 10_000));
      }),
      { numRuns: 30 },
    );
  });

  test('depend on seed, step, stage and row alone: not on what came before, nor on the rows below', () => {
    const stage = withRate(0.5);
    const [first, second] = masksOf(stage, 8, 1, [0, 1]);
    expect(masksOf(stage, 8, 1, [5, 1])[1]).toEqual(second);
    expect(masksOf(stage, 12, 1, [0])[0]!.subarray(0, 8 * 50)).toEqual(first);
    for (const other of [second, masksOf(stage, 8, 2, [0])[0], masksOf(withRate(0.5, 'other'), 8, 1, [0])[0]]) {
      expect(other).not.toEqual(first);
    }
  });

  test('are made for stages that drop something', () => {
    expect(maskSource([withRate(0), ...linear.stages], 8, { seed: 1 })(0)).toEqual({});
  });
});

/** A batch is drawn in an order of its own: the row of each example at each step. */
function placesOf(steps: number): number[][] {
  const lesson = classifyLesson(linear.stages[0]!, {
    inputShape: [6],
    features: [6],
    view,
    batch: 12,
    factors: { seed: 1 },
  });
  const next = lesson.batches('train');
  const { samples, scale } = view.dataset;
  return Array.from({ length: steps }, () => {
    const { x } = next().values;
    const rowOf = (example: number) =>
      Array.from({ length: 12 }, (_, row) => row).find((row) =>
        [...x!.subarray(6 * row, 6 * row + 6)].every(
          (value, index) => value === Math.fround(samples[view.rows[example]! * 6 + index]! * scale),
        ),
      )!;
    return Array.from(view.rows, (_, example) => rowOf(example));
  });
}

describe('the masks of a training run', () => {
  test('of each step reach it: training is what double precision makes of the same masks', async () => {
    const { before, after } = await endOf(engine, dropped, { init: 'random' }, { view, batch: 12, steps: 20 });
    const source = maskSource([dropping], 12, { seed: 1 });
    const masks = Array.from({ length: 20 }, (_, step) => source(step)['drop/dropout']!.slice());
    const places = placesOf(20);
    const factor = (step: number) => (example: number, index: number) =>
      masks[step]![6 * places[step]![example]! + index]!;
    const expected = descent(
      before,
      20,
      () => 0.1,
      () => 0,
      factor,
    );
    expectClose(after, expected);
    const still = descent(
      before,
      20,
      () => 0.1,
      () => 0,
    );
    expect(
      Math.max(...expected['head/kernel'].map((value, at) => Math.abs(value - still['head/kernel'][at]!))),
    ).toBeGreaterThan(0.01);
  });

  test('are the same in two runs with equal factors, and others with another seed', async () => {
    const options = { view, batch: 12, steps: 6 };
    const { before: given, after: first } = await endOf(engine, dropped, { init: 'random' }, options);
    const again = await endOf(engine, dropped, { init: 'random' }, options);
    expect(again.after).toEqual(first);
    const other = await endOf(engine, dropped, { init: 'random' }, { ...options, seed: 2, given });
    expect(other.before).toEqual(given);
    expect(other.after).not.toEqual(first);
  });

  test('are the same in one phase or in two', async () => {
    const options = { view, batch: 12, steps: 10 };
    const phases = [{ share: 0.4 }, { share: 0.6 }];
    const one = await endOf(engine, dropped, { init: 'random' }, options);
    expect(await endOf(engine, dropped, { init: 'random', phases }, options)).toEqual(one);
  });

  test('are not there when a model predicts: as if it could not drop', async () => {
    const { result, network } = await follow(engine, staged, { init: 'random' }, { view, batch: 12, steps: 6 });
    if (result.status !== 'completed') throw new Error(result.status);
    const predict = predictor(engine, view, view);
    const { logits } = ofLogits(await predict(result.trained));
    const body = network.body.map(({ masks, ...stage }) => ({ ...stage, masks: {} }));
    const without = { ...network, key: 'without masks', body };
    const packing = new Packing(without, result.trained.packing.trained);
    const again = ofLogits(await predict({ network: without, packing, state: result.trained.state }));
    expect(bits(again.logits)).toBe(bits(logits));
    expect(networkStages(network).some(({ masks }) => masks !== undefined)).toBe(true);
    result.trained.state.dispose();
  });
});
