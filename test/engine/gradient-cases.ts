import * as tf from '@tensorflow/tfjs-core';
import { filled, type Host } from './support.ts';

type Tensor = tf.Tensor;

export interface GradientCase {
  /** The kernel whose gradient this is about. */
  readonly kernel: string;
  readonly variant: string;
  readonly inputs: readonly Host[];
  readonly apply: (...inputs: Tensor[]) => Tensor;
  /** For the finite differences; small where a kink or a pole is near. */
  readonly step?: number;
  /** `zero` where the forward pass jumps and its derivative is zero. */
  readonly slopes?: 'zero';
}

let seed = 0;
/** Standard normal values; with `from`, values of at least that size away from zero, as |z| + from. */
function values(shape: readonly number[], from?: number): Host {
  const host = filled(shape, 'normal', 1000 + seed++);
  return from === undefined
    ? host
    : { shape: host.shape, values: Float32Array.from(host.values, (z) => Math.abs(z) + from) };
}
/** Values at least 0.2 away from every integer and from zero. */
const betweenIntegers = (shape: readonly number[]): Host => {
  const host = values(shape);
  return { shape: host.shape, values: Float32Array.from(host.values, (z) => Math.trunc(z * 3) + (z < 0 ? -0.4 : 0.4)) };
};
/** All different, 0.3 apart, in a scrambled order. */
const distinct = (shape: readonly number[]): Host => {
  const host = values(shape);
  const order = [...host.values.keys()].sort((a, b) => host.values[a]! - host.values[b]!);
  return { shape: host.shape, values: Float32Array.from(host.values, (_, index) => 0.3 * order.indexOf(index) - 1) };
};

const unary = (
  kernel: string,
  apply: (x: Tensor) => Tensor,
  x: Host = values([3, 4]),
  more: Partial<GradientCase> = {},
) => ({ kernel, variant: 'unary', inputs: [x], apply, ...more }) satisfies GradientCase;

const binary = (kernel: string, apply: (a: Tensor, b: Tensor) => Tensor, make: (shape: number[]) => Host = values) =>
  [
    [
      [2, 3],
      [2, 3],
    ],
    [
      [2, 1, 3],
      [4, 1],
    ],
    [[3], [2, 3]],
    [[2, 3], []],
  ].map(([a, b]) => ({
    kernel,
    variant: `[${a}] and [${b}]`,
    inputs: [make(a!), make(b!)],
    apply: apply as GradientCase['apply'],
  })) satisfies GradientCase[];

const one = (
  kernel: string,
  variant: string,
  shapes: number[][],
  apply: (...inputs: Tensor[]) => Tensor,
  more: Partial<GradientCase> = {},
) => ({ kernel, variant, inputs: shapes.map((shape) => values(shape)), apply, ...more }) satisfies GradientCase;

/** A choice between the operands that depends on the operands. */
const chosenBy = (kernel: string, condition: (a: Tensor, b: Tensor) => Tensor): GradientCase => ({
  kernel,
  variant: 'chooses',
  inputs: [betweenIntegers([3, 4]), betweenIntegers([3, 4])],
  apply: (a, b) => tf.where(condition(a!, tf.add(b!, 0.11)), tf.mul(a!, 2), b!),
});

const ids = (list: number[]) => tf.tensor1d(list, 'int32');
const as4D = (x: Tensor | undefined) => x as tf.Tensor4D;

