import { auroc } from './auroc.ts';
import { averagePrecision } from './average-precision.ts';
import { columnsOf, type RowMatrix } from './row-matrix.ts';

/** What sets of classes are scored by. `marks` are examples × classes: 1 for a class that the example has, else 0. */

type Failure =
  /** No examples. */
  | { readonly status: 'insufficient'; readonly n: 0 }
  /** No class could be judged: none has the examples that it takes. */
  | { readonly status: 'absent_class'; readonly absent: readonly number[] }
  | { readonly status: 'invalid'; readonly reason: string };

export type LabelPrecision =
  | {
      readonly status: 'ok';
      /** Over the classes that have one. */
      readonly mean: number;
      /** Of each class; null of one that no example has. */
      readonly averagePrecision: readonly (number | null)[];
    }
  | Failure;

/**
 * Mean average precision: the unweighted mean of the classes' average precision, over those that some example has. As
 * scikit-learn's `average_precision_score(average="macro")` where every class occurs, which counts one that does not as 0.
 *
 * Source: Gemmeke et al. 2017, section 4.2, for its use with AudioSet.
 *
 * @param scores examples × classes, which examples are ranked by for each class
 */
export function labelPrecision(scores: RowMatrix, marks: ArrayLike<number>): LabelPrecision {
  const refusal = unjudgeable(scores, marks);
  if (refusal) return refusal;
  const found: (number | null)[] = [];
  for (const { column, truth } of columnsWith(scores, marks)) {
    const one = averagePrecision(column, truth);
    if (one.status === 'invalid') return one;
    found.push(one.status === 'ok' ? one.averagePrecision : null);
  }
  const mean = meanOf(found);
  return mean === null ? absent(found) : { status: 'ok', mean, averagePrecision: found };
}

export type LabelAuroc =
  | {
      readonly status: 'ok';
      /** Over the classes that have one. */
      readonly mean: number;
      /** Of each class; null of one that all examples have, or none. */
      readonly auroc: readonly (number | null)[];
      /** The smallest step that the mean can take: half of a pair of the class with the most pairs. Of the marks alone. */
      readonly step: number;
    }
  | Failure;

/**
 * Macro AUROC: the unweighted mean of the classes' area under the ROC curve, over those that some examples have and others
 * have not. As scikit-learn's `roc_auc_score(average="macro")` of multi-label data, which refuses other classes.
 *
 * @param scores examples × classes, which examples are ranked by for each class
 */
export function labelAuroc(scores: RowMatrix, marks: ArrayLike<number>): LabelAuroc {
  const refusal = unjudgeable(scores, marks);
  if (refusal) return refusal;
  const found: (number | null)[] = [];
  let pairs = 0;
  for (const { column, truth } of columnsWith(scores, marks)) {
    const one = auroc(column, truth);
    if (one.status === 'invalid') return one;
    found.push(one.status === 'ok' ? one.auroc : null);
    const positives = truth.filter(Boolean).length;
    pairs = Math.max(pairs, positives * (truth.length - positives));
  }
  const mean = meanOf(found);
  if (mean === null) return absent(found);
  const judged = found.filter((value) => value !== null).length;
  return { status: 'ok', mean, auroc: found, step: 1 / (2 * pairs * judged) };
}

export type LabelF1 =
  | {
      readonly status: 'ok';
      readonly n: number;
      readonly macroF1: number;
      readonly microF1: number;
      /** One for each class, as the three below. */
      readonly f1: readonly number[];
      /** 0 of a class that is never predicted. */
      readonly precision: readonly number[];
      /** 0 of a class that no example has. */
      readonly recall: readonly number[];
      /** Examples that have the class. */
      readonly support: readonly number[];
    }
  | Exclude<Failure, { readonly status: 'absent_class' }>;

/**
 * F1 of predicted sets of classes, with TP, FP and FN of one class:
 *
 *     F1 = 2·TP / (2·TP + FP + FN);  macro: mean over all classes;  micro: of the sums over classes
 *
 * A quotient 0/0 is 0. As scikit-learn's `f1_score` of multi-label data with `zero_division=0`; Tsoumakas & Katakis 2007,
 * "Multi-label classification: an overview", for both means.
 *
 * @param predicted examples × classes, as `marks`
 */
export function labelF1(predicted: ArrayLike<number>, marks: ArrayLike<number>, classes: number): LabelF1 {
  if (predicted.length !== marks.length) return { status: 'invalid', reason: 'not one prediction for each mark' };
  const n = marks.length / classes;
  if (n === 0) return { status: 'insufficient', n: 0 };
  const counts = () => new Array<number>(classes).fill(0);
  const [hits, mentions, support] = [counts(), counts(), counts()];
  for (let at = 0; at < marks.length; at++) {
    const label = at % classes;
    support[label]! += marks[at]!;
    mentions[label]! += predicted[at]!;
    hits[label]! += marks[at]! * predicted[at]!;
  }
  const f1 = hits.map((hit, label) => quotient(2 * hit, support[label]! + mentions[label]!));
  return {
    status: 'ok',
    n,
    macroF1: total(f1) / classes,
    microF1: quotient(2 * total(hits), total(support) + total(mentions)),
    f1,
    precision: hits.map((hit, label) => quotient(hit, mentions[label]!)),
    recall: hits.map((hit, label) => quotient(hit, support[label]!)),
    support,
  };
}

function unjudgeable(scores: RowMatrix, marks: ArrayLike<number>): Failure | null {
  if (scores.values.length !== marks.length) return { status: 'invalid', reason: 'not one score for each mark' };
  return scores.rows === 0 ? { status: 'insufficient', n: 0 } : null;
}

/** The scores of each class, and which examples have it. */
function* columnsWith(scores: RowMatrix, marks: ArrayLike<number>) {
  const classes = columnsOf(scores);
  for (let label = 0; label < classes; label++) {
    const column = new Float64Array(scores.rows);
    const truth = new Array<boolean>(scores.rows);
    for (let example = 0, at = label; example < scores.rows; example++, at += classes) {
      column[example] = scores.values[at]!;
      truth[example] = marks[at] === 1;
    }
    yield { column, truth };
  }
}

function absent(found: readonly unknown[]): Failure {
  return { status: 'absent_class', absent: [...found.keys()] };
}

function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : total(known) / known.length;
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function quotient(above: number, below: number): number {
  return below === 0 ? 0 : above / below;
}
