import {
  add,
  concat,
  erf,
  matMul,
  mean,
  mul,
  reshape,
  rsqrt,
  slice,
  square,
  sub,
  type Tensor,
  type Tensor2D,
} from '@tensorflow/tfjs-core';
import type { ParameterSpec } from '../contract.ts';

/** Keeps the root of a variance above zero. */
const EPSILON = 1e-5;

/** Standard deviation of initial weights (Radford et al. 2018, section 4.1; Devlin et al. 2019). */
const DEVIATION = 0.02;

/** Weights of a dense layer, or a row of numbers for each of some tokens or places: [inputs, units]. */
export function kernelSpec(inputs: number, units: number): ParameterSpec {
  return { shape: [inputs, units], init: { kind: 'normal', deviation: DEVIATION } };
}

/** Its biases: [units]. */
export function biasSpec(units: number): ParameterSpec {
  return { shape: [units], init: { kind: 'zeros' } };
}

/** The numbers of tokens, [batch, length, width], of [batch, length, width + 1]. */
export function numbersOf(x: Tensor): Tensor {
  const [batch, length, wide] = x.shape as [number, number, number];
  return slice(x, [0, 0, 0], [batch, length, wide - 1]);
}

/** Of each token 1, of padding 0: [batch, length, 1] of [batch, length, width + 1]. */
export function presenceOf(x: Tensor): Tensor {
  const [batch, length, wide] = x.shape as [number, number, number];
  return slice(x, [0, 0, wide - 1], [batch, length, 1]);
}

/** Both again as one tensor. */
export function together(numbers: Tensor, presence: Tensor): Tensor {
  return concat([numbers, presence], 2);
}

/** Layer normalisation over the last axis (Ba, Kiros & Hinton 2016, eq. 3). `gain` and `bias` [width]. */
export function layerNorm(x: Tensor, gain: Tensor, bias: Tensor): Tensor {
  const centred = sub(x, mean(x, -1, true));
  const inverse = rsqrt(add(mean(square(centred), -1, true), EPSILON));
  return add(mul(mul(centred, inverse), gain), bias);
}

export function normParameters(width: number): { gain: ParameterSpec; bias: ParameterSpec } {
  return { gain: { shape: [width], init: { kind: 'ones' } }, bias: { shape: [width], init: { kind: 'zeros' } } };
}

/** A dense layer on each token: [batch, length, inputs] → [batch, length, units]. */
export function denseOnTokens(x: Tensor, kernel: Tensor, bias: Tensor): Tensor {
  const [batch, length, inputs] = x.shape as [number, number, number];
  const rows = reshape(x, [batch * length, inputs]) as Tensor2D;
  return reshape(add(matMul(rows, kernel as Tensor2D), bias), [batch, length, kernel.shape[1]!]);
}

/** x·Φ(x), with the normal distribution function Φ (Hendrycks & Gimpel 2016, section 2). */
export function gelu(x: Tensor): Tensor {
  return mul(mul(x, 0.5), add(erf(mul(x, Math.SQRT1_2)), 1));
}

/** Multiplied by a mask, where there is one. */
export function dropped(x: Tensor, mask: Tensor | undefined): Tensor {
  return mask === undefined ? x : mul(x, mask);
}
