import { beforeAll, expect, test } from 'vitest';
import type { Engine } from '../../src/engine/contract.ts';
import { startOnnx } from '../../src/engine/onnx/start.ts';
import { executeNode } from '../../src/run/execute.ts';
import { inputsOf, prepared } from './make-bench.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await startOnnx({ device: 'cpu', threads: 1 });
});

test('arms are tuned and learn several tasks while groups stay together', async () => {
  const scoresWith = async (groups: boolean) => {
    const ready = await prepared(
      {
        data: '{ low: { use: mnist, classes: [0, 1, 5] }, high: { use: mnist, classes: [5, 6, 7] } }',
        sources: '{}',
        arms: '{ scratch: scratch, both: { preset: multi-task, with: [low] } }',
        target: '{ data: high, metric: log-loss, sizes: [18] }',
        design: `{ folds: 3, repeats: 1, seed: 1, groups: ${groups} }`,
        tune: '{ search: { trials: 2, inner: { folds: 2 } }, space: { training.lr: [1e-3, 1e-2] } }',
      },
      { groups: (row) => row % 10 },
    );
    const bench = { engine, datasets: ready.datasets, stopped: () => false };
    return Promise.all(
      ['scratch', 'both'].map(async (arm) => {
        const node = ready.plan.tuning.find((one) => one.arm === arm)!;
        const tuned = await executeNode(node, await inputsOf(ready, node, engine), bench);
        if (tuned.status !== 'outcome' || tuned.outcome.kind !== 'tune' || tuned.outcome.status !== 'completed') {
          throw new Error('nothing was chosen');
        }
        const trial = ready.plan.trials.find(({ tune }) => tune === node.id)!;
        const configuration = node.spec.configurations[tuned.outcome.chosen]!;
        const inputs = { weights: null, features: null, configuration };
        const done = await executeNode(trial, inputs, bench);
        if (done.status !== 'outcome' || done.outcome.kind !== 'trial' || done.outcome.status !== 'completed') {
          throw new Error('no score');
        }
        expect(done.outcome.looks.score).toBe(1);
        expect(done.outcome.tasks.map(({ looks }) => looks.score)).toEqual(arm === 'both' ? [1] : []);
        return tuned.outcome.scores.flat().map(({ value }) => value);
      }),
    );
  };
  const [together, apart] = [await scoresWith(true), await scoresWith(false)];
  for (const scores of together) for (const value of scores) expect(Number.isFinite(value)).toBe(true);
  expect(together).not.toEqual(apart); // other splits
});
