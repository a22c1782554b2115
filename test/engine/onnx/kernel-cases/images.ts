import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { examplesOf, host, type KernelCase, upTo } from './define.ts';

type Tensor = tf.Tensor;
type Pad = 'same' | 'valid' | number | [[0, 0], [number, number], [number, number], [0, 0]];

const as4D = (x: Tensor | undefined) => x as tf.Tensor4D;
const pair = (maximum: number) => fc.tuple(upTo(maximum), upTo(maximum));

/** Channels that fill blocks of 8 and 16, and such that do not. */
const channels = fc.constantFrom(1, 3, 5, 8, 16, 20, 32, 48);

const explicit: fc.Arbitrary<Pad> = fc
  .tuple(fc.nat({ max: 2 }), fc.nat({ max: 2 }), fc.nat({ max: 2 }), fc.nat({ max: 2 }))
  .map(([top, bottom, left, right]) => [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ]);
const pads = fc.oneof(fc.constantFrom<Pad>('same', 'valid', 1), explicit);

/** With padding given as one number TensorFlow.js takes windows and strides for square. */
const square = ([down, across]: readonly number[], pad: Pad) => typeof pad !== 'number' || down === across;

/** Whether a window fits into the padded image, and is wider than the padding. */
function fits([height, width]: readonly number[], [rows, columns]: readonly number[], pad: Pad): boolean {
  if (pad === 'same') return true;
  if (typeof pad === 'number' && rows !== columns) return false;
  const [, [top, bottom], [left, right]] = Array.isArray(pad)
    ? pad
    : [[], pad === 'valid' ? [0, 0] : [pad, pad], pad === 'valid' ? [0, 0] : [pad, pad]];
  return (
    height! + top! + bottom! >= rows! &&
    width! + left! + right! >= columns! &&
    Math.max(top!, bottom!) < rows! &&
    Math.max(left!, right!) < columns!
  );
}

const convolutions = (outputs: fc.Arbitrary<number>) =>
  fc
    .record({
      batch: upTo(3),
      size: pair(9),
      inputs: channels,
      outputs,
      filter: pair(4),
      strides: pair(3),
      dilations: pair(3),
      dilated: fc.boolean(),
      pad: pads,
    })
    .map(({ strides, dilations, dilated, ...rest }) => ({
      ...rest,
      strides: (dilated ? [1, 1] : strides) as [number, number],
      dilations: (dilated ? dilations : [1, 1]) as [number, number],
    }))
    .filter(
      ({ size, filter, strides, dilations, pad }) =>
        square(strides, pad) &&
        fits(
          size,
          filter.map((length, axis) => (length - 1) * dilations[axis]! + 1),
          pad,
        ),
    );

const pools = (pad: fc.Arbitrary<Pad>) =>
  fc
    .record({
      batch: upTo(3),
      size: pair(9),
      channels,
      window: pair(4),
      strides: pair(3),
      tiled: fc.boolean(),
      pad,
    })
    .map(({ strides, tiled, ...rest }) => ({ ...rest, strides: tiled ? rest.window : strides }))
    .filter(({ size, window, strides, pad }) => square(strides, pad) && fits(size, window, pad));

type Pool = (x: tf.Tensor4D, window: [number, number], strides: [number, number], pad: never) => Tensor;

const pooling = (kernel: string, apply: Pool, pad: fc.Arbitrary<Pad>, reference: 'cpu' | 'wasm'): KernelCase =>
  examplesOf(kernel, pools(pad), ({ batch, size, channels: depth, window, strides, pad: edges, fill, seed }) => ({
    inputs: [host([batch, ...size, depth], fill, seed)],
    apply: (x) => apply(as4D(x), window, strides, edges as never),
    by: [0],
    reference,
  }));

type Resize = typeof tf.image.resizeBilinear;

/**
 * Resizing, and its gradient. The stock gradients mix up height and width, and images of a batch, so the plain backend
 * gets them from the definition: resizing is linear, and its gradient is the product with the transposed matrix.
 */
