import { clone, customGrad, mul, neg, type Tensor } from '@tensorflow/tfjs-core';

/**
 * Gradient reversal (Ganin et al. 2016, section 4.2): the identity forward, −strength times the gradient backward, so
 * that what lies before it learns to do badly what lies behind it learns to do well. The strength gets no gradient.
 *
 * @param x of any shape.
 * @param strength λ, [1] or []: a program's input, so that one compiled program serves every step.
 */
export function reverseGradient(x: Tensor, strength: Tensor): Tensor {
  const reversal = customGrad((...inputs) => ({
    value: clone(inputs[0] as Tensor),
    gradFunc: (dy: Tensor) => mul(dy, neg(strength)),
  }));
  return reversal(x);
}
