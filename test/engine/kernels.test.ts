import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FILLS, filled, on, relativeError, toTensor, volume } from './support.ts';

const upTo = (maximum: number) => fc.integer({ min: 1, max: maximum });

/** Computes on both backends and compares. */
async function agrees(compute: () => tf.Tensor, tolerance = 1e-5): Promise<void> {
  const expected = await on('cpu', compute);
  const actual = await on('wasm', compute);
  expect(actual.shape).toEqual(expected.shape);
  expect(relativeError(actual.values, expected.values)).toBeLessThan(tolerance);
}

describe('matrix product', () => {
  const sizes = fc.tuple(upTo(40), upTo(40), upTo(40));
  const lead = fc.constantFrom([], [1], [1, 1], [3], [2, 3]);
  test('agrees with the cpu backend for every transposition', async () => {
    const property = fc.asyncProperty(
      sizes,
      lead,
      fc.boolean(),
      fc.boolean(),
      fc.constantFrom(...FILLS),
      fc.nat(),
      async ([m, k, n], batch, transposeA, transposeB, fill, seed) => {
        const a = filled([...batch, ...(transposeA ? [k, m] : [m, k])], fill, seed);
        const b = filled([...batch, ...(transposeB ? [n, k] : [k, n])], 'normal', seed + 1);
        await agrees(() => tf.matMul(toTensor(a), toTensor(b), transposeA, transposeB));
      },
    );
    await fc.assert(property, { seed: 5, numRuns: 120 });
  });

  test('does not mistake new values for packed old ones', async () => {
    // XNNPACK packs the second operand once and keeps it under the tensor's id.
    for (const seed of [1, 2, 3]) {
      const a = filled([3, 8], 'normal', seed);
      const b = filled([8, 5], 'normal', seed + 10);
      await agrees(() => tf.add(tf.matMul(toTensor(a), toTensor(b)), tf.matMul(toTensor(a), toTensor(b))));
    }
  });
});

describe('sum', () => {
  test('agrees with the cpu backend over any axes', async () => {
    const property = fc.asyncProperty(
      fc.array(upTo(5), { minLength: 1, maxLength: 4 }),
      fc.nat(),
      fc.boolean(),
      fc.constantFrom(...FILLS),
      fc.nat(),
      async (shape, mask, keepDims, fill, seed) => {
        const axes = shape.map((_, axis) => axis).filter((axis) => ((mask >> axis) & 1) === 1);
        const x = filled(shape, fill, seed);
        await agrees(() => tf.sum(toTensor(x), axes.length > 0 ? axes : undefined, keepDims));
      },
    );
    await fc.assert(property, { seed: 6, numRuns: 150 });
  });

  test('over many rows stays as exact as the cpu backend', async () => {
    const x = filled([20_000, 7], 'normal', 7);
    await agrees(() => tf.sum(tf.add(toTensor(x), 3), 0), 1e-6);
  });

  test('of integers, and of nothing', async () => {
    await agrees(() =>
      tf.sum(
        tf.tensor(
          [
            [1, 2],
            [3, 4],
          ],
          [2, 2],
          'int32',
        ),
        0,
      ),
    );
    await agrees(() => tf.sum(tf.zeros([0, 3]), 0));
  });
});

describe('unsorted segment sum', () => {
  test('agrees with the cpu backend, with ids that are no segment', async () => {
    const property = fc.asyncProperty(
      fc.array(fc.integer({ min: -1, max: 5 }), { minLength: 1, maxLength: 12 }),
      fc.array(upTo(4), { maxLength: 2 }),
      upTo(5),
      fc.nat(),
      async (ids, rest, segments, seed) => {
        const x = filled([ids.length, ...rest], 'normal', seed);
        await agrees(() => tf.unsortedSegmentSum(toTensor(x), tf.tensor1d(ids, 'int32'), segments));
      },
    );
    await fc.assert(property, { seed: 8, numRuns: 60 });
  });
});

describe('identity', () => {
  test('a clone outlives its original, and the other way round', async () => {
    await on('wasm', () => tf.zeros([1]));
    const ids = tf.engine().backend.numDataIds();
    for (const first of [0, 1] as const) {
      const original = tf.tensor1d([1, 2, 3]);
      const handles = [original, tf.clone(original)];
      handles[first]!.dispose();
      tf.fill([3], Number.NaN).dispose(); // would reuse the memory if it were free
      const survivor = handles[1 - first]!;
      expect(Array.from(survivor.dataSync())).toEqual([1, 2, 3]);
      survivor.dispose();
    }
    expect(tf.engine().backend.numDataIds()).toBe(ids);
  });
});

test('every stock kernel that a dense or convolutional training step uses agrees with the cpu backend', async () => {
  const x = filled([6, 5], 'ties', 9);
  const y = filled([6, 5], 'normal', 10);
  const positive = () => tf.add(tf.square(toTensor(y)), 0.5);
  const row = filled([5], 'normal', 11);
  const computations: Record<string, () => tf.Tensor> = {
    add: () => tf.add(toTensor(x), toTensor(row)),
    sub: () => tf.sub(toTensor(x), tf.reshape(toTensor(row), [1, 5])),
    mul: () => tf.mul(toTensor(x), toTensor(y)),
    scale: () => tf.mul(tf.tensor1d([0.9]), toTensor(y)),
    div: () => tf.div(toTensor(x), positive()),
    maximum: () => tf.maximum(toTensor(x), toTensor(y)),
    sqrt: () => tf.sqrt(positive()),
    rsqrt: () => tf.rsqrt(positive()),
    square: () => tf.square(toTensor(y)),
    relu: () => tf.relu(toTensor(y)),
    step: () => tf.step(toTensor(x)),
    logSoftmax: () => tf.logSoftmax(toTensor(y)),
    softmax: () => tf.softmax(toTensor(y)),
    oneHot: () => tf.cast(tf.oneHot(tf.tensor1d([0, 4, 2], 'int32'), 5), 'float32'),
    mean: () => tf.mean(toTensor(y), 0),
    max: () => tf.max(toTensor(y), 1),
    transpose: () => tf.transpose(toTensor(y)),
    tile: () => tf.tile(toTensor(y), [2, 3]),
    concat: () => tf.concat([toTensor(x), toTensor(y)], 1),
    slice: () => tf.slice(toTensor(y), [1, 2], [3, 2]),
    pad: () =>
      tf.pad(toTensor(y), [
        [1, 2],
        [0, 1],
      ]),
    gather: () => tf.gather(toTensor(y), tf.tensor1d([5, 0, 5], 'int32')),
    averagePool: () => tf.avgPool(tf.reshape(toTensor(y), [1, 6, 5, 1]) as tf.Tensor4D, 2, 2, 'same'),
  };
  for (const [name, compute] of Object.entries(computations)) {
    const expected = await on('cpu', compute);
    const actual = await on('wasm', compute);
    expect(actual.shape, name).toEqual(expected.shape);
    expect(relativeError(actual.values, expected.values), name).toBeLessThan(1e-5);
    expect(actual.values.length, name).toBe(volume(expected.shape));
  }
});
