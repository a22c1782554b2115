import * as tf from '@tensorflow/tfjs-core';
import { gradient } from './define.ts';

type Tensor = tf.Tensor;

/** From the input: dx = rule(dy, x). */
const ofInput = <Attrs extends object>(name: string, rule: (dy: Tensor, x: Tensor, attrs: Attrs) => Tensor) =>
  gradient<Attrs>(name, { inputs: ['x'] }, (dy, [x], attrs) => ({ x: () => rule(dy, x!, attrs) }));

/** From the output: dx = rule(dy, y). */
const ofOutput = (name: string, rule: (dy: Tensor, y: Tensor) => Tensor) =>
  gradient(name, { output: true }, (dy, [y]) => ({ x: () => rule(dy, y!) }));

/** Steps: the derivative is zero wherever it exists. */
const flat = (name: string) => gradient(name, {}, (dy) => ({ x: () => tf.zerosLike(dy) }));

/** Where a rule has a choice, at a kink, it makes the one of TensorFlow.js. */
export const elementwise: readonly tf.GradConfig[] = [
  ofInput(tf.Abs, (dy, x) => tf.mul(dy, tf.step(x, -1))),
  ofInput(tf.Cos, (dy, x) => tf.neg(tf.mul(dy, tf.sin(x)))),
  ofInput(tf.Erf, (dy, x) => tf.mul(dy, tf.mul(tf.exp(tf.neg(tf.square(x))), 2 / Math.sqrt(Math.PI)))),
  ofInput(tf.Expm1, (dy, x) => tf.mul(dy, tf.exp(x))),
  ofInput(tf.Log, (dy, x) => tf.div(dy, x)),
  ofInput(tf.Log1p, (dy, x) => tf.div(dy, tf.add(x, 1))),
  ofInput(tf.Relu, (dy, x) => tf.mul(dy, tf.step(x))),
  ofInput(tf.Relu6, (dy, x) => tf.mul(dy, tf.mul(tf.step(x), tf.cast(tf.lessEqual(x, 6), 'float32')))),
  ofInput<tf.LeakyReluAttrs>(tf.LeakyRelu, (dy, x, { alpha }) => tf.mul(dy, tf.step(x, alpha))),
  ofInput(tf.Sin, (dy, x) => tf.mul(dy, tf.cos(x))),
  ofInput(tf.Softplus, (dy, x) => tf.mul(dy, tf.sigmoid(x))),
  ofInput(tf.Square, (dy, x) => tf.mul(dy, tf.mul(x, 2))),
  ofInput<tf.ClipByValueAttrs>(tf.ClipByValue, (dy, x, { clipValueMin, clipValueMax }) =>
    tf.where(tf.logicalAnd(tf.greaterEqual(x, clipValueMin), tf.lessEqual(x, clipValueMax)), dy, tf.zerosLike(dy)),
  ),

  ofOutput(tf.Elu, (dy, y) => tf.engine().runKernel(tf.EluGrad, { dy, y })),
  ofOutput(tf.Exp, (dy, y) => tf.mul(dy, y)),
  ofOutput(tf.Reciprocal, (dy, y) => tf.neg(tf.mul(dy, tf.square(y)))),
  ofOutput(tf.Rsqrt, (dy, y) => tf.mul(tf.mul(dy, tf.mul(tf.square(y), y)), -0.5)),
  ofOutput(tf.Sigmoid, (dy, y) => tf.mul(dy, tf.mul(y, tf.sub(1, y)))),
  ofOutput(tf.Sqrt, (dy, y) => tf.div(dy, tf.mul(y, 2))),
  ofOutput(tf.Tanh, (dy, y) => tf.mul(dy, tf.sub(1, tf.square(y)))),

  gradient(tf.Neg, {}, (dy) => ({ x: () => tf.neg(dy) })),
  gradient(tf.Identity, {}, (dy) => ({ x: () => tf.cast(dy, 'float32') })),
  gradient(tf.Cast, {}, (dy) => ({ x: () => tf.cast(dy, 'float32') })),
  ...[tf.Ceil, tf.Floor, tf.Round, tf.Sign, tf.Step, tf.OnesLike, tf.ZerosLike].map(flat),
];
