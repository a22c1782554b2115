import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { NamedTensors, Program } from '../../../src/engine/contract.ts';
import { countFlops, flopsOf } from '../../../src/engine/onnx/flops.ts';
import { opGroups, ops } from '../../../src/engine/onnx/ops/registry.ts';
import { startOnnx } from '../../../src/engine/onnx/start.ts';
import { trace } from '../../../src/engine/onnx/trace.ts';
import { liveCalls } from '../../../src/engine/onnx/traced.ts';
import { startWasm } from '../../../src/engine/wasm/start.ts';
import { type Architecture, buildArchitecture, countParameters } from '../../../src/model/architecture.ts';
import { adam } from '../../../src/model/optimizers/adam.ts';
import { classifyingStep, logitsOf } from '../../model/classifying.ts';
import type { Example } from './compare.ts';
import { kernelCases } from './kernel-cases/all.ts';

/** A program of float32 inputs, named in the order of their letters. */
function program(
  shapes: Readonly<Record<string, readonly number[]>>,
  apply: (x: NamedTensors) => tf.Tensor | readonly tf.Tensor[],
): Program {
  return {
    key: 'counted',
    state: {},
    inputs: Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, { shape, dtype: 'float32' }])),
    apply: (_state, inputs) => ({
      state: {},
      outputs: Object.fromEntries([apply(inputs)].flat().map((value, index) => [`y${index}`, value])),
    }),
  };
}

const counted = async (...args: Parameters<typeof program>) => flopsOf(await trace(program(...args)));

/** The gradient by one input of the sum of an op's output, weighted by `w`: the gradient's kernel and one product. */
const gradientBy = (name: string, apply: (x: NamedTensors) => tf.Tensor) => (inputs: NamedTensors) =>
  tf.grad((value: tf.Tensor) => apply({ ...inputs, [name]: value }))(inputs[name]!, inputs['w']!);

const image = (x: tf.Tensor | undefined) => x as tf.Tensor4D;

