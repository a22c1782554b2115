import { beforeAll, describe, expect, test } from 'vitest';
import { sha256 } from '../../src/base/hash.ts';
import { batchGatherer, inOrder } from '../../src/data/batches.ts';
import { outputsOf } from '../../src/data/targets.ts';
import type { Engine, FlopCount } from '../../src/engine/contract.ts';
import { engines } from '../../src/engine/registry.ts';
import { buildArchitecture, parameterSpecs } from '../../src/model/architecture.ts';
import { featuresProgram } from '../../src/model/programs.ts';
import { decodeWeights } from '../../src/model/weight-file.ts';
import type { FeaturesOutcome, TrialOutcome } from '../../src/plan/outcome.ts';
import type { Prepared } from '../../src/prepare.ts';
import { poolOf } from '../../src/run/examples.ts';
import { executeNode } from '../../src/run/execute.ts';
import { SCORING_BATCH } from '../../src/transfer/forward.ts';
import { relativeError } from '../engine/support.ts';
import { inputsOf, prepared } from './make-bench.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await engines.onnx.start({ device: 'cpu', threads: 1 });
});

/** Real digits, in a pool that is no multiple of the batch, and two arms that freeze different stages. */
const LINES = {
  data: '{ low: { use: mnist, classes: [0, 1, 2], size: 200 }, high: { use: mnist, classes: [5, 6, 7], pool: 250 } }',
  target: '{ data: high, metric: log-loss, also: [accuracy], sizes: [100] }',
  training: '{ optimizer: adam, lr: 3e-3, batch: 16, steps: 60 }',
  design: '{ folds: 3, repeats: 1, seed: 1 }',
  compare: '{ reference: scratch, rope: 0.01 }',
};
const arms = (stage: string): string =>
  `{ scratch: scratch, features: { preset: feature-extraction, from: low-digits }, part: { preset: partial, from: low-digits, train-from: ${stage} } }`;
const MODELS = {
  cnn: { ...LINES, model: '{ backbone: cnn, channels: [4, 6], hidden: 10 }', arms: arms('block2') },
  mlp: { ...LINES, model: '{ backbone: mlp, hidden: [20, 10] }', arms: arms('layer2') },
};
const bench = (ready: Prepared, stopped = (_step: number): boolean => false) => ({
  engine,
  datasets: ready.datasets,
  stopped,
});

function counted(count: FlopCount): number {
  if (count.status === 'counted') return count.flops;
  throw new Error(count.reason);
}

