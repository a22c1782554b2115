import { unjudgeable } from './forecast.ts';
import { columnsOf, type RowMatrix } from './row-matrix.ts';

export type TopKAccuracy =
  | { readonly status: 'ok'; readonly n: number; readonly accuracy: number }
  /** No examples. */
  | { readonly status: 'insufficient'; readonly n: 0 }
  | { readonly status: 'invalid'; readonly reason: string };

/**
 * The share of examples whose true class has one of the k largest scores; of equal scores, the class of lower index comes
 * first, so that top-1 is the accuracy of the predicted class and exactly k classes count. With k classes or fewer it is 1.
 *
 * Source: Russakovsky et al. 2015, "ImageNet large scale visual recognition challenge", IJCV 115:211–252 (top-5 error).
 *
 * `insufficient` without examples; `invalid` where a score or a label is none.
 *
 * @param scores examples × classes; any scores, in whose order the classes are ranked
 * @param labels classes from 0 on, one for each example
 * @param k a whole number from 1 on
 */
export function topKAccuracy(scores: RowMatrix, labels: ArrayLike<number>, k: number): TopKAccuracy {
  if (!(Number.isInteger(k) && k > 0)) return { status: 'invalid', reason: 'no whole number of classes to count' };
  const refusal = unjudgeable(scores, labels);
  if (refusal) return refusal;
  const { values, rows } = scores;
  const classes = columnsOf(scores);
  let hits = 0;
  for (let example = 0; example < rows; example++) {
    const start = example * classes;
    const label = labels[example]!;
    const own = values[start + label]!;
    let before = 0;
    for (let other = 0; other < classes; other++) {
      const score = values[start + other]!;
      if (Number.isNaN(score)) return { status: 'invalid', reason: 'a score is not a number' };
      if (score > own || (score === own && other < label)) before++;
    }
    if (before < k) hits++;
  }
  return { status: 'ok', n: rows, accuracy: hits / rows };
}
