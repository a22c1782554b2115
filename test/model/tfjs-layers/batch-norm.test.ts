import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, test } from 'vitest';
import { registerGradients } from '../../../src/engine/gradients/register.ts';
import type { Stage } from '../../../src/model/contract.ts';
import { forward } from '../../../src/model/network.ts';
import { readTopology } from '../../../src/model/tfjs-layers/read.ts';
import { stagesOf } from '../../../src/model/tfjs-layers/stages.ts';
import { withMomentum } from '../../../src/model/tfjs-layers/topology.ts';
import { filled, relativeError } from '../../engine/support.ts';
import { saved } from './oracle.ts';

const EPSILON = 0.01;
const MOMENTUM = 0.7;
const CHANNELS = 3;

async function stageFor(shape: number[], options: object = {}): Promise<Stage> {
  const norm = layers.layers.batchNormalization({ name: 'n', epsilon: EPSILON, momentum: MOMENTUM, ...options });
  const model = layers.sequential({ layers: [layers.layers.inputLayer({ inputShape: shape }), norm] });
  return stagesOf(readTopology(await saved(model)), shape)[0]!;
}

const values = (seed: number, shift: number) => filled([CHANNELS], 'normal', seed).values.map((v: number) => v + shift);
const GIVEN = {
  'n.gamma': values(1, 2),
  'n.beta': values(2, 0),
  'n.moving_mean': values(3, 0),
  'n.moving_variance': values(4, 5),
};

/** One training pass. @returns what comes out, what is kept, and gradients of the weighted sum of the first rows. */
function train(stage: Stage, x: tf.Tensor, weight: tf.Tensor | null, rows: number) {
  const names = Object.keys(stage.parameters);
  const tensors = names.map((name) => tf.tensor1d(Array.from(GIVEN[name as keyof typeof GIVEN])));
  const kept: Record<string, Float32Array> = {};
  const apply = (input: tf.Tensor, ...given: tf.Tensor[]) =>
    forward([stage], Object.fromEntries(names.map((name, i) => [`${stage.name}/${name}`, given[i]!])), input, {
      weight,
      masks: null,
      given: {},
      batchStatistics: [stage.name],
      keep: (name, value) => {
        kept[name] = value.dataSync().slice() as Float32Array;
      },
    });
  const take = (y: tf.Tensor) => tf.slice(y, 0, rows);
  const y = take(apply(x, ...tensors));
  const factors = tf.tensor(filled(y.shape, 'normal', 9).values, y.shape);
  const loss = (...all: tf.Tensor[]) =>
    tf.sum(tf.mul(take(apply(all[0]!, ...all.slice(1), ...tensors.slice(2))), factors)) as tf.Scalar;
  const gradients = tf.grads(loss)([x, ...tensors.slice(0, 2)]);
  return {
    y: y.dataSync(),
    kept,
    gradients: [take(gradients[0]!), ...gradients.slice(1)].map((gradient) => gradient.dataSync()),
    padded: tf.slice(gradients[0]!, rows).dataSync(),
  };
}

/** Ioffe & Szegedy 2015, algorithm 1, in loops of double precision. @param x [rows, CHANNELS] */
function byHand(x: ArrayLike<number>) {
  const rows = x.length / CHANNELS;
  const y = new Float64Array(x.length);
  const [means, variances]: [number[], number[]] = [[], []];
  for (let channel = 0; channel < CHANNELS; channel++) {
    let [mean, variance] = [0, 0];
    for (let row = 0; row < rows; row++) mean += x[row * CHANNELS + channel]! / rows;
    for (let row = 0; row < rows; row++) variance += (x[row * CHANNELS + channel]! - mean) ** 2 / rows;
    for (let row = 0; row < rows; row++) {
      const at = row * CHANNELS + channel;
      const normal = (x[at]! - mean) / Math.sqrt(variance + EPSILON);
      y[at] = GIVEN['n.gamma'][channel]! * normal + GIVEN['n.beta'][channel]!;
    }
    means.push(mean);
    variances.push(variance);
  }
  const moved = (old: ArrayLike<number>, now: readonly number[]) =>
    now.map((value, channel) => MOMENTUM * old[channel]! + (1 - MOMENTUM) * value);
  return { y, mean: moved(GIVEN['n.moving_mean'], means), variance: moved(GIVEN['n.moving_variance'], variances) };
}

beforeAll(async () => {
  await tf.setBackend('cpu');
  registerGradients();
});

