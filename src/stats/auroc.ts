import { cliffsDelta } from './dominance.ts';
import { unjudgeable } from './forecast.ts';
import { logSumExp } from './log-sum-exp.ts';
import { columnsOf, type RowMatrix, rowOf } from './row-matrix.ts';

export type Auroc =
  | { readonly status: 'ok'; readonly auroc: number }
  /** A class of which there is no example, or nothing but it: no pair can be ranked. */
  | { readonly status: 'absent_class'; readonly absent: readonly number[] }
  /** No examples. */
  | { readonly status: 'insufficient'; readonly n: 0 }
  | { readonly status: 'invalid'; readonly reason: string };

/**
 * Area under the ROC curve: the probability that a random positive example has a higher score than a random negative one,
 * equal scores counting half:
 *
 *     AUROC = (#{s₊ > s₋} + ½ #{s₊ = s₋}) / (n₊ n₋)
 *
 * Source: Hanley & McNeil 1982, Radiology 143:29–36; it is the statistic of Mann & Whitney 1947 over its largest value.
 * Unchanged by increasing maps of the scores. Without a positive or without a negative example it does not exist.
 *
 * @param positive whether an example is, one for each score; infinite scores are ranked, NaN is refused
 */
export function auroc(scores: ArrayLike<number>, positive: ArrayLike<boolean>): Auroc {
  const n = scores.length;
  if (positive.length !== n) return { status: 'invalid', reason: 'not one truth for each score' };
  if (n === 0) return { status: 'insufficient', n };
  const positives: number[] = [];
  const negatives: number[] = [];
  for (let example = 0; example < n; example++) (positive[example] ? positives : negatives).push(scores[example]!);
  if (positives.length === 0 || negatives.length === 0)
    return { status: 'absent_class', absent: [positives.length === 0 ? 1 : 0] };
  const delta = cliffsDelta(positives, negatives);
  return delta === null
    ? { status: 'invalid', reason: 'a score is not a number' }
    : { status: 'ok', auroc: (delta + 1) / 2 };
}

/**
 * The unweighted mean over classes of the AUROC of that class against the rest, by its probability softmax(logits); for
 * two classes, whose two values are equal, that one. As scikit-learn's `roc_auc_score(multi_class="ovr",
 * average="macro")`. Examples are ranked by the log odds ln(p/(1 − p)) of the class, whose order is that of p, but which
 * still tell confident examples apart where p rounds to 1.
 *
 * Source: Provost & Domingos 2000, "Well-trained PETs" (there weighted by prevalence); Fawcett 2006, Pattern Recognition
 * Letters 27:861–874, section 9.2.
 *
 * @param logits examples × classes
 * @param labels classes from 0 on, one for each example
 */
export function oneVersusRestAuroc(logits: RowMatrix, labels: ArrayLike<number>): Auroc {
  const refusal = unjudgeable(logits, labels);
  if (refusal) return refusal;
  const classes = columnsOf(logits);
  const truth = Array.from(labels);
  const absent = Array.from({ length: Math.max(2, classes) }, (_, k) => k).filter((k) => !truth.includes(k));
  if (absent.length > 0) return { status: 'absent_class', absent };
  const odds = Array.from({ length: classes }, () => new Float64Array(logits.rows));
  for (let example = 0; example < logits.rows; example++) {
    for (const [k, value] of logOdds(rowOf(logits, example, classes)).entries()) odds[k]![example] = value;
  }
  const judged = classes === 2 ? odds.slice(1) : odds;
  let sum = 0;
  for (const [place, scores] of judged.entries()) {
    const k = place + classes - judged.length;
    const one = auroc(
      scores,
      truth.map((label) => label === k),
    );
    if (one.status !== 'ok') return one;
    sum += one.auroc;
  }
  return { status: 'ok', auroc: sum / judged.length };
}

/**
 * ln(p/(1 − p)) of each class, p = softmax(row): the logit less ln Σ exp of the others. Sums run in the order of size, so
 * that rows which hold the same numbers in another order tie exactly.
 */
function logOdds(row: readonly number[]): number[] {
  const sorted = Float64Array.from(row).sort();
  const last = sorted.length - 1;
  const largest = sorted[last]!;
  const weights = sorted.map((value) => Math.exp(value - largest));
  const below = new Float64Array(sorted.length); // the sum of all smaller ones
  const above = new Float64Array(sorted.length);
  for (let place = 1; place <= last; place++) below[place] = below[place - 1]! + weights[place - 1]!;
  for (let place = last - 1; place >= 0; place--) above[place] = above[place + 1]! + weights[place + 1]!;
  const ofOthers = sorted.map((_, place) =>
    // Beside the largest, all others may underflow.
    place === last ? logSumExp(sorted.subarray(0, last)) : largest + Math.log(below[place]! + above[place]!),
  );
  return row.map((logit) => logit - ofOthers[sorted.indexOf(logit)]!);
}
