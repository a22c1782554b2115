import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Program } from '../../../src/engine/contract.ts';
import { trace } from '../../../src/engine/onnx/trace.ts';
import { callOf, liveCalls, type TracedProgram } from '../../../src/engine/onnx/traced.ts';
import { FILLS, type Host, relativeError } from '../support.ts';
import { runTraced, targets } from './compare.ts';
import { host, upTo } from './kernel-cases/define.ts';

type Tensor = tf.Tensor;

const compiled = async (inputs: readonly Host[], apply: (...inputs: Tensor[]) => Tensor[]) => {
  const program: Program = {
    key: 'rule',
    state: {},
    inputs: Object.fromEntries(inputs.map(({ shape }, index) => [index, { shape, dtype: 'float32' }])),
    apply: (_state, given) => ({
      state: {},
      outputs: Object.fromEntries(
        apply(...inputs.map((_, index) => given[index]!)).map((output, index) => [index, output]),
      ),
    }),
  };
  return trace(program);
};

/** Numbers of all outputs, on the target with blocks and on the other. Zeros lose their signs. */
const numbers = async (traced: TracedProgram, inputs: readonly Host[]): Promise<Host[][]> => {
  const all: Host[][] = [];
  for (const target of Object.values(await targets())) {
    const results = Object.values(await runTraced(traced, target, inputs));
    all.push(results.map(({ shape, values }) => ({ shape: [...shape], values: values.map((value) => value + 0) })));
  }
  return all;
};

const kernelsOf = (traced: TracedProgram) => liveCalls(traced.outputs.values()).map(({ kernel }) => kernel);

const pools = fc
  .record({
    shape: fc.tuple(upTo(2), upTo(7), upTo(7), fc.constantFrom(1, 3, 16)),
    filterSize: upTo(3),
    strides: upTo(3),
    pad: fc.constantFrom('same' as const, 'valid' as const),
    fill: fc.constantFrom(...FILLS),
    seed: fc.nat({ max: 1e6 }),
  })
  .filter(({ shape, filterSize, pad }) => pad === 'same' || Math.min(shape[1], shape[2]) >= filterSize);

const pooled = (
  x: Tensor,
  { filterSize, strides, pad }: { filterSize: number; strides: number; pad: 'same' | 'valid' },
) => tf.maxPool(x as tf.Tensor4D, filterSize, strides, pad);

// A rule sees the ReLU only if it is in the same program: the second way hands its result over as an input.

test('pooling before relu gives the same numbers as relu before pooling', async () => {
  await fc.assert(
    fc.asyncProperty(pools, async ({ shape, fill, seed, ...attrs }) => {
      const x = host(shape, fill, seed);
      const together = await compiled([x], (input) => [pooled(tf.relu(input!), attrs)]);
      expect(kernelsOf(together)).toEqual([tf.MaxPool, tf.Relu]);
      const rectified: Host = { shape: x.shape, values: Float32Array.from(x.values, (value) => Math.max(0, value)) };
      const apart = await compiled([rectified], (input) => [pooled(input!, attrs)]);
      expect(await numbers(together, [x])).toEqual(await numbers(apart, [rectified]));
    }),
    { seed: 31, numRuns: 20, endOnFailure: true },
  );
});

test('the gradient of pooling after relu is the same with the mask on the small side', async () => {
  await fc.assert(
    fc.asyncProperty(pools, async ({ shape, fill, seed, ...attrs }) => {
      const x = host(shape, fill, seed);
      const { outShape } = tf.backend_util.computePool2DInfo(shape, attrs.filterSize, attrs.strides, 1, attrs.pad);
      const dy = host(outShape, 'normal', seed + 1);
      const gradient = (input: Tensor, output: Tensor, weights: Tensor) =>
        tf.engine().runKernel(tf.MaxPoolGrad, { dy: weights, input, output }, attrs) as Tensor;
      const together = await compiled([x, dy], (input, weights) => {
        const rectified = tf.relu(input!);
        return [tf.mul(gradient(rectified, pooled(rectified, attrs), weights!), tf.step(input!))];
      });
      const backward = callOf(together.outputs.get('output 0'), tf.MaxPoolGrad);
      expect(backward?.inputs['input']).toBe(together.sources.get('input 0'));
      const rectified: Host = { shape: x.shape, values: Float32Array.from(x.values, (value) => Math.max(0, value)) };
      const apart = await compiled([x, dy, rectified], (input, weights, given) => [
        tf.mul(gradient(given!, pooled(given!, attrs), weights!), tf.step(input!)),
      ]);
      expect(await numbers(together, [x, dy])).toEqual(await numbers(apart, [x, dy, rectified]));
    }),
    { seed: 32, numRuns: 20, endOnFailure: true },
  );
});