describe.each([{ shape: [5, 4, CHANNELS] }, { shape: [CHANNELS] }])('batch normalisation of $shape', ({ shape }) => {
  const full = [6, ...shape];
  const x = filled(full, 'normal', 5);

  test('normalises by the moments of the batch and keeps the moving ones', async () => {
    const stage = await stageFor(shape);
    const { y, kept } = train(stage, tf.tensor(x.values, full), null, 6);
    const expected = byHand(x.values);
    expect(relativeError(y, expected.y)).toBeLessThan(1e-5);
    expect(Object.keys(kept)).toEqual(['n/n.moving_mean', 'n/n.moving_variance']);
    expect(relativeError(kept['n/n.moving_mean']!, expected.mean)).toBeLessThan(1e-5);
    expect(relativeError(kept['n/n.moving_variance']!, expected.variance)).toBeLessThan(1e-5);
  });

  test('padded rows count for nothing: outputs, gradients and moving moments are those without them', async () => {
    const stage = await stageFor(shape);
    const rows = 4;
    const alone = train(stage, tf.slice(tf.tensor(x.values, full), 0, rows), null, rows);
    const padded = train(stage, tf.tensor(x.values, full), tf.tensor1d([1, 1, 1, 1, 0, 0]), rows);
    expect(relativeError(padded.y, alone.y)).toBeLessThan(1e-5);
    for (const name of Object.keys(alone.kept)) {
      expect(relativeError(padded.kept[name]!, alone.kept[name]!)).toBeLessThan(1e-5);
    }
    alone.gradients.forEach((gradient, index) => {
      expect(relativeError(padded.gradients[index]!, gradient), String(index)).toBeLessThan(1e-5);
    });
    expect(padded.padded.every((value) => value === 0)).toBe(true);
  });

  test('outside of training it normalises by what was kept', async () => {
    const stage = await stageFor(shape);
    const parameters = Object.fromEntries(
      Object.entries(GIVEN).map(([name, own]) => [`n/${name}`, tf.tensor1d(Array.from(own))]),
    );
    const y = forward([stage], parameters, tf.tensor(x.values, full)).dataSync();
    const expected = Float64Array.from(x.values, (value: number, index: number) => {
      const c = index % CHANNELS;
      const normal = (value - GIVEN['n.moving_mean'][c]!) / Math.sqrt(GIVEN['n.moving_variance'][c]! + EPSILON);
      return GIVEN['n.gamma'][c]! * normal + GIVEN['n.beta'][c]!;
    });
    expect(relativeError(y, expected)).toBeLessThan(1e-5);
  });
});

test('a training pass is that of TensorFlow.js, moving moments included', async () => {
  const shape = [5, 4, CHANNELS];
  const norm = layers.layers.batchNormalization({ name: 'n', epsilon: EPSILON, momentum: MOMENTUM });
  const model = layers.sequential({ layers: [layers.layers.inputLayer({ inputShape: shape }), norm] });
  norm.setWeights(Object.values(GIVEN).map((own) => tf.tensor1d(Array.from(own))));
  const x = tf.tensor(filled([6, ...shape], 'normal', 5).values, [6, ...shape]);
  const theirs = (norm.apply(x, { training: true }) as tf.Tensor).dataSync();
  const mine = train(await stageFor(shape), x, null, 6);
  expect(relativeError(mine.y, theirs)).toBeLessThan(1e-5);
  const [, , mean, variance] = norm.getWeights();
  expect(relativeError(mine.kept['n/n.moving_mean']!, mean!.dataSync())).toBeLessThan(1e-5);
  expect(relativeError(mine.kept['n/n.moving_variance']!, variance!.dataSync())).toBeLessThan(1e-5);
  model.dispose();
});

test('another momentum than the file’s moves the statistics by another part of the way, and changes nothing else', async () => {
  const norm = layers.layers.batchNormalization({ name: 'n', epsilon: EPSILON, momentum: MOMENTUM });
  const model = layers.sequential({ layers: [layers.layers.inputLayer({ inputShape: [CHANNELS] }), norm] });
  const topology = readTopology(await saved(model));
  const x = tf.tensor(filled([6, CHANNELS], 'normal', 5).values, [6, CHANNELS]);
  const [file, other] = [topology, withMomentum(topology, 0.2)].map((each) =>
    train(stagesOf(each, [CHANNELS])[0]!, x, null, 6),
  );
  expect(other!.y).toEqual(file!.y);
  const names = Object.keys(file!.kept);
  expect(names).toHaveLength(2);
  for (const name of names) {
    const before = GIVEN[name.slice(name.indexOf('/') + 1) as keyof typeof GIVEN];
    other!.kept[name]!.forEach((moved, channel) => {
      const whole = (file!.kept[name]![channel]! - before[channel]!) / (1 - MOMENTUM); // from there to the batch's own
      expect(moved - before[channel]!).toBeCloseTo(0.8 * whole, 4);
    });
  }
});
