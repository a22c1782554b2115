import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { stream } from '../../src/base/random.ts';
import { startWasm } from '../../src/engine/wasm/start.ts';

/** Host values with their shape. */
export interface Host {
  readonly shape: number[];
  readonly values: Float32Array | Int32Array | Uint8Array;
}
export const volume = (shape: readonly number[]) => shape.reduce((product, size) => product * size, 1);

/** What a tensor is filled with. Kernels meet ties, zeros and constants far more often than chance would have it. */
export const FILLS = ['normal', 'ties', 'zeros', 'constant'] as const;
export type Fill = (typeof FILLS)[number];

/** Values that depend on nothing but the arguments. */
export function filled(shape: readonly number[], fill: Fill, seed: number): Host {
  const draws = stream('engine-test', { seed });
  const next = {
    normal: () => draws.normal(),
    ties: () => draws.integer(3) - 1,
    zeros: () => 0,
    constant: () => 0.75,
  }[fill];
  return { shape: [...shape], values: Float32Array.from({ length: volume(shape) }, next) };
}

export const toTensor = ({ shape, values }: Host): tf.Tensor => tf.tensor(values, shape);

/** Runs on one backend and reads the result; on wasm over memory full of NaN, so that unwritten values show. */
export async function on(backend: 'cpu' | 'wasm', compute: () => tf.Tensor): Promise<Host> {
  await startWasm();
  await tf.setBackend(backend);
  if (backend === 'wasm') poison();
  const result = tf.tidy(compute);
  const values = result.dataSync().slice() as Float32Array;
  result.dispose();
  await tf.setBackend('wasm');
  return { shape: result.shape, values };
}

function poison(): void {
  const sizes = Array.from({ length: 15 }, (_, power) => 2 ** power);
  const tensors = sizes.flatMap((size) => Array.from({ length: 4 }, () => tf.fill([size + 3], Number.NaN)));
  tf.dispose(tensors);
}

/** ‖actual − expected‖ / ‖expected‖, or the numerator where the denominator is 0. NaN counts as infinitely far. */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  let difference = 0;
  let norm = 0;
  for (let index = 0; index < expected.length; index++) {
    difference += (actual[index]! - expected[index]!) ** 2;
    norm += expected[index]! ** 2;
  }
  const error = Math.sqrt(difference) / (norm === 0 ? 1 : Math.sqrt(norm));
  return Number.isNaN(error) || actual.length !== expected.length ? Number.POSITIVE_INFINITY : error;
}

export const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((sum, value, index) => sum + value * b[index]!, 0);
