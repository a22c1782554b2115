import * as tf from '@tensorflow/tfjs-core';
import { stream } from '../../src/base/random.ts';
import type { Engine, NamedTensors, NamedValues, Program, State, TensorSpecs } from '../../src/engine/contract.ts';

/** A small convolutional network with momentum, written as a program: what the engine is for. */
const PARAMETERS = {
  filter: [3, 3, 1, 4],
  bias: [4],
  dense: [4 * 4 * 4, 3],
} as const;
const BATCH = 6;
const names = Object.keys(PARAMETERS) as (keyof typeof PARAMETERS)[];
const float32 = (shape: readonly number[]) => ({ shape, dtype: 'float32' as const });

export const specs: TensorSpecs = Object.fromEntries(
  names.flatMap((name) => [name, `${name}@momentum`].map((key) => [key, float32(PARAMETERS[name])])),
);

function forward(parameters: NamedTensors, x: tf.Tensor): tf.Tensor {
  const convolved = tf.conv2d(x as tf.Tensor4D, parameters.filter as tf.Tensor4D, 1, 'same');
  const pooled = tf.maxPool(tf.relu(tf.add(convolved, parameters.bias!)) as tf.Tensor4D, 2, 2, 'valid');
  return tf.matMul(tf.reshape(pooled, [BATCH, -1]), parameters.dense as tf.Tensor2D);
}

export const train: Program = {
  key: 'small-cnn:train',
  state: specs,
  inputs: { x: float32([BATCH, 8, 8, 1]), y: { shape: [BATCH], dtype: 'int32' }, rate: float32([1]) },
  apply: (state, inputs) => {
    const loss = (...values: tf.Tensor[]) => {
      const logits = forward(Object.fromEntries(names.map((name, index) => [name, values[index]!])), inputs.x!);
      const picked = tf.mul(tf.oneHot(inputs.y as tf.Tensor1D, 3), tf.logSoftmax(logits));
      return tf.neg(tf.mean(tf.sum(picked, 1))) as tf.Scalar;
    };
    const { value, grads } = tf.valueAndGrads(loss)(names.map((name) => state[name]!));
    const next = names.flatMap((name, index) => {
      const momentum = tf.add(tf.mul(state[`${name}@momentum`]!, 0.9), grads[index]!);
      return [
        [`${name}@momentum`, momentum],
        [name, tf.sub(state[name]!, tf.mul(inputs.rate!, momentum))],
      ] as const;
    });
    return { state: Object.fromEntries(next), outputs: { loss: tf.reshape(value, [1]) } };
  },
};

/** The same state every time. */
export function initialState(engine: Engine): State {
  const draws = stream('small-cnn', { part: 'state' });
  const values = Object.entries(specs).map(([name, { shape }]) => {
    const size = shape.reduce((product, dimension) => product * dimension, 1);
    const scale = name.includes('@') ? 0 : 0.3;
    return [name, Float32Array.from({ length: size }, () => scale * draws.normal())] as const;
  });
  return engine.createState(specs, Object.fromEntries(values));
}

/** The same batch for the same step. */
export function batch(step: number): NamedValues {
  const draws = stream('small-cnn', { part: 'batch', step });
  return {
    x: Float32Array.from({ length: BATCH * 64 }, () => Math.max(0, draws.normal())),
    y: Int32Array.from({ length: BATCH }, () => draws.integer(3)),
    rate: Float32Array.of(0.05),
  };
}

/** Trains for some steps and returns every loss and every weight, as bits. */
export async function trainedBits(engine: Engine, steps: number): Promise<string> {
  const executable = await engine.compile(train);
  const state = initialState(engine);
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) losses.push((await executable.run(state, batch(step))).loss![0]!);
  const weights = Object.values(await state.read(Object.keys(specs))).flatMap((values) => Array.from(values));
  state.dispose();
  return Buffer.from(Float32Array.from([...losses, ...weights]).buffer).toString('hex');
}
