import { type ForecastLoss, unjudgeable } from './forecast.ts';
import { logSumExp } from './log-sum-exp.ts';
import { columnsOf, type RowMatrix, rowOf } from './row-matrix.ts';

/**
 * The mean negative log-likelihood of the true class under softmax(logits), in nats:
 *
 *     −1/n Σ_i ln p_i(y_i) = 1/n Σ_i (ln Σ_k exp(x_ik) − x_i(y_i))
 *
 * Source: Good 1952, "Rational decisions", JRSS B 14:107–114. From the logits, so that no probability is clipped and a
 * confident mistake costs what it does.
 *
 * `insufficient` without examples; `invalid` where a logit is not finite or a label is no class.
 *
 * @param logits examples × classes
 * @param labels classes from 0 on, one for each example
 */
export function logLoss(logits: RowMatrix, labels: ArrayLike<number>): ForecastLoss {
  const refusal = unjudgeable(logits, labels);
  if (refusal) return refusal;
  const classes = columnsOf(logits);
  let total = 0;
  for (let example = 0; example < logits.rows; example++) {
    const row = rowOf(logits, example, classes);
    total += logSumExp(row) - row[labels[example]!]!;
  }
  return Number.isFinite(total)
    ? { status: 'ok', n: logits.rows, loss: total / logits.rows }
    : { status: 'invalid', reason: 'a logit is not finite' };
}
