import { reshape, type Scalar, type Tensor, valueAndGrad } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { allLabels, takeFirst } from '../../src/data/view.ts';
import type { Engine, Program } from '../../src/engine/contract.ts';
import { startOnnx } from '../../src/engine/onnx/start.ts';
import { buildArchitecture } from '../../src/model/architecture.ts';
import { evaluate, floorOf } from '../../src/model/evaluate.ts';
import { binaryCrossEntropy } from '../../src/model/losses/binary-cross-entropy.ts';
import type { LabelPredictions } from '../../src/model/metrics/contract.ts';
import { metrics } from '../../src/model/registry.ts';
import { labelLesson } from '../../src/transfer/label.ts';
import { predictor } from '../../src/transfer/predict.ts';
import { describeTargets, supervisedLesson } from '../../src/transfer/supervision.ts';
import { makeLabels } from '../data/make-labels.ts';
import { testEngines } from '../engine/test-engines.ts';
import { learn } from './learn.ts';

const CLASSES = 5;
const view = allLabels(makeLabels({ count: 120, classes: CLASSES }));

describe.each(testEngines)('binary cross-entropy on $name', ({ start }) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await start();
  });

  /** Loss and its gradient by the logits, of rows of three classes. */
  async function lossOf(logits: readonly number[], marks: readonly number[], weight: readonly number[]) {
    const rows = weight.length;
    const program: Program = {
      key: `loss of ${rows}`,
      state: {},
      inputs: {
        z: { shape: [rows, 3], dtype: 'float32' },
        y: { shape: [rows, 3], dtype: 'int32' },
        weight: { shape: [rows], dtype: 'float32' },
      },
      apply: (_state, inputs) => {
        const loss = (z: Tensor): Scalar => binaryCrossEntropy(z, inputs['y']!, inputs['weight']!);
        const { value, grad } = valueAndGrad(loss)(inputs['z']!);
        return { state: {}, outputs: { loss: reshape(value, [1]), gradient: grad } };
      },
    };
    const executable = await engine.compile(program);
    const state = engine.createState({}, {});
    const found = await executable.run(state, {
      z: Float32Array.from(logits),
      y: Int32Array.from(marks),
      weight: Float32Array.from(weight),
    });
    state.dispose();
    return { loss: found['loss']![0]!, gradient: [...found['gradient']!] };
  }

  test('is that of the definition, without padding, with the gradient (σ(z) − y)/(K·n)', async () => {
    const [logits, marks] = [
      [0.5, -2, 3, 1, 0, -1, 9, 9, 9],
      [1, 0, 0, 0, 1, 1, 0, 0, 0],
    ];
    const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));
    const each = logits.slice(0, 6).map((z, at) => -Math.log(marks[at] === 1 ? sigmoid(z) : 1 - sigmoid(z)));
    const { loss, gradient } = await lossOf(logits, marks, [1, 1, 0]);
    expect(loss).toBeCloseTo(
      each.reduce((sum, value) => sum + value / 6, 0),
      5,
    );
    for (const [at, z] of logits.entries()) {
      expect(gradient[at]).toBeCloseTo(at < 6 ? (sigmoid(z) - marks[at]!) / 6 : 0, 5);
    }
  });

  test('of logits that exp cannot hold is as large as they are, and its gradient finite', async () => {
    const { loss, gradient } = await lossOf([200, -200, 1e4, -1e4, 200, -200], [0, 1, 1, 0, 1, 0], [1, 1]);
    expect(loss).toBeCloseTo(400 / 6, 3);
    const expected = [1 / 6, -1 / 6, 0, 0, 0, 0];
    for (const [at, value] of gradient.entries()) expect(value).toBeCloseTo(expected[at]!, 5);
  });
});

describe('learning labels', () => {
  const architecture = buildArchitecture(
    { backbone: 'mlp', head: { use: 'linear' }, hidden: [16] },
    [2, 2, 1],
    CLASSES,
  );
  const context = { inputShape: [2, 2, 1], features: [16], view, batch: 16, factors: { seed: 0 } };
  const head = architecture.stages.at(-1)!;
  let engine: Engine;
  beforeAll(async () => {
    engine = await startOnnx({ device: 'cpu', threads: 1 });
  });

  test('finds them, in whole and padded batches alike', async () => {
    const lesson = labelLesson(head, context);
    const { trained } = await learn(engine, architecture, lesson, { steps: 200, lr: 0.02, seed: 1 });
    const predictions = (await predictor(engine, view, view)(trained)) as LabelPredictions;
    const some = (await predictor(engine, takeFirst(view, 7), view)(trained)) as LabelPredictions;
    trained.state.dispose();
    expect(some.logits).toEqual(predictions.logits.subarray(0, 7 * CLASSES));
    expect(predictions.marks).toEqual(view.marks);
    for (const name of ['map', 'auroc', 'micro-f1'] as const) {
      const score = evaluate(metrics[name], predictions);
      expect(score.status === 'ok' && score.value).toBeGreaterThan(0.85);
      expect(floorOf(metrics[name], describeTargets(view))).toBeLessThan(0.6);
    }
  });

  test('is what the supervision of such a view is, and describes it by its shares', () => {
    const lesson = supervisedLesson(head, context);
    expect(lesson.criterion.inputs).toEqual({ y: { shape: [16, CLASSES], dtype: 'int32' } });
    expect([...lesson.batches('train')().values['y']!]).toEqual([
      ...labelLesson(head, context).batches('train')().values['y']!,
    ]);
    const described = describeTargets(view);
    if (described.kind !== 'labels') throw new Error(described.kind);
    described.shares.forEach((share, label) => {
      const having = view.rows.filter((_, example) => view.marks[example * CLASSES + label] === 1).length;
      expect(share).toBeCloseTo(having / view.rows.length, 12);
    });
  });
});
