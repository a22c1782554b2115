import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FILLS, filled, type Host, on, relativeError, toTensor } from './support.ts';

type Shape4D = [number, number, number, number];

const upTo = (maximum: number) => fc.integer({ min: 1, max: maximum });
const cases = fc
  .record({
    x: fc.tuple(upTo(5), upTo(9), upTo(9), upTo(9)),
    filterSize: fc.tuple(upTo(4), upTo(4)),
    strides: fc.tuple(upTo(3), upTo(3)),
    pad: fc.constantFrom('same' as const, 'valid' as const),
    fill: fc.constantFrom(...FILLS),
    seed: fc.nat(),
  })
  .filter(({ x, filterSize, pad }) => pad === 'same' || (x[1] >= filterSize[0] && x[2] >= filterSize[1]));

const run = (kernel: string, inputs: Record<string, tf.Tensor>, attrs: object): tf.Tensor =>
  tf.engine().runKernel(kernel, inputs, attrs as tf.NamedAttrMap);

describe('max-pooling', () => {
  test('the gradient agrees with the cpu backend, ties included', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ x: shape, filterSize, strides, pad, fill, seed }) => {
        const { outShape } = tf.backend_util.computePool2DInfo(shape as Shape4D, filterSize, strides, 1, pad);
        const x = filled(shape, fill, seed);
        const dy = filled(outShape, 'normal', seed + 1);
        const compute = () => {
          const input = toTensor(x);
          const output = run(tf.MaxPool, { x: input }, { filterSize, strides, pad });
          return run(tf.MaxPoolGrad, { dy: toTensor(dy), input, output }, { filterSize, strides, pad });
        };
        const expected = await on('cpu', compute);
        const actual = await on('wasm', compute);
        expect(actual.shape).toEqual(expected.shape);
        expect(relativeError(actual.values, expected.values)).toBeLessThan(1e-6);
      }),
      { seed: 4, numRuns: 200 },
    );
  });

  test('of equal maxima the first is paid, in every position and for vectors and single channels', async () => {
    const places = [
      [1, 1, 1, 1],
      [0, 1, 1, 1],
      [0, 0, 1, 1],
      [0, 0, 0, 1],
      [-1, -1, -1, -1],
    ];
    for (const channels of [1, 4, 7]) {
      const values = places.flatMap((window) => window.flatMap((value) => Array(channels).fill(value)));
      const x: Host = { shape: [places.length, 2, 2, channels], values: Float32Array.from(values) };
      const gradient = await on('wasm', () => {
        const input = toTensor(x);
        const dy = tf.fill([places.length, 1, 1, channels], 5);
        return run(tf.MaxPoolGrad, { dy, input, output: dy }, { filterSize: 2, strides: 2, pad: 'valid' });
      });
      const winners = places.flatMap((_, index) => {
        const winner = index === places.length - 1 ? 0 : index;
        return [0, 1, 2, 3].flatMap((cell) => Array(channels).fill(cell === winner ? 5 : 0));
      });
      expect(Array.from(gradient.values)).toEqual(winners);
    }
  });

  test('a window without a largest value pays nobody', async () => {
    const x: Host = { shape: [1, 2, 2, 1], values: new Float32Array(4).fill(Number.NaN) };
    const gradient = await on('wasm', () => {
      const dy = tf.ones([1, 1, 1, 1]);
      return run(tf.MaxPoolGrad, { dy, input: toTensor(x), output: dy }, { filterSize: 2, strides: 2, pad: 'valid' });
    });
    expect(Array.from(gradient.values)).toEqual([0, 0, 0, 0]);
  });

  test.each([tf.MaxPool, tf.AvgPool])('%s refuses padding as wide as its window', async (kernel) => {
    const x = filled([1, 8, 9, 5], 'normal', 1);
    const attrs = { filterSize: [1, 2], strides: [2, 1], pad: 1 };
    await expect(on('wasm', () => run(kernel, { x: toTensor(x) }, attrs))).rejects.toThrow('cannot pad like this');
  });
});
