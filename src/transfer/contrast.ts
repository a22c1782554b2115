import {
  add,
  concat,
  div,
  eye,
  matMul,
  mul,
  range,
  reshape,
  rsqrt,
  square,
  sub,
  sum,
  type Tensor,
  type Tensor2D,
} from '@tensorflow/tfjs-core';
import type { Criterion } from '../model/contract.ts';
import { crossEntropy } from '../model/losses/cross-entropy.ts';
import { accuracyOf } from './classify.ts';

/** Taken from a similarity that is not to count: nothing is left of it after the exponential. */
const FAR = 1e9;

/**
 * NT-Xent (Chen et al. 2020, eq. 1): −log of exp(s(i, j)/τ) over the sum of exp(s(i, k)/τ) for all k ≠ i, with s the
 * cosine similarity and j the partner of i, averaged over all rows. Measured by the share of rows whose partner is the
 * most similar one. Rows of padding are nobody's negatives, and do not count.
 *
 * @param branch its output [2·batch, …] is compared; row i and row i + batch are partners.
 */
export function contrastCriterion(branch: string, temperature: number, batch: number): Criterion {
  return {
    key: `contrast(${branch},${temperature})`,
    inputs: {},
    scalarNames: [],
    scalars: () => ({}),
    loss: (outputs, { weight }) =>
      crossEntropy(similarities(outputs.branch(branch), weight!, temperature), partners(batch), weight!),
    measure: {
      name: 'contrastive accuracy',
      better: 'higher',
      value: (outputs, { weight }) =>
        accuracyOf(similarities(outputs.branch(branch), weight!, temperature), partners(batch), weight!),
    },
  };
}

/** Cosine similarities over τ, those with oneself and with padding far below all others: [rows, dimensions] → [rows, rows]. */
function similarities(z: Tensor, weight: Tensor, temperature: number): Tensor {
  const rows = z.shape[0]!;
  const unit = mul(z, rsqrt(add(sum(square(z), 1, true), 1e-12))) as Tensor2D;
  const similar = div(matMul(unit, unit, false, true), temperature);
  const absent = sub(1, reshape(weight, [1, rows]));
  return sub(similar, mul(FAR, add(eye(rows), absent)));
}

/** The row of each row's partner: [rows] int32. */
function partners(batch: number): Tensor {
  return concat([range(batch, 2 * batch, 1, 'int32'), range(0, batch, 1, 'int32')]);
}
