import { beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../../src/engine/contract.ts';
import { startOnnx } from '../../src/engine/onnx/start.ts';
import { executeNode } from '../../src/run/execute.ts';
import { holdOut, restored, selector } from '../../src/run/selection.ts';
import { classifyLesson } from '../../src/transfer/classify.ts';
import { predictor } from '../../src/transfer/predict.ts';
import { clouds, contextOf, learn, perceptron, relabelled } from '../transfer/learn.ts';
import { inputsOf, prepared } from './make-bench.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await startOnnx({ device: 'cpu', threads: 1 });
});

const view = clouds({ count: 60, classes: 3, seed: 1 });

test('a fifth of each class is held out, the same whenever it is asked for', () => {
  const { learnt, heldOut } = holdOut(view, { seed: 1 });
  expect([...learnt.rows, ...heldOut.rows].toSorted((a, b) => a - b)).toEqual([...view.rows]);
  for (const label of [0, 1, 2]) expect([...heldOut.labels].filter((one) => one === label)).toHaveLength(4);
  expect(holdOut(view, { seed: 1 }).heldOut.rows).toEqual(heldOut.rows);
  expect(holdOut(view, { seed: 2 }).heldOut.rows).not.toEqual(heldOut.rows);
});

test('the best step is kept, the earliest of equals, and predicts as it did', async () => {
  const architecture = perceptron(3);
  const head = architecture.stages.at(-1)!;
  const lesson = classifyLesson(head, contextOf(architecture, view, 16));
  const state = async (steps: number) =>
    (await learn(engine, architecture, lesson, { steps, lr: 0.05, seed: 3 })).trained;
  const [early, good, equal] = [await state(1), await state(150), await state(151)];
  const chooser = selector(engine, 'source-validation', view, view, 'accuracy');
  expect(chooser.best()).toBeNull();
  for (const [step, trained] of [early, good, equal, early].entries()) await chooser.consider(step, trained);
  const best = chooser.best()!;
  expect(best.selected).toEqual({ by: 'source-validation', step: 1, value: 1 });
  const again = restored(engine, early, best.weights);
  const predict = predictor(engine, relabelled(view), view);
  expect(await predict(again)).toEqual(await predict(good));
  for (const { state: held } of [early, good, equal, again]) held.dispose();
});

describe('a trial across domains', () => {
  const lines = (select: string) => ({
    data: '{ plain: { use: mnist, classes: [5, 6, 7], pool: 60 }, high: { use: mnist, split: test, classes: [5, 6, 7], pool: 60 } }',
    sources: '{}',
    domains: `{ labelled: plain, select: ${select} }`,
    arms: '{ only: source-only, dann: dann, few: { init: random, labels: 5 } }',
    compare: '{ reference: only, rope: 0.01 }',
    training: '{ optimizer: adam, lr: 1e-2, batch: 8, steps: 40, observe: { every: 10 } }',
  });

  async function outcomeOf(select: string, arm: string) {
    const ready = await prepared(lines(select));
    const node = ready.plan.trials.find((trial) => trial.arm === arm && trial.spec.size === 20)!;
    const bench = { engine, datasets: ready.datasets, stopped: () => false };
    const execution = await executeNode(node, await inputsOf(ready, node, engine), bench);
    if (execution.status !== 'outcome' || execution.outcome.kind !== 'trial') throw new Error('no trial');
    if (execution.outcome.status !== 'completed') throw new Error(execution.outcome.status);
    return execution.outcome;
  }

  test('says which observed step was scored, and what chose it', async () => {
    expect((await outcomeOf('last', 'dann')).selected).toBeNull();
    for (const select of ['source-validation', 'oracle']) {
      const { selected, curve } = await outcomeOf(select, 'dann');
      expect(selected!.by).toBe(select);
      expect(curve.points.map(({ step }) => step)).toContain(selected!.step);
    }
    expect((await outcomeOf('oracle', 'few')).selected).toBeNull(); // it does not adapt
  });

  test('has a curve of its domain classifier, if it has one', async () => {
    const { points } = (await outcomeOf('last', 'dann')).curve;
    expect(points).toHaveLength(5);
    for (const { domains } of points) expect(domains).toBeGreaterThanOrEqual(0);
    for (const { domains } of points) expect(domains).toBeLessThanOrEqual(1);
    expect((await outcomeOf('last', 'only')).curve.points.every(({ domains }) => domains === undefined)).toBe(true);
  });

  test('with few labels repeats those alone', async () => {
    const ready = await prepared(lines('last'));
    const few = ready.plan.trials.find(({ arm, spec }) => arm === 'few' && spec.size === 20)!;
    const { ledger } = await outcomeOf('last', 'few');
    expect(ledger.examples).toBe(5 * few.spec.training.steps); // batches of 8 hold no more than the 5
  });
});
