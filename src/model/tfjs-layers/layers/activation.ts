import * as tf from '@tensorflow/tfjs-core';
import type { LayerDescription } from '../description.ts';
import type { Layer, LayerKind } from './contract.ts';

type Tensor = tf.Tensor;

/** Activations by the names of Keras. Each is made of ops that have exact gradients. */
export const activations: Readonly<Record<string, (x: Tensor) => Tensor>> = {
  linear: (x) => x,
  relu: (x) => tf.relu(x),
  relu6: (x) => tf.relu6(x),
  elu: (x) => tf.elu(x),
  tanh: (x) => tf.tanh(x),
  sigmoid: (x) => tf.sigmoid(x),
  hard_sigmoid: (x) => tf.clipByValue(tf.add(tf.mul(x, 0.2), 0.5), 0, 1),
  softplus: (x) => tf.softplus(x),
  softmax: (x) => tf.softmax(x),
  swish: (x) => tf.mul(x, tf.sigmoid(x)),
  silu: (x) => tf.mul(x, tf.sigmoid(x)),
  mish: (x) => tf.mul(x, tf.tanh(tf.softplus(x))),
  /** x·Φ(x) (Hendrycks & Gimpel 2016). */
  gelu: (x) => tf.mul(x, tf.mul(tf.add(tf.erf(tf.div(x, Math.SQRT2)), 1), 0.5)),
};

/** The function that a layer's `activation` names; the identity if it names none. */
export function activationOf(description: LayerDescription): (x: Tensor) => Tensor {
  const name = description.text('activation', 'linear');
  if (Object.hasOwn(activations, name)) return activations[name]!;
  return description.refuse(
    `the activation is not supported`,
    `use one of ${Object.keys(activations).join(', ')}`,
    name,
  );
}

/** A layer without parameters that keeps the shape of its only input. */
export function pointwise(make: (description: LayerDescription) => (x: Tensor) => Tensor): LayerKind {
  return (description, inputs): Layer => {
    const apply = make(description);
    return { outputShape: description.only(inputs), apply: (_parameters, [x]) => apply(x!) };
  };
}

export const activation = pointwise(activationOf);

/** Over the last dimension. Axes count the batch dimension, as in Keras. */
export const softmax: LayerKind = (description, inputs) => {
  const outputShape = description.only(inputs);
  const axis = description.number('axis', -1);
  if (axis !== -1 && axis !== outputShape.length) description.refuse('its axis must be the last one', undefined, axis);
  return { outputShape, apply: (_parameters, [x]) => activations.softmax!(x!) };
};

/** min(max(x, 0), max_value), as TensorFlow.js has it: no slope below zero, no other threshold. */
export const relu = pointwise((description) => {
  if (description.number('threshold', 0) !== 0) description.refuse('its threshold must be 0');
  if (slope(description, 'negative_slope') !== 0) description.refuse('its negative slope must be 0', 'use LeakyReLU');
  const most = description.raw('max_value') === undefined ? undefined : description.number('max_value');
  if (most === undefined) return activations.relu!;
  return most === 6 ? activations.relu6! : (x) => tf.clipByValue(x, 0, most);
});

export const leakyRelu = pointwise((description) => {
  const alpha = description.number(description.raw('negative_slope') === undefined ? 'alpha' : 'negative_slope', 0.3);
  return (x) => tf.leakyRelu(x, alpha);
});

export const elu = pointwise((description) => {
  if (description.number('alpha', 1) !== 1) description.refuse('its alpha must be 1');
  return activations.elu!;
});

/** x·scale + offset. */
export const rescaling = pointwise((description) => {
  const scale = description.number('scale');
  const offset = description.number('offset', 0);
  return (x) => tf.add(tf.mul(x, scale), offset);
});

/** A slope is a number, or that number as TensorFlow writes arrays. */
function slope(description: LayerDescription, key: string): number {
  const value = description.raw(key);
  return Array.isArray(value) ? Number(value[0]) : description.number(key, 0);
}
