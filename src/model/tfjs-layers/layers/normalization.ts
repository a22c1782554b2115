import * as tf from '@tensorflow/tfjs-core';
import type { ParameterSpec } from '../../contract.ts';
import type { LayerDescription, Shape } from '../description.ts';
import type { LayerKind, LayerPass } from './contract.ts';

type Tensor = tf.Tensor;

/**
 * Batch normalisation (Ioffe & Szegedy 2015) over the last dimension, of primitive ops, so that its gradient is exact.
 *
 * Parameters, all [channels]: `gamma`, `beta`, and the statistics `moving_mean` and `moving_variance`. With
 * `batchStatistics` it normalises by mean and variance (÷ n) of the examples of weight 1, over all places, and keeps
 * moving ← momentum · moving + (1 − momentum) · batch, as TensorFlow.js does; otherwise it normalises by the moving ones.
 */
export const batchNormalization: LayerKind = (description, inputs) => {
  const shape = description.only(inputs);
  const axis = description.raw('axis') ?? -1;
  const last = Array.isArray(axis) && axis.length === 1 ? axis[0] : axis;
  if (last !== -1 && last !== shape.length) description.refuse('its axis must be the last one', undefined, axis);
  const epsilon = description.number('epsilon', 1e-3);
  const momentum = description.number('momentum', 0.99);
  const { scale, shift } = affine(description, shape);
  const channels = shape.slice(-1);
  return {
    outputShape: shape,
    parameters: {
      ...scale,
      ...shift,
      moving_mean: { shape: channels, init: { kind: 'zeros' } },
      moving_variance: { shape: channels, init: { kind: 'ones' } },
    },
    statistics: ['moving_mean', 'moving_variance'],
    apply: ({ gamma, beta, moving_mean, moving_variance }, [x], pass) => {
      if (!pass.batchStatistics) {
        const inverse = tf.rsqrt(tf.add(moving_variance!, epsilon));
        const factor = gamma === undefined ? inverse : tf.mul(gamma, inverse); // [channels]
        const sunk = tf.neg(tf.mul(moving_mean!, factor));
        return tf.add(tf.mul(x!, factor), beta === undefined ? sunk : tf.add(beta, sunk));
      }
      const average = averageOver(x!.shape, pass);
      const mean = average(x!); // [channels]
      const centred = tf.sub(x!, mean);
      const variance = average(tf.square(centred));
      const moved = (old: Tensor, now: Tensor) => tf.add(tf.mul(old, momentum), tf.mul(now, 1 - momentum));
      pass.keep('moving_mean', moved(moving_mean!, mean));
      pass.keep('moving_variance', moved(moving_variance!, variance));
      const inverse = tf.rsqrt(tf.add(variance, epsilon));
      const scaled = tf.mul(centred, gamma === undefined ? inverse : tf.mul(gamma, inverse));
      return beta === undefined ? scaled : tf.add(scaled, beta);
    },
  };
};

/**
 * Means over all examples of weight 1 and all their places: [batch, …, channels] → [channels]. Places are summed first, so
 * that the weights cost nothing to speak of.
 */
function averageOver(shape: readonly number[], { weight }: LayerPass): (values: Tensor) => Tensor {
  const channels = shape.at(-1)!;
  const places = shape.slice(1, -1).reduce((product, size) => product * size, 1);
  const axes = shape.slice(1, -1).map((_, index) => index + 1);
  const perExample = (values: Tensor) => (axes.length === 0 ? values : tf.sum(values, axes)); // [batch, channels]
  if (weight === null) return (values) => tf.div(tf.sum(perExample(values), 0), shape[0]! * places);
  const count = tf.mul(tf.sum(weight), places);
  const column = tf.reshape(weight, [shape[0]!, 1]);
  return (values) => tf.reshape(tf.div(tf.sum(tf.mul(perExample(values), column), 0), count), [channels]);
}

/** Normalises each example's last dimension by its own moments (Ba, Kiros, Hinton 2016). */
export const layerNormalization: LayerKind = (description, inputs) => {
  const shape = description.only(inputs);
  const axis = description.raw('axis') ?? -1;
  const last = Array.isArray(axis) && axis.length === 1 ? axis[0] : axis;
  if (last !== -1 && last !== shape.length) description.refuse('its axis must be the last one', undefined, axis);
  const epsilon = description.number('epsilon', 1e-3);
  const { scale, shift } = affine(description, shape);
  return {
    outputShape: shape,
    parameters: { ...scale, ...shift },
    apply: ({ gamma, beta }, [x]) => {
      const centred = tf.sub(x!, tf.mean(x!, -1, true));
      const variance = tf.mean(tf.square(centred), -1, true); // [batch, …, 1]
      const normal = tf.mul(centred, tf.rsqrt(tf.add(variance, epsilon)));
      const scaled = gamma === undefined ? normal : tf.mul(normal, gamma);
      return beta === undefined ? scaled : tf.add(scaled, beta);
    },
  };
};

/** What may follow a normalisation: a factor and a shift for each channel. */
function affine(description: LayerDescription, shape: Shape) {
  const channels = shape.slice(-1);
  const scale: Record<string, ParameterSpec> = description.flag('scale', true)
    ? { gamma: { shape: channels, init: { kind: 'ones' } } }
    : {};
  const shift: Record<string, ParameterSpec> = description.flag('center', true)
    ? { beta: { shape: channels, init: { kind: 'zeros' } } }
    : {};
  return { scale, shift };
}
