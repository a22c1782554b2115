import * as tf from '@tensorflow/tfjs-core';
import { filled, type Host } from '../support.ts';

type Tensor = tf.Tensor;

export interface GradientCase {
  /** The kernel whose gradient this is about. */
  readonly kernel: string;
  readonly variant: string;
  readonly inputs: readonly Host[];
  readonly apply: (...inputs: Tensor[]) => Tensor;
  /** For the finite differences; small where a kink or a pole is near. */
  readonly step?: number;
  /** `zero` where the forward pass jumps and its derivative is zero. */
  readonly slopes?: 'zero';
}

let seed = 0;
/** Standard normal values; with `from`, values of at least that size away from zero, as |z| + from. */
export function values(shape: readonly number[], from?: number): Host {
  const host = filled(shape, 'normal', 1000 + seed++);
  return from === undefined
    ? host
    : { shape: host.shape, values: Float32Array.from(host.values, (z) => Math.abs(z) + from) };
}
/** Values at least 0.2 away from every integer and from zero. */
export const betweenIntegers = (shape: readonly number[]): Host => {
  const host = values(shape);
  return { shape: host.shape, values: Float32Array.from(host.values, (z) => Math.trunc(z * 3) + (z < 0 ? -0.4 : 0.4)) };
};
/** All different, 0.3 apart, in a scrambled order. */
export const distinct = (shape: readonly number[]): Host => {
  const host = values(shape);
  const order = [...host.values.keys()].sort((a, b) => host.values[a]! - host.values[b]!);
  return { shape: host.shape, values: Float32Array.from(host.values, (_, index) => 0.3 * order.indexOf(index) - 1) };
};

export const unary = (
  kernel: string,
  apply: (x: Tensor) => Tensor,
  x: Host = values([3, 4]),
  more: Partial<GradientCase> = {},
) => ({ kernel, variant: 'unary', inputs: [x], apply, ...more }) satisfies GradientCase;

export const binary = (
  kernel: string,
  apply: (a: Tensor, b: Tensor) => Tensor,
  make: (shape: number[]) => Host = values,
) =>
  [
    [
      [2, 3],
      [2, 3],
    ],
    [
      [2, 1, 3],
      [4, 1],
    ],
    [[3], [2, 3]],
    [[2, 3], []],
  ].map(([a, b]) => ({
    kernel,
    variant: `[${a}] and [${b}]`,
    inputs: [make(a!), make(b!)],
    apply: apply as GradientCase['apply'],
  })) satisfies GradientCase[];

export const one = (
  kernel: string,
  variant: string,
  shapes: number[][],
  apply: (...inputs: Tensor[]) => Tensor,
  more: Partial<GradientCase> = {},
) => ({ kernel, variant, inputs: shapes.map((shape) => values(shape)), apply, ...more }) satisfies GradientCase;

/** A choice between the operands that depends on the operands. */
export const chosenBy = (kernel: string, condition: (a: Tensor, b: Tensor) => Tensor): GradientCase => ({
  kernel,
  variant: 'chooses',
  inputs: [betweenIntegers([3, 4]), betweenIntegers([3, 4])],
  apply: (a, b) => tf.where(condition(a!, tf.add(b!, 0.11)), tf.mul(a!, 2), b!),
});