describe.each(Object.entries(MODELS))('features of a %s', (_, lines) => {
  let ready: Prepared;
  beforeAll(async () => {
    ready = await prepared(lines, { realData: true });
  });

  /** The output of the same stages for the pool, in batches of a size. */
  async function fresh(index: number, size: number): Promise<Float32Array> {
    const node = ready.plan.features[index]!;
    const { model, prefix } = node.spec;
    const { weights } = await inputsOf(ready, node, engine);
    const view = poolOf(ready.datasets, node.spec);
    const architecture = buildArchitecture(model, view.dataset.shape, outputsOf(view));
    const specs = parameterSpecs(architecture, prefix);
    const executable = await engine.compile(featuresProgram(architecture, prefix, size));
    const state = engine.createState(specs, decodeWeights(weights!, specs, 'the checkpoint'));
    const gather = batchGatherer(view, size);
    const found: number[] = [];
    for (const positions of inOrder(view.rows.length, size)) {
      const { x, count } = gather(positions);
      const { features } = await executable.run(state, { x });
      found.push(...features!.subarray(0, (features!.length / size) * count));
    }
    state.dispose();
    return Float32Array.from(found);
  }

  // To the bit in batches of the same size, and of any size that takes the same path through a matrix product: a batch
  // of one is a product with a vector, which adds up in another order, so that the last bits differ.
  test.each([SCORING_BATCH, 16])('are bit-equal to a fresh forward pass in batches of %d', async (size) => {
    for (const [index, node] of ready.plan.features.entries()) {
      const execution = await executeNode(node, await inputsOf(ready, node, engine), bench(ready));
      if (execution.status !== 'outcome') throw new Error('it was stopped');
      const expected = await fresh(index, size);
      expect(expected.some((value) => value > 0)).toBe(true);
      expect(execution.features).toEqual(expected);
      expect(execution.features!.byteLength).toBe(node.bytes);
      const bytes = new Uint8Array(expected.buffer);
      expect(execution.outcome).toMatchObject({ kind: 'features', status: 'completed', features: sha256(bytes) });
    }
  });

  test('agree with a fresh forward pass of single examples', async () => {
    for (const [index, node] of ready.plan.features.entries()) {
      const execution = await executeNode(node, await inputsOf(ready, node, engine), bench(ready));
      if (execution.status !== 'outcome') throw new Error('it was stopped');
      expect(relativeError(execution.features!, await fresh(index, 1))).toBeLessThan(1e-6);
    }
  });

  // The bound is what any engine is held to, and lies between two
  // measurements on these trials: features off by 2⁻²² of their value, four times their rounding, change the log-loss
  // by 2e-7; two examples that exchange their features change it by 1e-2.
  test.each(['features', 'part'])('give a trial of the arm %s the same result', async (arm) => {
    const apart = await prepared(lines, { realData: true, shareFeatures: false });
    const outcomes: Extract<TrialOutcome, { status: 'completed' }>[] = [];
    for (const each of [ready, apart]) {
      const node = each.plan.trials.find((trial) => trial.arm === arm)!;
      expect(node.features === null).toBe(each === apart);
      const execution = await executeNode(node, await inputsOf(each, node, engine), bench(each));
      if (execution.status !== 'outcome' || execution.outcome.status !== 'completed') throw new Error('no result');
      if (execution.outcome.kind === 'trial') outcomes.push(execution.outcome);
    }
    const [cached, computed] = outcomes as [(typeof outcomes)[0], (typeof outcomes)[0]];
    expect(Math.abs(cached.scores['log-loss']! - computed.scores['log-loss']!)).toBeLessThan(1e-4);
    expect(cached.curve.points).toHaveLength(computed.curve.points.length);
    for (const [index, { step, examples, value }] of cached.curve.points.entries()) {
      const other = computed.curve.points[index]!;
      expect([step, examples]).toEqual([other.step, other.examples]);
      expect(Math.abs(value - other.value)).toBeLessThan(1e-4);
    }
    expect(computed.curve.points[0]!.value - computed.scores['log-loss']!).toBeGreaterThan(0.1); // it learned something
    const { flops: spent, ...given } = computed.ledger;
    expect(cached.ledger).toMatchObject(given); // the whole model's parameters, and the same that are trained
    // What is saved is the pass through these stages in each step: 60 of 16 rows.
    const pass = ready.plan.features.find(
      ({ id }) => id === ready.plan.trials.find((trial) => trial.arm === arm)!.features,
    )!;
    const execution = await executeNode(pass, await inputsOf(ready, pass, engine), bench(ready));
    if (execution.status !== 'outcome') throw new Error('it was stopped');
    const outcome = execution.outcome as Extract<FeaturesOutcome, { status: 'completed' }>;
    const perRow = counted(outcome.flops) / (Math.ceil(pass.examples / SCORING_BATCH) * SCORING_BATCH);
    expect(counted(spent) - counted(cached.ledger.flops)).toBe(60 * 16 * perRow);
    expect(cached.tested).toBe(computed.tested);
  });
});

test('a pass over the pool stops between batches when told to', async () => {
  const ready = await prepared(MODELS.mlp, { realData: true });
  const [node] = ready.plan.features;
  const inputs = await inputsOf(ready, node!, engine);
  const asked: number[] = [];
  const stopped = (step: number): boolean => asked.push(step) === 3;
  expect(await executeNode(node!, inputs, bench(ready, stopped))).toEqual({ status: 'stopped', step: 2 });
  expect(asked).toEqual([0, 1, 2]);
});

test('a trial that needs features does not go on without them', async () => {
  const ready = await prepared(MODELS.mlp, { realData: true });
  const node = ready.plan.trials.find(({ features }) => features !== null)!;
  const { weights } = await inputsOf(ready, node, engine);
  await expect(executeNode(node, { weights, features: null }, bench(ready))).rejects.toThrow('needs features');
});
