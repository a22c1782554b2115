import { cast, div, mean, mul, type Scalar, softplus, sub, sum, type Tensor } from '@tensorflow/tfjs-core';

/**
 * Cross-entropy in nats of one yes or no for each class, averaged over the classes and over the examples of a padded batch:
 *
 *     1/K Σ_k [ln(1 + e^z) − y z] = 1/K Σ_k ln(1 + exp((1 − 2y) z))   of a logit z and a mark y of 0 or 1
 *
 * The second form neither overflows nor cancels, whatever the logit (Gemmeke et al. 2017, section 4.2 and Gong et al. 2021,
 * section 3.1 train AudioSet by it).
 *
 * @param logits [batch, classes]
 * @param marks [batch, classes] of 0 and 1
 * @param weight [batch] 1 for an example, 0 for padding; at least one is 1
 */
export function binaryCrossEntropy(logits: Tensor, marks: Tensor, weight: Tensor): Scalar {
  const sign = sub(1, mul(2, cast(marks, 'float32')));
  const each = mean(softplus(mul(sign, logits)), 1); // [batch]
  return div(sum(mul(each, weight)), sum(weight)) as Scalar;
}
