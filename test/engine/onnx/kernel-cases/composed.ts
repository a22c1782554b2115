import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { examplesOf, host, type KernelCase, upTo } from './define.ts';

type Tensor = tf.Tensor;

const as4D = (x: Tensor | undefined) => x as tf.Tensor4D;
const activations = fc.constantFrom<tf.backend_util.Activation>(
  'linear',
  'relu',
  'relu6',
  'elu',
  'sigmoid',
  'leakyrelu',
  'prelu',
);

const fusedConvolution = (
  kernel: string,
  apply: typeof tf.fused.conv2d | typeof tf.fused.depthwiseConv2d,
  depthwise: boolean,
): KernelCase =>
  examplesOf(
    kernel,
    fc.record({
      size: fc.tuple(upTo(6), upTo(6)),
      inputs: fc.constantFrom(1, 3, 16),
      outputs: depthwise ? upTo(2) : fc.constantFrom(3, 16, 32),
      stride: upTo(2),
      activation: activations,
      bias: fc.boolean(),
    }),
    ({ size, inputs, outputs, stride, activation, bias, fill, seed }) => {
      const channels = depthwise ? inputs * outputs : outputs;
      return {
        inputs: [
          host([2, ...size, inputs], fill, seed),
          host([3, 2, inputs, outputs], 'normal', seed + 1),
          host([channels], 'normal', seed + 2),
          host([channels], 'normal', seed + 3),
        ],
        apply: (x, filter, offsets, alpha) =>
          apply({
            x: as4D(x),
            filter: as4D(filter),
            strides: stride,
            pad: 'same',
            activation,
            leakyreluAlpha: 0.3,
            ...(bias ? { bias: offsets! } : {}),
            ...(activation === 'prelu' ? { preluActivationWeights: alpha! } : {}),
          }),
        by: [0, 1],
      };
    },
  );

const whole = fc.record({
  batch: upTo(2),
  size: fc.tuple(upTo(3), upTo(3)),
  depth: upTo(3),
  block: fc.tuple(upTo(3), upTo(3)),
});

const cases: readonly KernelCase[] = [
  fusedConvolution(tf.FusedConv2D, tf.fused.conv2d, false),
  fusedConvolution(tf.FusedDepthwiseConv2D, tf.fused.depthwiseConv2d, true),
  examplesOf(
    tf._FusedMatMul,
    fc.record({
      sizes: fc.tuple(upTo(5), upTo(5), upTo(5)),
      transposeA: fc.boolean(),
      transposeB: fc.boolean(),
      activation: activations,
      bias: fc.boolean(),
    }),
    ({ sizes: [rows, inner, columns], transposeA, transposeB, activation, bias, fill, seed }) => ({
      inputs: [
        host(transposeA ? [inner, rows] : [rows, inner], fill, seed),
        host(transposeB ? [columns, inner] : [inner, columns], 'normal', seed + 1),
        host([columns], 'normal', seed + 2),
        host([columns], 'normal', seed + 3),
      ],
      apply: (a, b, offsets, alpha) =>
        tf.fused.matMul({
          a: a!,
          b: b!,
          transposeA,
          transposeB,
          activation,
          leakyreluAlpha: 0.3,
          ...(bias ? { bias: offsets! } : {}),
          ...(activation === 'prelu' ? { preluActivationWeights: alpha! } : {}),
        }),
      by: [0, 1],
    }),
  ),
  examplesOf(tf.SpaceToBatchND, whole, ({ batch, size, depth, block, fill, seed }) => ({
    inputs: [host([batch, size[0] * block[0] - 1, size[1] * block[1], depth], fill, seed)],
    apply: (x) =>
      tf.spaceToBatchND(x!, block, [
        [1, 0],
        [block[1], 0],
      ]),
  })),
  examplesOf(tf.BatchToSpaceND, whole, ({ batch, size, depth, block, fill, seed }) => ({
    inputs: [host([batch * block[0] * block[1], size[0] + 1, size[1], depth], fill, seed)],
    apply: (x) =>
      tf.batchToSpaceND(x!, block, [
        [1, 0],
        [0, block[1] - 1],
      ]),
  })),
  examplesOf(tf.DepthToSpace, whole, ({ batch, size, depth, fill, seed }) => ({
    inputs: [host([batch, ...size, 4 * depth], fill, seed)],
    apply: (x) => tf.depthToSpace(as4D(x), 2),
  })),
];

/** Kernels that are written down as calls of others. */
export const composed: readonly KernelCase[] = cases.map((each) => ({ ...each, folded: true }));
