import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { trace } from '../../../src/engine/onnx/trace.ts';
import { parameterSpecs } from '../../../src/model/architecture.ts';
import { TRAINED } from '../../../src/model/packing.ts';
import { volume } from '../support.ts';
import { classifier, stageNames, training, valuesFor } from './classifier.ts';
import { runTraced, targets } from './compare.ts';
import { host } from './kernel-cases/define.ts';

const program = training(stageNames);
const parameters = Object.entries(parameterSpecs(classifier));

/** First, middle and last element: corners of a filter reach no border, and the runtime has other code for the rest. */
const places = (shape: readonly number[]) => [...new Set([0, volume(shape) >> 1, volume(shape) - 1])];

/** Where a parameter begins in the vector of trained ones. */
const startOf = (name: string): number =>
  parameters
    .slice(
      0,
      parameters.findIndex(([other]) => other === name),
    )
    .reduce((total, [, { shape }]) => total + volume(shape), 0);

/** The loss and all replaced weights of a step with one element changed. */
async function step(name: string, place: number, value: number) {
  const traced = await trace(program);
  const values = valuesFor(program, stageNames);
  values.get(TRAINED)!.values[startOf(name) + place] = value;
  const all = [];
  for (const target of Object.values(await targets())) all.push(await runTraced(traced, target, [...values.values()]));
  return all;
}

describe('a run that has diverged is seen to have', () => {
  // The runtime's maxima pass over NaN beside numbers, and its ReLU does not: a weight that is NaN is in whole channels.
  test.each(parameters)('NaN anywhere in %s reaches the loss', async (name, { shape }) => {
    for (const place of places(shape))
      for (const results of await step(name, place, Number.NaN))
        expect(results['output loss']!.values[0], `element ${place}`).toBeNaN();
  });

  test.each(parameters)('an infinity in %s reaches the loss or the weights', async (name, { shape }) => {
    for (const place of places(shape))
      for (const value of [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])
        for (const results of await step(name, place, value)) {
          const numbers = Object.values(results).flatMap(({ values }) => [...values]);
          expect(numbers.every(Number.isFinite), `element ${place}`).toBe(false);
        }
  });

  test('a step of finite numbers has finite results', async () => {
    const [name] = parameters[0]!;
    for (const results of await step(name, 0, 0.1))
      expect(
        Object.values(results)
          .flatMap(({ values }) => [...values])
          .every(Number.isFinite),
      ).toBe(true);
  });

  test.each<[string, (x: tf.Tensor) => tf.Tensor]>([
    ['max-pooling', (x) => tf.maxPool(x as tf.Tensor4D, 2, 2, 'valid')],
    ['max-pooling after relu', (x) => tf.maxPool(tf.relu(x) as tf.Tensor4D, 2, 2, 'valid')],
    ['average pooling', (x) => tf.avgPool(x as tf.Tensor4D, 3, 2, 'same')],
    ['a maximum over images', (x) => tf.max(x, [1, 2])],
    ['relu', tf.relu],
    ['relu6', tf.relu6],
    ['elu', tf.elu],
    ['sigmoid', tf.sigmoid],
    ['tanh', tf.tanh],
    ['softmax', (x) => tf.softmax(x)],
    ['erf', tf.erf],
    ['clipping', (x) => tf.clipByValue(x, -1, 1)],
    ['a maximum with zero', (x) => tf.maximum(x, 0)],
    ['a minimum with zero', (x) => tf.minimum(0, x)],
  ])('%s of nothing but NaN is NaN in every layout', async (_what, apply) => {
    for (const channels of [1, 5, 16, 48])
      for (const [name, values] of await ofNaN(channels, apply))
        expect(values.filter((value) => !Number.isNaN(value)).length, `${channels} channels, ${name}`).toBe(0);
  });

  // Padding is less than all numbers, and the larger of it and NaN: at an edge NaN may become the least number. The
  // plain backend is the same. What is NaN elsewhere still reaches the loss, and a weight that is NaN stays so.
  test('of max-pooling with padding, NaN is kept inside, and is never an ordinary number', async () => {
    for (const channels of [1, 5, 16, 48])
      for (const [name, values] of await ofNaN(channels, (x) => tf.maxPool(x as tf.Tensor4D, 3, 2, 'same'))) {
        expect(values.some(Number.isNaN), `${channels} channels, ${name}`).toBe(true);
        expect(
          values.filter((value) => value > -3e38),
          `${channels} channels, ${name}`,
        ).toEqual([]);
      }
  });
});

/** What becomes of images that are all NaN, on each target. */
async function ofNaN(channels: number, apply: (x: tf.Tensor) => tf.Tensor): Promise<[string, number[]][]> {
  const x = host([2, 9, 8, 3], 'normal', 1);
  const filter = host([1, 1, 3, channels], 'normal', 2);
  filter.values.fill(Number.NaN);
  const traced = await trace({
    key: 'all NaN',
    state: {},
    inputs: { x: { shape: x.shape, dtype: 'float32' }, filter: { shape: filter.shape, dtype: 'float32' } },
    apply: (_state, inputs) => ({
      state: {},
      outputs: { y: apply(tf.conv2d(inputs.x as tf.Tensor4D, inputs.filter as tf.Tensor4D, 1, 'same')) },
    }),
  });
  const all: [string, number[]][] = [];
  for (const [name, target] of Object.entries(await targets())) {
    const { values } = (await runTraced(traced, target, [x, filter]))['output y']!;
    all.push([name, [...values]]);
  }
  return all;
}
