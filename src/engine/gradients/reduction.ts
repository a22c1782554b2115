import * as tf from '@tensorflow/tfjs-core';
import { gradient } from './define.ts';

type Tensor = tf.Tensor;
type Axes = number | number[] | null | undefined;

/** The shape with the reduced axes kept as ones. */
function keptShape(shape: readonly number[], axes: Axes): number[] {
  const reduced = new Set(tf.util.parseAxisParam(axes as number | number[], [...shape]));
  return shape.map((size, axis) => (reduced.has(axis) ? 1 : size));
}

/** A gradient of the reduced value, repeated over what was reduced. */
function spread(dy: Tensor, x: Tensor, axes: Axes): Tensor {
  return tf.broadcastTo(tf.reshape(dy, keptShape(x.shape, axes)), x.shape);
}

/** Every element that equals the extreme gets the whole gradient, as in TensorFlow.js. Max and Min name their axes differently. */
const extreme = (name: string) =>
  gradient<Partial<tf.MaxAttrs & tf.MinAttrs>>(name, { inputs: ['x'], output: true }, (dy, [x, y], attrs) => ({
    x: () => {
      const shape = keptShape(x!.shape, attrs.reductionIndices ?? attrs.axis);
      return tf.mul(tf.cast(tf.equal(x!, tf.reshape(y!, shape)), 'float32'), tf.reshape(dy, shape));
    },
  }));

export const reduction: readonly tf.GradConfig[] = [
  gradient<tf.SumAttrs>(tf.Sum, { inputs: ['x'] }, (dy, [x], { axis }) => ({ x: () => spread(dy, x!, axis) })),
  gradient<tf.MeanAttrs>(tf.Mean, { inputs: ['x'] }, (dy, [x], { axis }) => ({
    x: () => spread(tf.div(dy, x!.size / dy.size), x!, axis),
  })),
  extreme(tf.Max),
  extreme(tf.Min),
  gradient<tf.CumsumAttrs>(tf.Cumsum, {}, (dy, _kept, { axis, exclusive, reverse }) => ({
    x: () => tf.cumsum(dy, axis, exclusive, !reverse),
  })),
  gradient<tf.SoftmaxAttrs>(tf.Softmax, { output: true }, (dy, [y], { dim }) => ({
    logits: () => {
      const weighted = tf.mul(dy, y!);
      return tf.sub(weighted, tf.mul(tf.sum(weighted, dim, true), y!));
    },
  })),
  ...[tf.ArgMax, tf.ArgMin].map((name) =>
    gradient(name, { inputs: ['x'] }, (_dy, [x]) => ({ x: () => tf.zerosLike(x!) })),
  ),
];
