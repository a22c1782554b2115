import { beforeAll, describe, expect, test } from 'vitest';
import { allValues, takeFirst, type ValueView } from '../../src/data/view.ts';
import type { Engine } from '../../src/engine/contract.ts';
import { startOnnx } from '../../src/engine/onnx/start.ts';
import { buildArchitecture } from '../../src/model/architecture.ts';
import { evaluate } from '../../src/model/evaluate.ts';
import type { ValuePredictions } from '../../src/model/metrics/contract.ts';
import { metrics } from '../../src/model/registry.ts';
import { predictor } from '../../src/transfer/predict.ts';
import { regressLesson } from '../../src/transfer/regress.ts';
import { makeValues } from '../data/make-values.ts';
import { learn } from './learn.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await startOnnx({ device: 'cpu', threads: 1 });
});

const COUNT = 60;
const architecture = buildArchitecture({ backbone: 'mlp', head: { use: 'linear' }, hidden: [8] }, [2, 2, 1], 1);
const viewOf = (of?: (value: number) => number): ValueView =>
  allValues(makeValues({ count: COUNT, ...(of && { of }) }));

/** What a model that learnt a view predicts of it, and its scores. */
async function trainedOn(view: ValueView, batch = 16) {
  const { inputShape, stages } = architecture;
  const context = { inputShape, features: stages.at(-1)!.inputShape, view, batch, factors: { seed: 0 } };
  const lesson = regressLesson(architecture.stages.at(-1)!, context);
  const { trained } = await learn(engine, architecture, lesson, { steps: 120, lr: 0.02, seed: 1 });
  const predictions = (await predictor(engine, view, view)(trained)) as ValuePredictions;
  const part = takeFirst(view, 7); // fewer than fit into a scoring batch
  const some = (await predictor(engine, part, view)(trained)) as ValuePredictions;
  trained.state.dispose();
  const scoreOf = (name: 'r2' | 'mae' | 'rmse'): number => {
    const score = evaluate(metrics[name], predictions);
    if (score.status !== 'ok') throw new Error(score.reason);
    return score.value;
  };
  return { predictions, some, scoreOf };
}

describe('learning values', () => {
  test('predicts them in their unit', async () => {
    const { scoreOf } = await trainedOn(viewOf());
    expect(scoreOf('r2')).toBeGreaterThan(0.8);
    expect(scoreOf('mae')).toBeLessThan(12); // of values from 0 to 100, whose best constant is wrong by about 25
  });

  test.each([
    [1000, 0],
    [0.001, 0],
    [1, 500],
    [3, -40],
  ])('is the same in another unit: × %d + %d scales errors, and leaves R²', async (scale, shift) => {
    const [before, after] = [await trainedOn(viewOf()), await trainedOn(viewOf((value) => scale * value + shift))];
    expect(after.scoreOf('r2')).toBeCloseTo(before.scoreOf('r2'), 3);
    for (const name of ['mae', 'rmse'] as const) {
      expect(after.scoreOf(name) / before.scoreOf(name) / Math.abs(scale)).toBeCloseTo(1, 2);
    }
  });

  test('a padded batch of scored examples changes none of them', async () => {
    const { predictions, some } = await trainedOn(viewOf());
    expect(some.predicted).toEqual(predictions.predicted.subarray(0, 7));
    expect(some.actual).toEqual(predictions.actual.subarray(0, 7));
  });

  test('of constant values predicts about that constant, and nothing that is not finite', async () => {
    const { predictions } = await trainedOn(viewOf(() => 7));
    for (const value of predictions.predicted) expect(Math.abs(value - 7)).toBeLessThan(1);
    expect(evaluate(metrics.r2, predictions).status).toBe('undefined');
  });

  test('of one value takes it for the mean', async () => {
    const { predictions } = await trainedOn(takeFirst(viewOf(), 1));
    expect(Number.isFinite(predictions.predicted[0])).toBe(true);
  });
});