test('the mask stays where it is unless it is that of the very ReLU', async () => {
  const [x, dy] = [host([1, 4, 4, 2], 'normal', 1), host([1, 2, 2, 2], 'normal', 2)];
  const attrs = { filterSize: 2, strides: 2, pad: 'valid' };
  const gradient = (rectified: Tensor, weights: Tensor) =>
    tf
      .engine()
      .runKernel(
        tf.MaxPoolGrad,
        { dy: weights, input: rectified, output: tf.maxPool(rectified as tf.Tensor4D, 2, 2, 'valid') },
        attrs,
      ) as Tensor;
  const masks: ((x: Tensor) => Tensor)[] = [
    (input) => tf.step(input, 0.5),
    (input) => tf.step(tf.neg(input)),
    (input) => tf.abs(input),
  ];
  for (const mask of masks) {
    const traced = await compiled([x, dy], (input, weights) => [
      tf.mul(gradient(tf.relu(input!), weights!), mask(input!)),
    ]);
    expect(callOf(traced.outputs.get('output 0'), tf.Multiply), String(mask)).toBeDefined();
  }
  const rows = await compiled([x, dy], (input, weights) => [tf.sum(gradient(tf.relu(input!), weights!), [1, 3])]);
  expect(kernelsOf(rows)).toContain(tf.MaxPoolGrad); // a window's share may be in any of its rows
});

test('a sum of a pool gradient over whole images is the sum of what it was given, up to rounding', async () => {
  const sums = fc.tuple(pools, fc.constantFrom<number[]>([0, 1, 2], [1, 2], [0, 1, 2, 3], [-2, -3]), fc.boolean());
  await fc.assert(
    fc.asyncProperty(sums, async ([{ shape, fill, seed, ...attrs }, axes, keep]) => {
      const x = host(shape, fill, seed);
      const { outShape } = tf.backend_util.computePool2DInfo(shape, attrs.filterSize, attrs.strides, 1, attrs.pad);
      const dy = host(outShape, 'normal', seed + 1);
      const gradient = (input: Tensor, weights: Tensor) =>
        tf.engine().runKernel(tf.MaxPoolGrad, { dy: weights, input, output: pooled(input, attrs) }, attrs) as Tensor;
      const inputs = [x, dy];
      const together = await compiled(inputs, (input, weights) => [tf.sum(gradient(input!, weights!), axes, keep)]);
      expect(kernelsOf(together)).toEqual([tf.Sum]);
      const whole = await numbers(await compiled(inputs, (input, weights) => [gradient(input!, weights!)]), inputs);
      for (const [target, [sum]] of (await numbers(together, inputs)).entries()) {
        const given = whole[target]!;
        const [expected] = await numbers(await compiled(given, (all) => [tf.sum(all!, axes, keep)]), given);
        expect(sum!.shape).toEqual(expected![0]!.shape);
        expect(relativeError(sum!.values, expected![0]!.values)).toBeLessThan(1e-5);
      }
    }),
    { seed: 33, numRuns: 12, endOnFailure: true },
  );
});

test('what changes nothing is left out', async () => {
  const x = host([2, 3], 'normal', 1);
  const same: ((x: Tensor) => Tensor)[] = [
    (value) => tf.clone(value),
    (value) => tf.reshape(value, [2, 3]),
    (value) => tf.cast(value, 'float32'),
    (value) => tf.mul(value, 1),
    (value) => tf.mul(tf.ones([3]), value),
    (value) => tf.div(value, tf.ones([2, 1])),
    (value) => tf.add(value, 0),
    (value) => tf.add(tf.zerosLike(value), value),
    (value) => tf.sub(value, tf.zeros([1, 3])),
  ];
  for (const apply of same) {
    const traced = await compiled([x], (value) => [apply(value!)]);
    expect(traced.outputs.get('output 0'), String(apply)).toBe(traced.sources.get('input 0'));
  }
});

test('what looks neutral and is not stays', async () => {
  const x = host([2, 1], 'normal', 1);
  const others: ((x: Tensor) => Tensor)[] = [
    (value) => tf.mul(value, tf.ones([2, 3])), // it broadcasts
    (value) => tf.add(value, tf.zeros([1, 2, 1])),
    (value) => tf.div(1, value),
    (value) => tf.sub(0, value),
    (value) => tf.mul(value, 2),
    (value) => tf.add(value, 1e-8),
  ];
  for (const apply of others) {
    const traced = await compiled([x], (value) => [apply(value!)]);
    expect(traced.outputs.get('output 0'), String(apply)).not.toBe(traced.sources.get('input 0'));
  }
});

test('equal calls are made once, and calls that differ in an infinity twice', async () => {
  const x = host([2, 3], 'normal', 1);
  const equal = await compiled([x], (value) => [tf.exp(value!), tf.exp(value!)]);
  expect(equal.outputs.get('output 0')).toBe(equal.outputs.get('output 1'));
  const clipped = await compiled([x], (value) => [
    tf.clipByValue(value!, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY),
    tf.clipByValue(value!, Number.NEGATIVE_INFINITY, 1),
    tf.pad(
      value!,
      [
        [0, 1],
        [0, 0],
      ],
      Number.NEGATIVE_INFINITY,
    ),
    tf.pad(
      value!,
      [
        [0, 1],
        [0, 0],
      ],
      Number.POSITIVE_INFINITY,
    ),
  ]);
  expect(new Set(clipped.outputs.values()).size).toBe(4);
});
