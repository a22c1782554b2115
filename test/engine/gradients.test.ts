import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { gradients } from '../../src/engine/gradients/register.ts';
import { startWasm } from '../../src/engine/wasm/start.ts';
import { pointwise } from './gradient-cases/pointwise.ts';
import { structural } from './gradient-cases/structural.ts';
import { dot, filled, volume } from './support.ts';

/** One case at least per registered gradient. */
const gradientCases = [...pointwise, ...structural];

/**
 * The slope of f at 0 by the five-point stencil: error O(step⁴) from the formula, about 10⁻⁷/step from rounding.
 * (Abramowitz & Stegun 1964, 25.3.6.)
 */
function slope(f: (step: number) => number, step: number): number {
  return (8 * (f(step) - f(-step)) - (f(2 * step) - f(-2 * step))) / (12 * step);
}

beforeAll(async () => {
  await startWasm();
});

describe.each(gradientCases)('$kernel ($variant)', ({ kernel, inputs, apply, step = 0.02, slopes }) => {
  const tensors = () => inputs.map(({ shape, values }) => tf.tensor(values, shape));

  test('is the slope of the forward pass along random directions', () => {
    const output = tf.tidy(() => apply(...tensors()).shape);
    const weights = filled(output, 'normal', 100).values;
    const loss = (...values: tf.Tensor[]) => tf.sum(tf.mul(apply(...values), tf.tensor(weights, output))) as tf.Scalar;
    const found = tf.tidy(() =>
      tf
        .grads(loss)(tensors())
        .map((gradient) => Array.from(gradient.dataSync())),
    );

    inputs.forEach(({ shape, values }, index) => {
      for (const seed of [1, 2]) {
        // Bounded, so that no step crosses a kink that the inputs keep away from.
        const direction = filled(shape, 'normal', 200 + seed).values.map((value) => Math.tanh(value));
        const along = (size: number) =>
          tf.tidy(() => {
            const moved = tensors();
            moved[index] = tf.tensor(
              Float32Array.from(values, (value, at) => value + size * direction[at]!),
              shape,
            );
            return dot(apply(...moved).dataSync(), weights);
          });
        const expected = slopes === 'zero' ? 0 : slope(along, step);
        const actual = dot(found[index]!, direction);
        const scale = Math.sqrt(volume(shape)) * Math.max(1, Math.abs(expected));
        expect(Math.abs(actual - expected) / scale, `input ${index}`).toBeLessThan(2e-4);
      }
    });
  });

  test('leaves no tensors behind, and runs the kernel that it is named after', async () => {
    const before = tf.memory().numTensors;
    const { kernelNames } = await tf.profile(() =>
      tf.tidy(() => {
        apply(...tensors());
      }),
    );
    expect(kernelNames).toContain(kernel);
    expect(tf.memory().numTensors).toBe(before);
  });
});

test('every registered gradient has a case', () => {
  const covered = new Set(gradientCases.map(({ kernel }) => kernel));
  expect(gradients.map(({ kernelName }) => kernelName).filter((name) => !covered.has(name))).toEqual([]);
});

test('no gradient is registered twice', () => {
  const names = gradients.map(({ kernelName }) => kernelName);
  expect(names.length).toBe(new Set(names).size);
});

test('a cast passes the gradient through, as in TensorFlow.js', () => {
  const gradient = tf.tidy(() =>
    tf
      .grad((x) => tf.sum(tf.mul(tf.cast(tf.cast(x, 'int32'), 'float32'), tf.tensor1d([2, 3]))))(
        tf.tensor1d([1.5, 2.5]),
      )
      .dataSync(),
  );
  expect(Array.from(gradient)).toEqual([2, 3]);
});

test('kinks are resolved as in TensorFlow.js', () => {
  const at = (f: (x: tf.Tensor) => tf.Tensor, x: number) =>
    tf.tidy(
      () =>
        tf
          .grad((value) => tf.sum(f(value)))(tf.tensor1d([x]))
          .dataSync()[0],
    );
  expect(at(tf.relu, 0)).toBe(0);
  expect(at(tf.abs, 0)).toBe(-1);
  expect(at(tf.relu6, 6)).toBe(1);
  expect(at((x) => tf.clipByValue(x, 0, 1), 0)).toBe(1);
  expect(at((x) => tf.maximum(x, 2), 2)).toBe(1);
  expect(at((x) => tf.minimum(x, 2), 2)).toBe(1);
});
