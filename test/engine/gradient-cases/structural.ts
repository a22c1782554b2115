import * as tf from '@tensorflow/tfjs-core';
import { distinct, type GradientCase, one, unary, values } from './define.ts';

type Tensor = tf.Tensor;

const ids = (list: number[]) => tf.tensor1d(list, 'int32');
const as4D = (x: Tensor | undefined) => x as tf.Tensor4D;

/** Reductions, layout, and the layers of networks. */
export const structural: readonly GradientCase[] = [
  one(tf.Sum, 'all', [[2, 3]], (x) => tf.sum(x!)),
  one(tf.Sum, 'middle axis, kept', [[2, 3, 4]], (x) => tf.sum(x!, 1, true)),
  one(tf.Sum, 'leading axes', [[2, 3, 4]], (x) => tf.sum(x!, [0, 1])),
  one(tf.Mean, 'two axes', [[2, 3, 4]], (x) => tf.mean(x!, [0, 2])),
  unary(tf.Max, (x) => tf.max(x, 1), distinct([3, 4])),
  unary(tf.Min, (x) => tf.min(x, [0, 1], true), distinct([3, 4])),
  unary(tf.Min, (x) => tf.min(x, 1), distinct([3, 4])),
  unary(tf.Max, (x) => tf.max(x, 0, true), distinct([3, 4])),
  one(tf.Cumsum, 'plain', [[2, 4]], (x) => tf.cumsum(x!, 1)),
  one(tf.Cumsum, 'exclusive and reversed, first axis', [[3, 4]], (x) => tf.cumsum(x!, 0, true, true)),
  one(tf.Softmax, 'rows', [[3, 4]], (x) => tf.softmax(x!)),
  unary(tf.ArgMax, (x) => tf.mul(tf.cast(tf.argMax(x, 1), 'float32'), 1), distinct([3, 4])),
  unary(tf.ArgMin, (x) => tf.mul(tf.cast(tf.argMin(x, 0), 'float32'), 1), distinct([3, 4])),
  unary(
    tf.OneHot,
    (x) => tf.mul(tf.cast(tf.oneHot(tf.argMax(x, 1) as tf.Tensor1D, 4), 'float32'), 1),
    distinct([3, 4]),
  ),

  one(tf.Reshape, 'flat', [[2, 3]], (x) => tf.reshape(x!, [6])),
  one(tf.ExpandDims, 'middle', [[2, 3]], (x) => tf.expandDims(x!, 1)),
  one(tf.Transpose, 'cycle', [[2, 3, 4]], (x) => tf.transpose(x!, [2, 0, 1])),
  one(tf.Reverse, 'last axis', [[2, 3]], (x) => tf.reverse(x!, 1)),
  one(tf.Slice, 'inner block', [[4, 5]], (x) => tf.slice(x!, [1, 2], [2, 2])),
  one(tf.Slice, 'first axis, to the end', [[4, 5]], (x) => tf.slice(x!, 2)),
  one(tf.PadV2, 'uneven', [[2, 3]], (x) =>
    tf.pad(x!, [
      [1, 0],
      [2, 1],
    ]),
  ),
  one(tf.Tile, 'both axes', [[2, 3]], (x) => tf.tile(x!, [2, 3])),
  one(tf.Tile, 'broadcast', [[2, 1]], (x) => tf.broadcastTo(x!, [2, 3])),
  one(tf.GatherV2, 'rows, repeated', [[4, 3]], (x) => tf.gather(x!, ids([3, 0, 3]))),
  one(tf.GatherV2, 'matrix of indices, middle axis', [[2, 4, 3]], (x) =>
    tf.gather(
      x!,
      tf.tensor2d(
        [
          [1, 0],
          [1, 2],
        ],
        [2, 2],
        'int32',
      ),
      1,
    ),
  ),
  one(tf.UnsortedSegmentSum, 'some rows left out', [[5, 2]], (x) =>
    tf.unsortedSegmentSum(x!, ids([2, 0, -1, 2, 7]), 3),
  ),
  one(
    tf.Concat,
    'last axis',
    [
      [2, 3],
      [2, 1],
    ],
    (a, b) => tf.concat([a!, b!], -1),
  ),
  one(
    tf.Pack,
    'new middle axis',
    [
      [2, 3],
      [2, 3],
    ],
    (a, b) => tf.stack([a!, b!], 1),
  ),
  one(tf.SplitV, 'uneven', [[2, 5]], (x) => tf.mul(...(tf.split(x!, [2, 2, 1], 1).slice(0, 2) as [Tensor, Tensor]))),
  one(tf.SplitV, 'one part', [[2, 5]], (x) => tf.split(x!, 1, 1)[0]!),
  one(tf.Unpack, 'one row', [[1, 3]], (x) => tf.unstack(x!, 0)[0]!),
  one(tf.Unpack, 'rows', [[2, 3]], (x) => tf.mul(...(tf.unstack(x!, 0) as [Tensor, Tensor]))),

  ...[false, true].flatMap((transposeA) =>
    [false, true].map((transposeB) =>
      one(
        tf.BatchMatMul,
        `transposed ${transposeA}, ${transposeB}`,
        [transposeA ? [3, 2] : [2, 3], transposeB ? [4, 3] : [3, 4]],
        (a, b) => tf.matMul(a!, b!, transposeA, transposeB),
      ),
    ),
  ),
  one(
    tf.BatchMatMul,
    'several',
    [
      [2, 2, 3],
      [2, 3, 4],
    ],
    (a, b) => tf.matMul(a!, b!),
  ),
  one(
    tf.Conv2D,
    'stride 2, same',
    [
      [2, 5, 4, 3],
      [3, 2, 3, 5],
    ],
    (x, w) => tf.conv2d(as4D(x), as4D(w), 2, 'same'),
  ),
  ...([2, [1, 3], [3, 2]] as (number | [number, number])[]).flatMap((dilations) => [
    one(
      tf.Conv2D,
      `dilated by ${dilations}, same`,
      [
        [2, 7, 6, 3],
        [3, 2, 3, 2],
      ],
      (x, w) => tf.conv2d(as4D(x), as4D(w), 1, 'same', 'NHWC', dilations),
    ),
    one(
      tf.DepthwiseConv2dNative,
      `dilated by ${dilations}, valid`,
      [
        [2, 8, 7, 3],
        [3, 2, 3, 2],
      ],
      (x, w) => tf.depthwiseConv2d(as4D(x), as4D(w), 1, 'valid', 'NHWC', dilations),
    ),
  ]),
  one(
    tf.Conv2DBackpropInput,
    'transposed convolution',
    [
      [2, 3, 3, 3],
      [3, 3, 2, 3],
    ],
    (x, w) => tf.conv2dTranspose(as4D(x), as4D(w), [2, 6, 6, 2], 2, 'same'),
  ),
  one(
    tf.DepthwiseConv2dNative,
    'multiplier 2',
    [
      [2, 5, 4, 3],
      [3, 3, 3, 2],
    ],
    (x, w) => tf.depthwiseConv2d(as4D(x), as4D(w), 1, 'same'),
  ),
  unary(tf.MaxPool, (x) => tf.maxPool(as4D(x), 3, 2, 'same'), distinct([1, 5, 5, 2])),
  one(tf.AvgPool, 'overlapping', [[1, 5, 5, 2]], (x) => tf.avgPool(as4D(x), 3, 2, 'same')),
  one(tf.ResizeBilinear, 'larger', [[1, 3, 3, 2]], (x) => tf.image.resizeBilinear(as4D(x), [5, 7])),
  one(tf.ResizeNearestNeighbor, 'larger', [[1, 3, 3, 2]], (x) => tf.image.resizeNearestNeighbor(as4D(x), [6, 6])),
  {
    kernel: tf.FusedBatchNorm,
    variant: 'images',
    inputs: [values([2, 3, 3, 2]), values([2]), values([2], 0.5), values([2]), values([2])],
    apply: (x, mean, variance, offset, scale) =>
      tf.batchNorm(x!, mean as tf.Tensor1D, variance as tf.Tensor1D, offset as tf.Tensor1D, scale as tf.Tensor1D),
  },
];