/** One case at least per registered gradient; gradients.test.ts checks that none is missing. */
export const gradientCases: readonly GradientCase[] = [
  unary(tf.Abs, tf.abs, betweenIntegers([3, 4])),
  unary(tf.Cos, tf.cos),
  unary(tf.Sin, tf.sin),
  unary(tf.Erf, tf.erf),
  unary(tf.Exp, tf.exp),
  unary(tf.Expm1, tf.expm1),
  unary(tf.Log, tf.log, values([3, 4], 0.5)),
  unary(tf.Log1p, tf.log1p, values([3, 4], 0.5)),
  unary(tf.Neg, tf.neg),
  unary(tf.Reciprocal, tf.reciprocal, values([3, 4], 0.5)),
  unary(tf.Rsqrt, tf.rsqrt, values([3, 4], 0.5)),
  unary(tf.Sqrt, tf.sqrt, values([3, 4], 0.5)),
  unary(tf.Square, tf.square),
  unary(tf.Sigmoid, tf.sigmoid),
  unary(tf.Softplus, tf.softplus),
  unary(tf.Tanh, tf.tanh),
  unary(tf.Elu, tf.elu, betweenIntegers([3, 4])),
  unary(tf.Relu, tf.relu, betweenIntegers([3, 4])),
  unary(tf.Relu6, (x) => tf.relu6(tf.mul(x, 2)), betweenIntegers([3, 4])),
  unary(tf.LeakyRelu, (x) => tf.leakyRelu(x, 0.3), betweenIntegers([3, 4])),
  unary(tf.ClipByValue, (x) => tf.clipByValue(x, -1, 2), betweenIntegers([3, 4])),
  unary(tf.Identity, (x) => tf.clone(x)),
  unary(tf.Cast, (x) => tf.mul(x, tf.cast(tf.greater(x, 0), 'float32')), betweenIntegers([3, 4])),
  unary(tf.Ceil, tf.ceil, betweenIntegers([3, 4])),
  unary(tf.Floor, tf.floor, betweenIntegers([3, 4])),
  unary(tf.Round, tf.round, betweenIntegers([3, 4])),
  unary(tf.Sign, tf.sign, betweenIntegers([3, 4])),
  unary(tf.Step, (x) => tf.step(x), betweenIntegers([3, 4])),
  unary(tf.OnesLike, (x) => tf.mul(x, tf.onesLike(x))),
  unary(tf.ZerosLike, (x) => tf.add(x, tf.zerosLike(x))),

  ...binary(tf.Add, tf.add),
  ...binary(tf.Sub, tf.sub),
  ...binary(tf.Multiply, tf.mul),
  ...binary(tf.RealDiv, tf.div, (shape) => values(shape, 0.7)),
  ...binary(tf.SquaredDifference, tf.squaredDifference),
  ...binary(tf.Maximum, (a, b) => tf.maximum(a, tf.add(b, 0.11)), betweenIntegers),
  ...binary(tf.Minimum, (a, b) => tf.minimum(a, tf.add(b, 0.11)), betweenIntegers),
  ...binary(tf.Pow, tf.pow, (shape) => values(shape, 0.7)),
  one(
    tf.AddN,
    'three',
    [
      [2, 3],
      [2, 3],
      [2, 3],
    ],
    (...inputs) => tf.addN(inputs),
  ),
  {
    kernel: tf.Prelu,
    variant: 'broadcast',
    inputs: [betweenIntegers([3, 4]), values([4])],
    apply: (x, alpha) => tf.prelu(x!, alpha!),
  },
  one(
    tf.Select,
    'where',
    [
      [2, 3],
      [2, 3],
    ],
    (a, b) =>
      tf.where(
        tf.tensor2d(
          [
            [1, 0, 1],
            [0, 0, 1],
          ],
          [2, 3],
          'bool',
        ),
        a!,
        b!,
      ),
  ),

  ...[
    [tf.Equal, tf.equal],
    [tf.NotEqual, tf.notEqual],
    [tf.Greater, tf.greater],
    [tf.GreaterEqual, tf.greaterEqual],
    [tf.Less, tf.less],
    [tf.LessEqual, tf.lessEqual],
  ].map(([kernel, compare]) => chosenBy(kernel as string, compare as (a: Tensor, b: Tensor) => Tensor)),
  chosenBy(tf.LogicalAnd, (a, b) => tf.logicalAnd(tf.greater(a, b), tf.less(b, 1))),
  chosenBy(tf.LogicalOr, (a, b) => tf.logicalOr(tf.greater(a, b), tf.less(b, 1))),
  chosenBy(tf.LogicalNot, (a, b) => tf.logicalNot(tf.greater(a, b))),

  one(tf.Sum, 'all', [[2, 3]], (x) => tf.sum(x!)),
  one(tf.Sum, 'middle axis, kept', [[2, 3, 4]], (x) => tf.sum(x!, 1, true)),
  one(tf.Sum, 'leading axes', [[2, 3, 4]], (x) => tf.sum(x!, [0, 1])),
  one(tf.Mean, 'two axes', [[2, 3, 4]], (x) => tf.mean(x!, [0, 2])),
  unary(tf.Max, (x) => tf.max(x, 1), distinct([3, 4])),
  unary(tf.Min, (x) => tf.min(x, [0, 1], true), distinct([3, 4])),
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
