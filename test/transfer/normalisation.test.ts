import { beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../../src/engine/contract.ts';
import { engines } from '../../src/engine/registry.ts';
import type { Architecture } from '../../src/model/architecture.ts';
import { extractFeatures } from '../../src/transfer/features.ts';
import { predictor } from '../../src/transfer/predict.ts';
import type { RecipeInput } from '../../src/transfer/recipe.ts';
import { bits, endOf, examplesFor, follow, trajectory } from './follow.ts';
import { ofLogits } from './logits.ts';
import { staged } from './staged-model.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await engines.onnx.start({ device: 'cpu', threads: 1 });
});

const view = examplesFor(staged, 4);

/** Plain descent, on all twelve examples at once unless told otherwise. */
function run(architecture: Architecture, input: RecipeInput, steps: number, lr = 0.1, batch = 12) {
  return endOf(engine, architecture, input, { view, batch, steps, lr });
}

describe('normalisation', () => {
  // Without the stage that drops units: what is normalised is known.
  const still = { ...staged, key: 'still', stages: staged.stages.filter(({ name }) => name !== 'second') };

  test.each([12, 16])(
    'moves its statistics by a tenth towards the moments of the examples, in %i rows',
    async (rows) => {
      const { before, after } = await run(still, { init: 'random' }, 1, 0.1, rows);
      const result = await extractFeatures(engine, {
        architecture: still,
        prefix: ['first'],
        weights: before,
        view,
        stopped: () => false,
      });
      if (result.status !== 'completed') throw new Error(result.status);
      for (let unit = 0; unit < 5; unit++) {
        const values = Array.from({ length: 12 }, (_, row) => result.features[row * 5 + unit]!);
        const mean = values.reduce((sum, value) => sum + value / 12, 0);
        const variance = values.reduce((sum, value) => sum + (value - mean) ** 2 / 12, 0);
        expect(after['third/mean']![unit]).toBeCloseTo(0.1 * mean, 6);
        expect(after['third/variance']![unit]).toBeCloseTo(0.9 + 0.1 * variance, 6);
      }
    },
  );

  test.each([
    ['frozen', false],
    ['with-stage', true],
    ['train', true],
  ] as const)('norm %s moves statistics: %s; scale and shift learn in any case', async (norm, moving) => {
    const { before, after } = await run(staged, { init: 'random', norm }, 1);
    for (const name of ['third/mean', 'third/variance'])
      expect(bits(after[name]!) !== bits(before[name]!)).toBe(moving);
    expect(after['third/gamma']).not.toEqual(before['third/gamma']);
  });

  test('takes the same step from a padded batch: 12 examples in rows of 12 and of 16', async () => {
    const exact = await run(staged, { init: 'random' }, 3, 0.1, 12);
    const padded = await run(staged, { init: 'random' }, 3, 0.1, 16);
    for (const [name, values] of Object.entries(exact.after)) {
      values.forEach((value, index) => {
        expect(padded.after[name]![index]).toBeCloseTo(value, 5);
      });
    }
  });

  test('predicts by the statistics that it has kept', async () => {
    const { seen } = await trajectory(engine, still, { init: 'random' }, { view, batch: 12, steps: 5 });
    const last = seen.at(-1)!;
    const { result } = await follow(
      engine,
      still,
      { init: 'random', norm: 'frozen', train: 'none' },
      { view, batch: 12, steps: 5, given: last },
    );
    if (result.status !== 'completed') throw new Error(result.status);
    const { logits } = ofLogits(await predictor(engine, view, view)(result.trained));
    const features = await extractFeatures(engine, {
      architecture: still,
      prefix: ['first'],
      weights: last,
      view,
      stopped: () => false,
    });
    if (features.status !== 'completed') throw new Error(features.status);
    const of = (name: string, index: number): number => last[name]![index]!;
    for (let row = 0; row < 12; row++) {
      const h = Array.from({ length: 5 }, (_, unit) => {
        const value = features.features[row * 5 + unit]!;
        const normal = (value - of('third/mean', unit)) / Math.sqrt(of('third/variance', unit) + 1e-3);
        return Math.max(0, of('third/gamma', unit) * normal + of('third/beta', unit));
      });
      for (let k = 0; k < 3; k++) {
        const logit = h.reduce((sum, value, unit) => sum + value * of('head/kernel', unit * 3 + k), of('head/bias', k));
        expect(logits[row * 3 + k]).toBeCloseTo(logit, 4);
      }
    }
    result.trained.state.dispose();
  });
});
