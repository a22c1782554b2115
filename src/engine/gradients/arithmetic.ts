import * as tf from '@tensorflow/tfjs-core';
import { gradient, listGradient, unbroadcast } from './define.ts';

type Tensor = tf.Tensor;

/** A kernel of two operands that are broadcast against each other. */
const binary = (
  name: string,
  toA: (dy: Tensor, a: Tensor, b: Tensor) => Tensor,
  toB: (dy: Tensor, a: Tensor, b: Tensor) => Tensor,
) =>
  gradient(name, { inputs: ['a', 'b'] }, (dy, [a, b]) => ({
    a: () => unbroadcast(toA(dy, a!, b!), a!.shape),
    b: () => unbroadcast(toB(dy, a!, b!), b!.shape),
  }));

const zeros = (like: Tensor) => tf.zeros(like.shape);
const where01 = (condition: Tensor) => tf.cast(condition, 'float32');

/** Where both operands of a maximum or minimum are equal, the first one gets the gradient, as in TensorFlow.js. */
export const arithmetic: readonly tf.GradConfig[] = [
  binary(
    tf.Add,
    (dy) => dy,
    (dy) => dy,
  ),
  binary(
    tf.Sub,
    (dy) => dy,
    (dy) => tf.neg(dy),
  ),
  binary(
    tf.Multiply,
    (dy, _a, b) => tf.mul(dy, b),
    (dy, a) => tf.mul(dy, a),
  ),
  binary(
    tf.RealDiv,
    (dy, _a, b) => tf.div(dy, b),
    (dy, a, b) => tf.neg(tf.div(tf.mul(dy, a), tf.square(b))),
  ),
  binary(
    tf.SquaredDifference,
    (dy, a, b) => tf.mul(dy, tf.mul(tf.sub(a, b), 2)),
    (dy, a, b) => tf.mul(dy, tf.mul(tf.sub(b, a), 2)),
  ),
  binary(
    tf.Maximum,
    (dy, a, b) => tf.mul(dy, where01(tf.greaterEqual(a, b))),
    (dy, a, b) => tf.mul(dy, where01(tf.less(a, b))),
  ),
  binary(
    tf.Minimum,
    (dy, a, b) => tf.mul(dy, where01(tf.lessEqual(a, b))),
    (dy, a, b) => tf.mul(dy, where01(tf.greater(a, b))),
  ),
  binary(
    tf.Pow,
    (dy, a, b) => tf.mul(dy, tf.mul(b, tf.pow(a, tf.sub(b, 1)))),
    (dy, a, b) => {
      const logarithm = tf.where(tf.greater(a, 0), tf.log(a), tf.zerosLike(a)); // nothing to learn where a ≤ 0
      return tf.mul(dy, tf.mul(tf.pow(a, b), logarithm));
    },
  ),
  gradient(tf.Prelu, { inputs: ['x', 'alpha'] }, (dy, [x, alpha]) => ({
    x: () => tf.where(tf.greater(x!, 0), dy, tf.mul(dy, alpha!)),
    alpha: () => unbroadcast(tf.where(tf.greater(x!, 0), tf.zerosLike(dy), tf.mul(dy, x!)), alpha!.shape),
  })),
  gradient(tf.Select, { inputs: ['condition'] }, (dy, [condition]) => ({
    condition: () => zeros(condition!),
    t: () => tf.mul(dy, where01(condition!)),
    e: () => tf.mul(dy, where01(tf.logicalNot(condition!))),
  })),
  // A loss may choose by comparing; what is chosen has a gradient, the comparison has none.
  ...[tf.Equal, tf.NotEqual, tf.Greater, tf.GreaterEqual, tf.Less, tf.LessEqual, tf.LogicalAnd, tf.LogicalOr].map(
    (name) =>
      binary(
        name,
        (_dy, a) => zeros(a),
        (_dy, _a, b) => zeros(b),
      ),
  ),
  gradient(tf.LogicalNot, { inputs: ['x'] }, (_dy, [x]) => ({ x: () => zeros(x!) })),
  listGradient(tf.AddN, (dy, inputs) => inputs.map(() => tf.clone(dy))),
];
