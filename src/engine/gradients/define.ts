import { broadcast_util, type GradConfig, reshape, sum, type Tensor } from '@tensorflow/tfjs-core';

/** What the forward pass keeps for the backward pass, in this order: inputs by name, then the output. */
export interface Kept {
  readonly inputs?: readonly string[];
  readonly output?: true;
}

/**
 * The gradient of a kernel: one function per input, from the gradient of the output to that of the input.
 * The functions are called only for inputs on a path from what is differentiated.
 */
export function gradient<Attrs extends object>(
  kernelName: string,
  kept: Kept,
  rule: (dy: Tensor, kept: Tensor[], attrs: Attrs) => Record<string, () => Tensor>,
): GradConfig {
  return {
    kernelName,
    inputsToSave: [...(kept.inputs ?? [])],
    outputsToSave: kept.output === true ? [true] : [],
    gradFunc: (dy, saved, attrs) => rule(dy as Tensor, saved, attrs as unknown as Attrs),
  };
}

/** The gradient of a kernel that takes a list of tensors, all of which are kept: one gradient per tensor. */
export function listGradient<Attrs extends object>(
  kernelName: string,
  rule: (dy: Tensor, inputs: Tensor[], attrs: Attrs) => Tensor[],
): GradConfig {
  return {
    kernelName,
    saveAllInputs: true,
    gradFunc: (dy, saved, attrs) => {
      const gradients = rule(dy as Tensor, saved, attrs as unknown as Attrs);
      return Object.fromEntries(gradients.map((value, index) => [index, () => value]));
    },
  };
}

/** The gradient of a kernel that returns a list of tensors, from the gradients of all of them. */
export function splitGradient<Attrs extends object>(
  kernelName: string,
  input: string,
  join: (dys: Tensor[], attrs: Attrs) => Tensor,
): GradConfig {
  return {
    kernelName,
    gradFunc: (dys, _saved, attrs) => ({
      [input]: () => join([dys].flat(), attrs as unknown as Attrs), // a list of one comes as its element
    }),
  };
}

/** Sums a gradient over the axes along which an operand of this shape was broadcast. */
export function unbroadcast(dy: Tensor, shape: readonly number[]): Tensor {
  if (dy.shape.join() === shape.join()) return dy;
  const axes = broadcast_util.getReductionAxes([...shape], dy.shape);
  return reshape(axes.length > 0 ? sum(dy, axes) : dy, [...shape]);
}
