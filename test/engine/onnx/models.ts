import * as tf from '@tensorflow/tfjs-core';
import type { NamedTensors, Program, TensorSpec } from '../../../src/engine/contract.ts';

type Tensor = tf.Tensor;

/** A model to be trained for a few steps: parameters with the size of their first values, and inputs. */
export interface Model {
  readonly name: string;
  readonly parameters: Readonly<Record<string, readonly number[]>>;
  readonly inputs: Readonly<Record<string, TensorSpec & { readonly below?: number }>>;
  /** Mean cross-entropy over rows of logits. */
  readonly loss: (parameters: NamedTensors, inputs: NamedTensors) => Tensor;
}

const as4D = (x: Tensor | undefined) => x as tf.Tensor4D;

/** Gradient descent on a model. */
export function descent({ name, parameters, inputs, loss }: Model, rate: number): Program {
  const names = Object.keys(parameters);
  return {
    key: name,
    state: Object.fromEntries(names.map((key) => [key, { shape: parameters[key]!, dtype: 'float32' }])),
    inputs,
    apply: (state, given) => {
      const of = (...values: Tensor[]) =>
        loss(Object.fromEntries(names.map((key, index) => [key, values[index]!])), given) as tf.Scalar;
      const { value, grads } = tf.valueAndGrads(of)(names.map((key) => state[key]!));
      const next = names.map((key, index) => [key, tf.sub(state[key]!, tf.mul(grads[index]!, rate))]);
      return { state: Object.fromEntries(next), outputs: { loss: tf.reshape(value, [1]) } };
    },
  };
}

/** @param logits [rows, classes], @param classes [rows] */
function crossEntropy(logits: Tensor, classes: Tensor): Tensor {
  const hot = tf.oneHot(tf.reshape(classes, [logits.shape[0]!]) as tf.Tensor1D, logits.shape[1]!);
  return tf.neg(tf.mean(tf.sum(tf.mul(hot, tf.logSoftmax(logits)), 1)));
}

function layerNorm(x: Tensor, scale: Tensor, shift: Tensor): Tensor {
  const { mean, variance } = tf.moments(x, -1, true);
  return tf.add(tf.mul(tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 1e-5))), scale), shift);
}

const gelu = (x: Tensor) => tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.div(x, Math.SQRT2)), 1));

const [BATCH, TIME, WIDTH, HEADS, WORDS] = [3, 7, 16, 2, 11] as const;

/** One block of a transformer that predicts the next word. */
const transformer: Model = {
  name: 'transformer',
  parameters: {
    words: [WORDS, WIDTH],
    places: [TIME, WIDTH],
    scale1: [WIDTH],
    shift1: [WIDTH],
    query: [WIDTH, WIDTH],
    key: [WIDTH, WIDTH],
    value: [WIDTH, WIDTH],
    mix: [WIDTH, WIDTH],
    scale2: [WIDTH],
    shift2: [WIDTH],
    wide: [WIDTH, 4 * WIDTH],
    wideBias: [4 * WIDTH],
    narrow: [4 * WIDTH, WIDTH],
    narrowBias: [WIDTH],
  },
  inputs: {
    tokens: { shape: [BATCH, TIME], dtype: 'int32', below: WORDS },
    following: { shape: [BATCH, TIME], dtype: 'int32', below: WORDS },
  },
  loss: (p, { tokens, following }) => {
    const flat = (x: Tensor) => tf.reshape(x, [BATCH * TIME, -1]);
    const heads = (x: Tensor, weights: Tensor) =>
      tf.transpose(tf.reshape(tf.matMul(flat(x), weights), [BATCH, TIME, HEADS, WIDTH / HEADS]), [0, 2, 1, 3]);
    const embedded = tf.add(tf.gather(p.words!, tokens as tf.Tensor2D), p.places!); // [batch, time, width]
    const normal = layerNorm(embedded, p.scale1!, p.shift1!);
    const scores = tf.matMul(heads(normal, p.query!), heads(normal, p.key!), false, true); // [batch, heads, time, time]
    const past = tf.linalg.bandPart(tf.ones([TIME, TIME]), -1, 0);
    const masked = tf.where(tf.greater(past, 0), tf.div(scores, Math.sqrt(WIDTH / HEADS)), tf.scalar(-1e9));
    const seen = tf.transpose(tf.matMul(tf.softmax(masked), heads(normal, p.value!)), [0, 2, 1, 3]);
    const attended = tf.add(embedded, tf.reshape(tf.matMul(flat(seen), p.mix!), embedded.shape));
    const inner = gelu(tf.add(tf.matMul(flat(layerNorm(attended, p.scale2!, p.shift2!)), p.wide!), p.wideBias!));
    const last = tf.add(flat(attended), tf.add(tf.matMul(inner, p.narrow!), p.narrowBias!));
    return crossEntropy(tf.matMul(last, p.words!, false, true), following!);
  },
};