describe('kernels, by their formulas', () => {
  test('a matrix product is 2·m·k·n, whichever side is transposed', async () => {
    expect(await counted({ a: [5, 7], b: [7, 3] }, ({ a, b }) => tf.matMul(a!, b!))).toBe(2 * 5 * 7 * 3);
    expect(await counted({ a: [7, 5], b: [3, 7] }, ({ a, b }) => tf.matMul(a!, b!, true, true))).toBe(2 * 5 * 7 * 3);
    expect(await counted({ a: [4, 5, 7], b: [4, 7, 3] }, ({ a, b }) => tf.matMul(a!, b!))).toBe(4 * 2 * 5 * 7 * 3);
  });

  test('einsum multiplies for each combination of labels, and adds where one is summed over', async () => {
    expect(await counted({ a: [5, 7], b: [7, 3] }, ({ a, b }) => tf.einsum('ij,jk->ik', a!, b!))).toBe(2 * 5 * 7 * 3);
    expect(await counted({ a: [5], b: [3] }, ({ a, b }) => tf.einsum('i,j->ij', a!, b!))).toBe(5 * 3);
  });

  // Output [2, 4, 5, 6] of images [2, 9, 10, 3] with a 3 × 2 filter, strides of 2, valid: 9 → 4, 10 → 5.
  const convolution = { x: [2, 9, 10, 3], f: [3, 2, 3, 6], w: [2, 4, 5, 6] };
  const convolve = ({ x, f }: NamedTensors) => tf.conv2d(image(x), image(f), 2, 'valid');
  const ofConvolution = 2 * (2 * 4 * 5 * 6) * (3 * 2) * 3;

  test('a convolution is two for each output, offset and input channel, and so are both its gradients', async () => {
    expect(await counted(convolution, convolve)).toBe(ofConvolution);
    expect(await counted(convolution, gradientBy('x', convolve))).toBe(ofConvolution);
    expect(await counted(convolution, gradientBy('f', convolve))).toBe(ofConvolution);
    const turned = ({ w, f }: NamedTensors) => tf.conv2dTranspose(image(w), image(f), [2, 9, 10, 3], 2, 'valid');
    expect(await counted(convolution, turned)).toBe(ofConvolution);
  });

  test('padding is multiplied too', async () => {
    const same = ({ x, f }: NamedTensors) => tf.conv2d(image(x), image(f), 1, 'same');
    expect(await counted({ x: [2, 9, 10, 3], f: [3, 3, 3, 6] }, same)).toBe(2 * (2 * 9 * 10 * 6) * 9 * 3);
  });

  test('a depthwise convolution has one input channel for each output, and so have its gradients', async () => {
    const shapes = { x: [2, 8, 8, 3], f: [3, 3, 3, 2], w: [2, 8, 8, 6] }; // two filters for each channel
    const each = ({ x, f }: NamedTensors) => tf.depthwiseConv2d(image(x), image(f), 1, 'same');
    const expected = 2 * (2 * 8 * 8 * 6) * 9;
    expect(await counted(shapes, each)).toBe(expected);
    expect(await counted(shapes, gradientBy('x', each))).toBe(expected);
    expect(await counted(shapes, gradientBy('f', each))).toBe(expected);
  });

  test('pooling is one for each element of each window, and so is its gradient', async () => {
    const shapes = { x: [2, 9, 9, 3], w: [2, 4, 4, 3] }; // windows of 3 × 3, strides of 2: they overlap
    const windows = 2 * 4 * 4 * 3 * 9;
    const max = ({ x }: NamedTensors) => tf.maxPool(image(x), 3, 2, 'valid');
    const average = ({ x }: NamedTensors) => tf.avgPool(image(x), 3, 2, 'valid');
    expect(await counted(shapes, max)).toBe(windows);
    expect(await counted(shapes, average)).toBe(windows);
    expect(await counted(shapes, gradientBy('x', max))).toBe(2 * windows); // the winners, then their gradient
    expect(await counted(shapes, gradientBy('x', average))).toBe(windows);
  });

  test('batch normalisation centres, scales and shifts each element', async () => {
    const shapes = { x: [4, 5, 5, 3], m: [3], v: [3], o: [3], s: [3] };
    const normal = ({ x, m, v, o, s }: NamedTensors) => tf.batchNorm(x!, m!, v!, o, s);
    expect(await counted(shapes, normal)).toBe(3 * (4 * 5 * 5 * 3) + 3 * 3);
    const unshifted = ({ x, m, v, s }: NamedTensors) => tf.batchNorm(x!, m!, v!, undefined, s);
    expect(await counted(shapes, unshifted)).toBe(2 * (4 * 5 * 5 * 3) + 3 * 3);
  });

  test('element-wise kernels are one for each element, reductions one for each element read, moves none', async () => {
    expect(await counted({ a: [4, 5], b: [5] }, ({ a, b }) => tf.add(a!, b!))).toBe(20);
    expect(await counted({ a: [4, 5] }, ({ a }) => tf.sum(a!, 1))).toBe(20);
    expect(
      await counted({ a: [4, 5], b: [4, 5] }, ({ a, b }) => tf.addN([a!, b!, tf.transpose(tf.transpose(a!))])),
    ).toBe(2 * 20);
    expect(
      await counted({ a: [4, 5] }, ({ a }) =>
        tf.concat([
          tf.reverse(a!),
          tf.pad(a!, [
            [1, 1],
            [0, 0],
          ]),
        ]),
      ),
    ).toBe(0);
  });
});

