import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { binary, broadcastable, examplesOf, host, type KernelCase, shapes, unary, whole } from './define.ts';

type Tensor = tf.Tensor;

const flat = { by: false } as const;
/** With its negative: far below zero the runtime's logistic function is right to 10⁻⁸, and not to so many digits. */
const mirrored = (x: Tensor) => tf.stack([x, tf.neg(x)]);
const bool = (x: Tensor) => tf.greater(x, 0);

/** Kernels that compute each element for itself. */
export const pointwise: readonly KernelCase[] = [
  unary(tf.Abs, tf.abs, { int: true }),
  unary(tf.Acos, tf.acos, { ...flat, domain: ['unit'] }),
  unary(tf.Acosh, tf.acosh, { ...flat, domain: ['atLeastOne'] }),
  unary(tf.Asin, tf.asin, { ...flat, domain: ['unit'] }),
  unary(tf.Asinh, tf.asinh, flat),
  unary(tf.Atan, tf.atan, flat),
  unary(tf.Atanh, tf.atanh, { ...flat, domain: ['unit'] }),
  unary(tf.Ceil, tf.ceil, { domain: ['any', 'halves'] }),
  unary(tf.Cos, tf.cos),
  unary(tf.Cosh, tf.cosh, flat),
  unary(tf.Elu, tf.elu, { domain: ['any', 'wide'] }),
  unary(tf.Erf, tf.erf),
  unary(tf.Exp, tf.exp),
  unary(tf.Floor, tf.floor, { domain: ['any', 'halves'] }),
  unary(tf.Log, tf.log, { domain: ['positive'] }),
  unary(tf.Neg, tf.neg, { int: true }),
  unary(tf.Reciprocal, tf.reciprocal, { domain: ['apart'] }),
  unary(tf.Round, tf.round, { domain: ['any', 'halves'] }),
  unary(tf.Selu, tf.selu, { ...flat, domain: ['any', 'wide'] }),
  unary(tf.Sigmoid, tf.sigmoid),
  unary(tf.Sigmoid, (x) => tf.sigmoid(mirrored(x)), { ...flat, domain: ['wide'] }),
  unary(tf.Sign, tf.sign),
  unary(tf.Sin, tf.sin),
  unary(tf.Sinh, tf.sinh, flat),
  unary(tf.Softplus, tf.softplus),
  unary(tf.Softplus, (x) => tf.softplus(mirrored(x)), { ...flat, domain: ['wide'] }),
  unary(tf.Sqrt, tf.sqrt, { domain: ['positive'] }),
  unary(tf.Tan, tf.tan, { ...flat, domain: ['unit'] }),
  unary(tf.Tanh, tf.tanh),
  unary(tf.Tanh, tf.tanh, { ...flat, domain: ['wide'] }),
  unary(tf.LogicalNot, (x) => tf.logicalNot(bool(x)), flat),
  unary(tf.Relu, tf.relu, { int: true }),
  unary(tf.IsNan, (x) => tf.isNaN(tf.sqrt(x)), flat),
  unary(tf.IsInf, (x) => tf.isInf(tf.reciprocal(x)), flat),
  unary(tf.IsFinite, (x) => tf.isFinite(tf.log(x)), flat),
  unary(tf.Square, tf.square, { int: true }),
  unary(tf.Rsqrt, tf.rsqrt, { domain: ['positive'] }),
  unary(tf.Relu6, tf.relu6, { domain: ['any', 'wide'] }),
  unary(tf.ClipByValue, (x) => tf.clipByValue(x, -0.5, 0.75), { domain: ['any'] }),
  unary(tf.LeakyRelu, (x) => tf.leakyRelu(x, 0.3)),
  unary(tf.Step, (x) => tf.step(x)),
  unary(tf.Step, (x) => tf.step(x, 0.4)),
  unary(tf.Expm1, tf.expm1, { domain: ['any', 'tiny', 'wide'] }),
  unary(tf.Log1p, tf.log1p, { domain: ['positive', 'unit', 'tiny'] }),
  unary(tf.Cast, (x) => tf.cast(bool(x), 'int32'), flat),
  unary(tf.Cast, (x) => tf.mul(x, tf.cast(bool(x), 'float32'))),
  unary(tf.Cast, (x) => tf.cast(x, 'int32'), { ...flat, domain: ['any', 'halves', 'wide'] }),
  unary(tf.Cast, (x) => tf.cast(x, 'bool'), { ...flat, domain: ['any', 'halves'] }),
  unary(tf.EluGrad, tf.elu),
  binary(tf.Prelu, (x, alpha) => tf.prelu(tf.add(x, tf.zerosLike(alpha)), alpha)),
  binary(tf.Add, tf.add, { int: true }),
  binary(tf.Sub, tf.sub, { int: true }),
  binary(tf.Multiply, tf.mul, { int: true }),
  binary(tf.RealDiv, tf.div, { domain: 'apart' }),
  binary(tf.Maximum, tf.maximum, { int: true }),
  binary(tf.Minimum, tf.minimum, { int: true }),
  binary(tf.Pow, tf.pow, { domain: 'positive' }),
  binary(tf.SquaredDifference, tf.squaredDifference, { int: true }),
  binary(tf.FloorDiv, (a, b) => tf.floorDiv(a, tf.add(tf.cast(tf.abs(b), 'float32'), 0.5)), flat),
  binary(
    tf.FloorDiv,
    (a, b) =>
      tf.floorDiv(
        tf.cast(tf.mul(a, 9), 'int32'),
        tf.add(tf.mul(tf.cast(b, 'int32'), tf.scalar(2, 'int32')), tf.scalar(1, 'int32')),
      ),
    flat,
  ),
  binary(tf.Mod, (a, b) => tf.mod(tf.mul(a, 3), b), { ...flat, domain: 'apart' }),
  binary(tf.Atan2, tf.atan2, { ...flat, domain: 'apart' }),
  binary(tf.Atan2, (a, b) => tf.atan2(tf.sub(tf.abs(tf.round(a)), 1), tf.sub(tf.abs(tf.round(b)), 1)), flat),
  ...(
    [
      [tf.Equal, tf.equal],
      [tf.NotEqual, tf.notEqual],
      [tf.Greater, tf.greater],
      [tf.GreaterEqual, tf.greaterEqual],
      [tf.Less, tf.less],
      [tf.LessEqual, tf.lessEqual],
    ] as const
  ).flatMap(([kernel, compare]) => [
    binary(kernel, compare, { ...flat, int: true }),
    binary(kernel, (a, b) => compare(bool(a), bool(b)), flat),
    binary(kernel, (a, b) => tf.where(compare(a, b), tf.add(a, tf.zerosLike(b)), tf.add(b, tf.zerosLike(a)))),
  ]),
  binary(tf.LogicalAnd, (a, b) => tf.logicalAnd(bool(a), bool(b)), flat),
  binary(tf.LogicalOr, (a, b) => tf.logicalOr(bool(a), bool(b)), flat),
  // An exclusive or is made of these.
  binary(tf.LogicalAnd, (a, b) => tf.logicalXor(bool(a), bool(b)), flat),
  examplesOf(tf.Select, fc.record({ shapes: broadcastable }), ({ shapes: { a, b }, fill, seed }) => ({
    inputs: [host(a, fill, seed), host(b, fill, seed + 1), whole(b, fill, seed + 2)],
    apply: (t, e, condition) => tf.where(tf.greater(condition!, 0), t!, e!),
    by: [0, 1],
  })),
  examplesOf(tf.Select, fc.record({ shape: shapes() }), ({ shape, fill, seed }) => ({
    inputs: [whole(shape, fill, seed), whole(shape, fill, seed + 1)],
    apply: (t, e) => tf.where(tf.greater(t!, e!), t!, tf.neg(e!)),
  })),
  examplesOf(
    tf.AddN,
    fc.record({ shape: shapes(), count: fc.integer({ min: 2, max: 4 }) }),
    ({ shape, count, fill, seed }) => ({
      inputs: Array.from({ length: count }, (_, index) => host(shape, fill, seed + index)),
      apply: (...inputs) => tf.addN(inputs),
      by: Array.from({ length: count }, (_, index) => index),
    }),
  ),
];
