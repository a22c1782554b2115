import { type ForecastLoss, unjudgeable } from './forecast.ts';
import { columnsOf, type RowMatrix, rowOf } from './row-matrix.ts';

/**
 * The Brier score of forecasts p of the class y: the squared distance to certainty of the truth,
 *
 *     1/n Σ_i Σ_k (p_ik − [k = y_i])²,  from 0 to 2
 *
 * Source: Brier 1950, "Verification of forecasts expressed in terms of probability", Monthly Weather Review 78:1–3,
 * eq. 2. The sum is over all classes, as published; of two classes it is twice the (p − y)² that some programs report.
 * A proper score: it rewards honest probabilities, and cannot be infinite.
 *
 * @param probabilities examples × classes
 * @param labels classes from 0 on, one for each example
 */
export function brierScore(probabilities: RowMatrix, labels: ArrayLike<number>): ForecastLoss {
  const refusal = unjudgeable(probabilities, labels);
  if (refusal) return refusal;
  const classes = columnsOf(probabilities);
  let total = 0;
  for (let example = 0; example < probabilities.rows; example++) {
    for (const [k, probability] of rowOf(probabilities, example, classes).entries()) {
      if (!(probability >= 0 && probability <= 1)) return { status: 'invalid', reason: 'no probability' };
      total += (probability - Number(k === labels[example])) ** 2;
    }
  }
  return { status: 'ok', n: probabilities.rows, loss: total / probabilities.rows };
}