describe('programs', () => {
  test('equal calls count once, constants and what no output needs not at all', async () => {
    const one = await counted({ a: [6] }, ({ a }) => tf.exp(a!));
    const same = await counted({ a: [6] }, ({ a }) => {
      tf.log(a!);
      return [tf.exp(a!), tf.reshape(tf.exp(a!), [2, 3]), tf.add(tf.scalar(1), tf.scalar(2))];
    });
    expect([one, same]).toEqual([6, 6]);
  });

  test('what cannot be traced has no count, and says why', async () => {
    const sorting = program({ a: [6] }, ({ a }) => tf.topk(a!, 2).values);
    const count = await countFlops(sorting);
    expect(count).toMatchObject({ status: 'unknown', reason: expect.stringContaining('TopK') });
  });

  test('the count is the same on every engine, and no engine is disturbed by it', async () => {
    const exponential = program({ a: [6] }, ({ a }) => tf.exp(a!));
    for (const engine of [await startWasm(), await startOnnx({ device: 'cpu', threads: 1 })]) {
      const executable = await engine.compile(exponential);
      expect(executable.flops).toEqual({ status: 'counted', flops: 6 });
      const { y0 } = await executable.run(engine.createState({}, {}), { a: new Float32Array(6) });
      expect([...y0!]).toEqual([1, 1, 1, 1, 1, 1]);
    }
  });

  const ROWS = 32;
  const CLASSES = 5;
  const UPDATE = adam.create({ beta1: 0.9, beta2: 0.999, epsilon: 1e-8 });
  /** Adam: two moments (5), their quotient (4), and the difference (1), for each trained parameter. */
  const ADAM = 10;
  /** Cross-entropy of the logits and its gradient. */
  const LOSS = 12 * ROWS * CLASSES + 5 * ROWS + 4;

  const names = ({ stages }: Architecture) => stages.map(({ name }) => name);
  const forwardOf = async (model: Architecture) => flopsOf(await trace(logitsOf(model, names(model), ROWS)));
  const stepOf = async (model: Architecture, trained = names(model)) =>
    flopsOf(await trace(classifyingStep(model, trained, UPDATE, ROWS)));

  const product = (inputs: number, units: number) => 2 * ROWS * inputs * units;

  test('an MLP: each layer is 2·b·i·o forward and as much for each of its gradients', async () => {
    const model = buildArchitecture(
      { backbone: 'mlp', head: { use: 'linear' }, hidden: [128, 64] },
      [28, 28, 1],
      CLASSES,
    );
    const products = [product(784, 128), product(128, 64), product(64, CLASSES)] as const;
    const units = ROWS * (128 + 64);
    const forward = products[0] + products[1] + products[2] + units + units + ROWS * CLASSES; // biases, ReLU
    expect(await forwardOf(model)).toBe(forward);
    // Filters, then inputs of all but the first layer; ReLU's mask and product; sums for the biases.
    const backward = products[0] + 2 * (products[1] + products[2]) + 2 * units + units + ROWS * CLASSES;
    const parameters = 784 * 128 + 128 + 128 * 64 + 64 + 64 * CLASSES + CLASSES;
    expect(countParameters(model)).toBe(parameters);
    expect(await stepOf(model)).toBe(forward + backward + LOSS + ADAM * parameters);
  });

  test('a CNN: convolutions are as many again for each gradient; frozen stages cost their forward pass', async () => {
    const model = buildArchitecture(
      { backbone: 'cnn', head: { use: 'linear' }, channels: [16, 32], kernel: 3, hidden: 64 },
      [28, 28, 1],
      CLASSES,
    );
    const first = 2 * ROWS * 28 * 28 * 9 * 1 * 16;
    const second = 2 * ROWS * 14 * 14 * 9 * 16 * 32;
    const full = [ROWS * 28 * 28 * 16, ROWS * 14 * 14 * 32] as const;
    const pooled = (full[0] + full[1]) / 4;
    const dense = [product(7 * 7 * 32, 64), product(64, CLASSES)] as const;
    const blocks = first + second + 2 * (full[0] + full[1]) + pooled; // bias and pooling, then ReLU of what is pooled
    const forward = blocks + dense[0] + 2 * ROWS * 64 + dense[1] + ROWS * CLASSES;
    expect(await forwardOf(model)).toBe(forward);
    // Mask, product and bias of what is pooled, the pooling's winners; the images need no gradient.
    const convolutions = first + 2 * second + full[0] + full[1] + 3 * pooled;
    const whole = convolutions + 2 * (dense[0] + dense[1]) + 3 * ROWS * 64 + ROWS * CLASSES;
    const parameters = countParameters(model);
    const step = forward + whole + LOSS + ADAM * parameters;
    expect(await stepOf(model)).toBe(step);
    expect(step / forward).toBeGreaterThan(2.5);
    expect(step / forward).toBeLessThan(3.1);

    const head = forward + dense[1] + ROWS * CLASSES + LOSS + ADAM * (64 * CLASSES + CLASSES);
    expect(await stepOf(model, ['head'])).toBe(head);
    const above = await stepOf(model, ['hidden', 'head']);
    expect(above).toBeGreaterThan(head);
    expect(above).toBeLessThan(step);
  });

  test('a training step of a deep model is about three times its forward pass', async () => {
    const model = buildArchitecture(
      { backbone: 'mlp', head: { use: 'linear' }, hidden: Array.from({ length: 10 }, () => 256) },
      [256],
      CLASSES,
    );
    // One layer of eleven needs no gradient of its input; Adam is 10 for each weight, beside 2 · 32 forward.
    expect((await stepOf(model)) / (await forwardOf(model))).toBeCloseTo(3 - 1 / 11 + 10 / (2 * ROWS), 1);
  });
});