const IMAGES = 4;

/** Convolutions with batch normalisation, a residual block, a block of depthwise and pointwise convolutions. */
const residual: Model = {
  name: 'residual network',
  parameters: {
    stem: [3, 3, 3, 16],
    stemScale: [16],
    stemShift: [16],
    first: [3, 3, 16, 16],
    firstScale: [16],
    firstShift: [16],
    second: [3, 3, 16, 16],
    secondScale: [16],
    secondShift: [16],
    each: [3, 3, 16, 1],
    eachScale: [16],
    eachShift: [16],
    point: [1, 1, 16, 32],
    pointBias: [32],
    dense: [32, 5],
    denseBias: [5],
  },
  inputs: {
    x: { shape: [IMAGES, 9, 8, 3], dtype: 'float32' },
    y: { shape: [IMAGES], dtype: 'int32', below: 5 },
  },
  loss: (p, { x, y }) => {
    const normal = (images: Tensor, scale: Tensor, shift: Tensor) => {
      const { mean, variance } = tf.moments(images, [0, 1, 2]);
      return tf.batchNorm(
        images,
        mean as tf.Tensor1D,
        variance as tf.Tensor1D,
        shift as tf.Tensor1D,
        tf.add(scale, 1) as tf.Tensor1D,
        1e-3,
      );
    };
    const conv = (images: Tensor, filter: Tensor) => tf.conv2d(as4D(images), as4D(filter), 1, 'same');
    const stem = tf.relu(normal(conv(x!, p.stem!), p.stemScale!, p.stemShift!));
    const pooled = tf.maxPool(as4D(stem), 3, 2, 'same');
    const first = tf.relu(normal(conv(pooled, p.first!), p.firstScale!, p.firstShift!));
    const second = normal(conv(first, p.second!), p.secondScale!, p.secondShift!);
    const joined = tf.relu(tf.add(pooled, second));
    const each = normal(tf.depthwiseConv2d(as4D(joined), as4D(p.each), 2, 'same'), p.eachScale!, p.eachShift!);
    const points = tf.elu(tf.add(conv(tf.relu6(each), p.point!), p.pointBias!));
    return crossEntropy(
      tf.add(tf.matMul(tf.mean(points, [1, 2]) as tf.Tensor2D, p.dense as tf.Tensor2D), p.denseBias!),
      y!,
    );
  },
};

const [NODES, EDGES] = [12, 30] as const;

/** Two layers of messages along the edges of a graph, and a class for each node. */
const graph: Model = {
  name: 'graph network',
  parameters: { message1: [6, 8], own1: [6, 8], bias1: [8], message2: [8, 4], own2: [8, 4], bias2: [4] },
  inputs: {
    features: { shape: [NODES, 6], dtype: 'float32' },
    from: { shape: [EDGES], dtype: 'int32', below: NODES },
    to: { shape: [EDGES], dtype: 'int32', below: NODES },
    y: { shape: [NODES], dtype: 'int32', below: 4 },
  },
  loss: (p, { features, from, to, y }) => {
    const received = tf.unsortedSegmentSum(tf.ones([EDGES, 1]), to as tf.Tensor1D, NODES);
    const layer = (x: Tensor, message: Tensor, own: Tensor, bias: Tensor) => {
      const sent = tf.gather(tf.matMul(x, message), from as tf.Tensor1D);
      const sums = tf.unsortedSegmentSum(sent, to as tf.Tensor1D, NODES);
      return tf.add(tf.add(tf.div(sums, tf.maximum(received, 1)), tf.matMul(x, own)), bias);
    };
    const hidden = tf.leakyRelu(layer(features!, p.message1!, p.own1!, p.bias1!), 0.1);
    return crossEntropy(layer(hidden, p.message2!, p.own2!, p.bias2!), y!);
  },
};

export const models: readonly Model[] = [transformer, residual, graph];
