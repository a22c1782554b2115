import { div, logSoftmax, mul, neg, oneHot, type Scalar, sum, type Tensor, type Tensor1D } from '@tensorflow/tfjs-core';

/**
 * Softmax cross-entropy in nats, averaged over the examples of a padded batch.
 *
 * @param logits [batch, classes]
 * @param labels [batch] int32 class indices
 * @param weight [batch] 1 for an example, 0 for padding; at least one is 1
 */
export function crossEntropy(logits: Tensor, labels: Tensor, weight: Tensor): Scalar {
  const classes = logits.shape[1]!;
  const chosen = sum(mul(oneHot(labels as Tensor1D, classes), logSoftmax(logits)), 1); // [batch]
  return div(neg(sum(mul(chosen, weight))), sum(weight)) as Scalar;
}