const resizing = (kernel: string, gradient: string, apply: Resize): KernelCase[] =>
  [kernel, gradient].map((name) =>
    examplesOf(
      name,
      fc.record({
        batch: upTo(2),
        size: pair(6),
        depth: upTo(3),
        to: pair(8),
        mode: fc.constantFrom('', 'corners', 'centers'),
      }),
      ({ batch, size, depth, to, mode, fill, seed }) => {
        const alignCorners = mode === 'corners';
        const resize = (x: Tensor) => apply(as4D(x), to, alignCorners, mode === 'centers');
        const backward = (images: Tensor, dy: Tensor): Tensor => {
          if (tf.getBackend() !== 'cpu') {
            const attrs = { alignCorners, halfPixelCenters: mode === 'centers' };
            return tf.engine().runKernel(gradient, { images, dy }, attrs) as Tensor;
          }
          const [cells, pixels] = [size[0] * size[1], to[0] * to[1]];
          const matrix = tf.reshape(resize(tf.reshape(tf.eye(cells), [cells, ...size, 1])), [cells, pixels]);
          const columns = tf.reshape(tf.transpose(dy, [1, 2, 0, 3]), [pixels, batch * depth]);
          return tf.transpose(tf.reshape(tf.matMul(matrix, columns), [...size, batch, depth]), [2, 0, 1, 3]);
        };
        return {
          inputs: [host([batch, ...size, depth], fill, seed), host([batch, ...to, depth], 'normal', seed + 1)],
          apply: (x, dy) => (name === kernel ? resize(x!) : backward(x!, dy!)),
        };
      },
    ),
  );

/** Kernels of images: [batch, height, width, channels]. */
export const images: readonly KernelCase[] = [
  ...[tf.Conv2D, tf.Conv2DBackpropFilter].map((kernel) =>
    examplesOf(
      kernel,
      convolutions(channels),
      ({ batch, size, inputs, outputs, filter, strides, dilations, pad, fill, seed }) => ({
        inputs: [host([batch, ...size, inputs], fill, seed), host([...filter, inputs, outputs], 'normal', seed + 1)],
        apply: (x, w) => tf.conv2d(as4D(x), as4D(w), strides, pad as never, 'NHWC', dilations),
        by: [0, 1],
      }),
    ),
  ),
  examplesOf(
    tf.Conv2DBackpropInput,
    fc.record({
      batch: upTo(2),
      size: pair(4),
      inputs: channels,
      outputs: channels,
      filter: pair(3),
      strides: pair(3),
      same: fc.boolean(),
    }),
    ({ batch, size, inputs, outputs, filter, strides, same, fill, seed }) => {
      const to = size.map((length, axis) =>
        same ? length * strides[axis]! : (length - 1) * strides[axis]! + filter[axis]!,
      );
      return {
        inputs: [host([batch, ...size, inputs], fill, seed), host([...filter, outputs, inputs], 'normal', seed + 1)],
        apply: (x, w) =>
          tf.conv2dTranspose(as4D(x), as4D(w), [batch, to[0]!, to[1]!, outputs], strides, same ? 'same' : 'valid'),
        by: [0, 1],
      };
    },
  ),
  ...[tf.DepthwiseConv2dNative, tf.DepthwiseConv2dNativeBackpropInput, tf.DepthwiseConv2dNativeBackpropFilter].map(
    (kernel) =>
      examplesOf(
        kernel,
        convolutions(upTo(3)),
        ({ batch, size, inputs, outputs, filter, strides, dilations, pad, fill, seed }) => ({
          inputs: [host([batch, ...size, inputs], fill, seed), host([...filter, inputs, outputs], 'normal', seed + 1)],
          apply: (x, w) => tf.depthwiseConv2d(as4D(x), as4D(w), strides, pad as never, 'NHWC', dilations),
          by: [0, 1],
        }),
      ),
  ),
  ...[tf.MaxPool, tf.MaxPoolGrad].map((kernel) => pooling(kernel, tf.maxPool, pads, 'cpu')),
  // The plain backend pays too little at padded edges. The other one refuses padding that it does not do right.
  ...[tf.AvgPool, tf.AvgPoolGrad].map((kernel) =>
    pooling(kernel, tf.avgPool, fc.constantFrom<Pad>('same', 'valid'), 'wasm'),
  ),
  ...resizing(tf.ResizeBilinear, tf.ResizeBilinearGrad, tf.image.resizeBilinear),
  ...resizing(tf.ResizeNearestNeighbor, tf.ResizeNearestNeighborGrad, tf.image.resizeNearestNeighbor),
  examplesOf(
    tf.FusedBatchNorm,
    fc.record({ lead: fc.array(upTo(3), { minLength: 1, maxLength: 3 }), channels, full: fc.boolean() }),
    ({ lead, channels: depth, full, fill, seed }) => ({
      inputs: [
        host([...lead, depth], fill, seed),
        host([depth], fill, seed + 1),
        host([depth], fill, seed + 2, 'positive'),
        host([depth], fill, seed + 3),
        host([depth], 'normal', seed + 4),
      ],
      apply: (x, mean, variance, offset, scale) =>
        tf.batchNorm(
          x!,
          mean as tf.Tensor1D,
          variance as tf.Tensor1D,
          full ? (offset as tf.Tensor1D) : undefined,
          full ? (scale as tf.Tensor1D) : undefined,
          0.01,
        ),
      by: full ? [0, 1, 2, 3, 4] : [],
    }),
  ),
];