/** Outputs, and the gradients of their sum of squares by what the example is differentiated by. */
function differentiated(key: string, { inputs, apply, by = [] }: Example): Program {
  return {
    key,
    state: {},
    inputs: Object.fromEntries(
      inputs.map(({ shape, values }, index) => [
        String(index),
        { shape, dtype: values instanceof Float32Array ? 'float32' : 'int32' },
      ]),
    ),
    apply: (_state, given) => {
      const all = inputs.map((_, index) => given[String(index)]!);
      const floats = (tensors: readonly tf.Tensor[]) =>
        [apply(...tensors)].flat().map((output) => tf.cast(output, 'float32'));
      const squares = (...changed: tf.Tensor[]) =>
        tf.addN(
          floats(all.map((tensor, index) => changed[by.indexOf(index)] ?? tensor)).map((y) => tf.sum(tf.square(y))),
        ) as tf.Scalar;
      const gradients = by.length === 0 ? [] : tf.grads(squares)(by.map((index) => all[index]!));
      const outputs = [...floats(all), ...gradients].map((output, index) => [String(index), output] as const);
      return { state: {}, outputs: Object.fromEntries(outputs) };
    },
  };
}

describe('every kernel that can be compiled has a count', () => {
  const still = new Set([
    ...[...opGroups.moving, ...opGroups.constants].map(({ kernel }) => kernel),
    ...[tf.Cast, tf.GatherV2, tf.GatherNd, tf.OneHot, tf.ResizeNearestNeighbor],
  ]);
  const made = new Set<string>(opGroups.composed.map(({ kernel }) => kernel));

  test.each([...ops.keys()].filter((kernel) => !made.has(kernel)))('%s', async (kernel) => {
    const own = kernelCases.filter((each) => each.kernel === kernel);
    let calls = 0;
    const examples = own.flatMap((each) => fc.sample(each.examples, { seed: 5, numRuns: 4 }));
    for (const example of examples) {
      const traced = await trace(differentiated(kernel, example));
      for (const call of liveCalls(traced.outputs.values()).filter((each) => each.kernel === kernel)) {
        calls++;
        const flops = ops.get(kernel)!.flops(call, call.attrs as never);
        expect(Number.isSafeInteger(flops)).toBe(true);
        const empty = [...Object.values(call.inputs), ...call.outputs].some(({ shape }) => shape.includes(0));
        if (still.has(kernel)) expect(flops).toBe(0);
        else if (!empty) expect(flops).toBeGreaterThan(0);
      }
    }
    if (own.every(({ folded }) => folded !== true)) expect(calls).toBeGreaterThan(0);
  });
});
