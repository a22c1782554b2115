import { logSumExp } from './log-sum-exp.ts';
import { columnsOf, type RowMatrix, rowOf } from './row-matrix.ts';

/** What log-loss.ts and brier-score.ts answer: the mean over examples of what a forecast costs. Lower is better. */
export type ForecastLoss =
  | { readonly status: 'ok'; readonly n: number; readonly loss: number }
  /** No examples. */
  | { readonly status: 'insufficient'; readonly n: 0 }
  | { readonly status: 'invalid'; readonly reason: string };

/** Why forecasts (examples × classes) cannot be judged by these labels; null where they can. */
export function unjudgeable(
  forecasts: RowMatrix,
  labels: ArrayLike<number>,
): Exclude<ForecastLoss, { readonly status: 'ok' }> | null {
  if (labels.length !== forecasts.rows) return { status: 'invalid', reason: 'not one label for each example' };
  if (forecasts.rows === 0) return { status: 'insufficient', n: 0 };
  const classes = columnsOf(forecasts);
  const known = Array.from(labels).every((label) => Number.isInteger(label) && label >= 0 && label < classes);
  return known ? null : { status: 'invalid', reason: 'a class beyond those declared' };
}

/** The probabilities of logits (examples × classes): exp(x_k) / Σ_j exp(x_j), in double precision. */
export function softmax(logits: RowMatrix): RowMatrix {
  if (logits.rows === 0) return logits;
  const classes = columnsOf(logits);
  const values = new Float64Array(logits.values.length);
  for (let example = 0; example < logits.rows; example++) {
    const row = rowOf(logits, example, classes);
    const total = logSumExp(row);
    for (const [k, logit] of row.entries()) values[example * classes + k] = Math.exp(logit - total);
  }
  return { values, rows: logits.rows };
}
