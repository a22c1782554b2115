import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canFold } from '../../../src/engine/onnx/fold.ts';
import { trace } from '../../../src/engine/onnx/trace.ts';
import { callOf, type TracedProgram } from '../../../src/engine/onnx/traced.ts';
import { toTensor } from '../support.ts';
import type { Example } from './compare.ts';
import { kernelCases } from './kernel-cases/all.ts';

const listed = ({ inputs, apply }: Example): tf.Tensor[] =>
  [apply(...inputs.map(toTensor))].flat().map((output) => tf.cast(output, 'float32'));

const folded = (example: Example): Promise<TracedProgram> =>
  trace({
    key: 'constants',
    state: {},
    inputs: {},
    apply: () => ({
      state: {},
      outputs: Object.fromEntries(listed(example).map((output, index) => [String(index), output])),
    }),
  });

const kernels = [...new Set(kernelCases.map(({ kernel }) => kernel))];

test.each(kernels.filter(canFold))('%s of constants is computed at once', async (kernel) => {
  for (const { examples } of kernelCases.filter((each) => each.kernel === kernel)) {
    const [example] = fc.sample(examples, { seed: 5, numRuns: 1 }) as [Example];
    const { outputs } = await folded(example);
    await tf.setBackend('cpu');
    const expected = tf.tidy(() =>
      listed(example).map((output) => ({ shape: output.shape, values: Array.from(output.dataSync()) })),
    );
    [...outputs.values()].forEach(({ shape, maker }, index) => {
      expect(maker.kind, example.label).toBe('constant');
      expect(shape).toEqual(expected[index]!.shape);
      const made = maker.kind === 'constant' ? Array.from(maker.values) : [];
      // Rules that put kernels into another order change the signs of zeros, and nothing else here.
      expect(made.map((value) => value + 0)).toEqual(expected[index]!.values.map((value) => value + 0));
    });
  }
});

test.each<[string, (x: tf.Tensor4D) => tf.Tensor]>([
  [tf.Cumsum, (x) => tf.cumsum(x, -2)],
  [tf.AvgPoolGrad, tf.grad((x) => tf.avgPool(x as tf.Tensor4D, 3, 2, 'same'))],
  [tf.ResizeBilinearGrad, tf.grad((x) => tf.image.resizeBilinear(x as tf.Tensor4D, [3, 5]))],
  [tf.ResizeNearestNeighborGrad, tf.grad((x) => tf.image.resizeNearestNeighbor(x as tf.Tensor4D, [3, 5]))],
])('%s of constants is left to the runtime: the plain backend is wrong', async (kernel, apply) => {
  expect(canFold(kernel)).toBe(false);
  const x = { shape: [2, 5, 4, 1], values: Float32Array.from({ length: 40 }, (_, index) => index) };
  const [output] = (
    await folded({ label: kernel, inputs: [x], apply: (input) => apply(input as tf.Tensor4D) })
  ).outputs.values();
  expect(callOf(output, kernel)).toBeDefined();
  expect(output!.shape).toEqual(x.shape);
});
