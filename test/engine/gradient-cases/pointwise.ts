import * as tf from '@tensorflow/tfjs-core';
import { betweenIntegers, binary, chosenBy, type GradientCase, one, unary, values } from './define.ts';

type Tensor = tf.Tensor;

export const pointwise: readonly GradientCase[] = [
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
];
