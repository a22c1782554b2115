import * as tf from '@tensorflow/tfjs-core';
import type { Recorder } from '../simplify.ts';
import type { TracedValue } from '../traced.ts';
import type { Inputs, OpEntry } from './contract.ts';

/** Kernels that are written down as calls of others, which are then lowered as if the program had made them. */
export const composed: readonly OpEntry[] = [
  fused<tf.FusedConv2DAttrs>(tf.FusedConv2D, tf.Conv2D, ['x', 'filter'], (attrs) => {
    const { strides, pad, dataFormat, dilations, dimRoundingMode } = attrs;
    return { strides, pad, dataFormat, dilations, dimRoundingMode };
  }),
  fused<tf.FusedDepthwiseConv2DAttrs>(tf.FusedDepthwiseConv2D, tf.DepthwiseConv2dNative, ['x', 'filter'], (attrs) => {
    const { strides, pad, dilations, dimRoundingMode } = attrs;
    return { strides, pad, dilations, dimRoundingMode };
  }),
  fused<tf._FusedMatMulAttrs>(tf._FusedMatMul, tf.BatchMatMul, ['a', 'b'], ({ transposeA, transposeB }) => ({
    transposeA,
    transposeB,
  })),
  compose<tf.SpaceToBatchNDAttrs>(
    tf.SpaceToBatchND,
    'Pad, Reshape, Transpose',
    ({ x }, { blockShape, paddings }, { call }) => {
      const around = [[0, 0], ...paddings, ...x!.shape.slice(1 + blockShape.length).map(() => [0, 0])];
      const padded = call(tf.PadV2, { x: x! }, { paddings: around, constantValue: 0 });
      const [batch, ...rest] = padded.shape as readonly [number, ...number[]];
      const split = rest.flatMap((size, axis) => {
        const block = blockShape[axis];
        return block === undefined ? [size] : [size / block, block];
      });
      const blocks = blockShape.map((_, axis) => 2 + 2 * axis);
      const others = [0, ...split.map((_, axis) => axis + 1).filter((axis) => !blocks.includes(axis))];
      const apart = call(tf.Reshape, { x: padded }, { shape: [batch, ...split] });
      const moved = call(tf.Transpose, { x: apart }, { perm: [...blocks, ...others] });
      const sizes = rest.map((size, axis) => size / (blockShape[axis] ?? 1));
      return call(tf.Reshape, { x: moved }, { shape: [batch * product(blockShape), ...sizes] });
    },
  ),
  compose<tf.BatchToSpaceNDAttrs>(
    tf.BatchToSpaceND,
    'Reshape, Transpose, Slice',
    ({ x }, { blockShape, crops }, { call }) => {
      const [all, ...rest] = x!.shape as readonly [number, ...number[]];
      const batch = all / product(blockShape);
      const count = blockShape.length;
      const apart = call(tf.Reshape, { x: x! }, { shape: [...blockShape, batch, ...rest] });
      const pairs = blockShape.flatMap((_, axis) => [count + 1 + axis, axis]);
      const others = rest.slice(count).map((_, axis) => 2 * count + 1 + axis);
      const moved = call(tf.Transpose, { x: apart }, { perm: [count, ...pairs, ...others] });
      const sizes = rest.map((size, axis) => size * (blockShape[axis] ?? 1));
      const whole = call(tf.Reshape, { x: moved }, { shape: [batch, ...sizes] });
      const begin = [0, ...rest.map((_, axis) => crops[axis]?.[0] ?? 0)];
      const size = [batch, ...sizes.map((length, axis) => length - (crops[axis]?.[0] ?? 0) - (crops[axis]?.[1] ?? 0))];
      return call(tf.Slice, { x: whole }, { begin, size });
    },
  ),
  compose<tf.DepthToSpaceAttrs>(tf.DepthToSpace, 'Reshape, Transpose', ({ x }, { blockSize, dataFormat }, { call }) => {
    if (dataFormat === 'NCHW') throw new Error('images must have their channels last');
    const [batch, height, width, depth] = x!.shape as readonly [number, number, number, number];
    const channels = depth / blockSize ** 2;
    const apart = call(tf.Reshape, { x: x! }, { shape: [batch, height, width, blockSize, blockSize, channels] });
    const moved = call(tf.Transpose, { x: apart }, { perm: [0, 1, 3, 2, 4, 5] });
    return call(tf.Reshape, { x: moved }, { shape: [batch, height * blockSize, width * blockSize, channels] });
  }),
];

function product(sizes: readonly number[]): number {
  return sizes.reduce((all, size) => all * size, 1);
}

function compose<Attrs>(
  kernel: string,
  becomes: string,
  make: (inputs: Inputs, attrs: Attrs, recorder: Recorder) => TracedValue,
): OpEntry {
  return {
    kernel,
    becomes,
    compose: (inputs, attrs, recorder) => make(inputs, attrs as Attrs, recorder),
    outputs: () => {
      throw new Error('it is made of other ops');
    },
    flops: () => {
      throw new Error('it is made of other ops');
    },
    lower: () => {
      throw new Error('it is made of other ops');
    },
  };
}

type Activation = { readonly activation: tf.backend_util.Activation; readonly leakyreluAlpha?: number };

/** What `tf.fused` makes where nothing is differentiated: an op, a bias, an activation. */
function fused<Attrs extends Activation>(
  kernel: string,
  inner: string,
  operands: readonly string[],
  own: (attrs: Attrs) => object,
): OpEntry {
  return compose<Attrs>(kernel, `${inner}, Add, and its activation`, (inputs, attrs, { call }) => {
    const given = Object.fromEntries(operands.map((name) => [name, inputs[name]!]));
    const made = call(inner, given, own(attrs) as Readonly<Record<string, unknown>>);
    const { bias, preluActivationWeights } = inputs;
    const sum = bias === undefined ? made : call(tf.Add, { a: made, b: bias }, {});
    return activated(sum, attrs, preluActivationWeights, call);
  });
}

function activated(
  x: TracedValue,
  { activation, leakyreluAlpha }: Activation,
  alpha: TracedValue | undefined,
  call: Recorder['call'],
): TracedValue {
  switch (activation) {
    case 'linear':
      return x;
    case 'relu':
      return call(tf.Relu, { x }, {});
    case 'relu6':
      return call(tf.Relu6, { x }, {});
    case 'elu':
      return call(tf.Elu, { x }, {});
    case 'sigmoid':
      return call(tf.Sigmoid, { x }, {});
    case 'leakyrelu':
      return call(tf.LeakyRelu, { x }, { alpha: leakyreluAlpha ?? 0.2 });
    case 'prelu':
      return call(tf.Prelu, { x, alpha: alpha! }, {});
  }
}
