export type ClassificationMetrics =
  | {
      readonly status: 'ok';
      readonly n: number;
      readonly accuracy: number;
      readonly macroF1: number;
      readonly microF1: number;
      readonly weightedF1: number;
      readonly balancedAccuracy: number;
      /** Matthews' correlation coefficient, −1 to 1; 0 where the truth or the predictions are all of one class. */
      readonly mcc: number;
      /** Null where truth and predictions are all of one and the same class: chance alone agrees fully there. */
      readonly cohenKappa: number | null;
      /** One for each class, as the three below. */
      readonly f1: readonly number[];
      /** 0 of a class that is never predicted. */
      readonly precision: readonly number[];
      /** 0 of a class that is never true. */
      readonly recall: readonly number[];
      /** Examples that are truly of the class. */
      readonly support: readonly number[];
      /** Examples by true class (row) and predicted class (column). */
      readonly confusion: readonly (readonly number[])[];
    }
  /** No examples. */
  | { readonly status: 'insufficient'; readonly n: 0 }
  | { readonly status: 'invalid'; readonly reason: string };

/**
 * What the confusion matrix of single-label classification says. With s examples, c of them right, t_k true and p_k
 * predicted examples of class k, and TP, FP and FN of one class:
 *
 *     F1 = 2·TP / (2·TP + FP + FN);  macro: mean over all classes;  weighted: mean over examples by true class
 *     micro F1 = 2·ΣTP / (2·ΣTP + ΣFP + ΣFN), which is the accuracy here
 *     balanced accuracy = mean recall over the classes that are true somewhere
 *     MCC = (c·s − Σ p_k t_k) / sqrt((s² − Σ p_k²)(s² − Σ t_k²))
 *     κ = 1 − s·(s − c) / (s² − Σ p_k t_k)
 *
 * Sources: Opitz & Burst 2019, "Macro F1 and macro F1" (the mean of F1s, not the F1 of means); Brodersen, Ong, Stephan &
 * Buhmann 2010, ICPR, for balanced accuracy; Matthews 1975 and, for more than two classes, Gorodkin 2004, Computational
 * Biology and Chemistry 28:367–374; Cohen 1960. Conventions are scikit-learn's: a quotient 0/0 is 0, in MCC too. So a
 * class that is neither true nor predicted counts as 0 in macro F1, and not at all in balanced accuracy.
 *
 * `insufficient` without examples; `invalid` where a class is beyond those declared.
 *
 * @param truth classes from 0 on, one for each example
 * @param predicted the same
 * @param classes how many there are, whether or not they occur
 */
export function classificationMetrics(
  truth: ArrayLike<number>,
  predicted: ArrayLike<number>,
  classes: number,
): ClassificationMetrics {
  const n = truth.length;
  if (predicted.length !== n) return { status: 'invalid', reason: 'not one prediction for each example' };
  if (n === 0) return { status: 'insufficient', n };
  const confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let example = 0; example < n; example++) {
    const row = confusion[truth[example]!];
    if (row?.[predicted[example]!] === undefined) return { status: 'invalid', reason: 'a class beyond those declared' };
    row[predicted[example]!]!++;
  }
  const hits = confusion.map((row, k) => row[k]!);
  const support = confusion.map(total);
  const mentions = confusion.map((_, k) => total(confusion.map((row) => row[k]!))); // predicted
  const right = total(hits);
  const f1 = hits.map((hit, k) => quotient(2 * hit, support[k]! + mentions[k]!));
  const precision = hits.map((hit, k) => quotient(hit, mentions[k]!));
  const recall = hits.map((hit, k) => quotient(hit, support[k]!));
  const supported = recall.filter((_, k) => support[k]! > 0);
  const chance = total(support.map((count, k) => count * mentions[k]!));
  const spread = (counts: readonly number[]) => n ** 2 - total(counts.map((count) => count ** 2));
  return {
    status: 'ok',
    n,
    accuracy: right / n,
    macroF1: total(f1) / classes,
    microF1: (2 * right) / (2 * n), // every mistake is one FP and one FN
    weightedF1: total(f1.map((score, k) => score * support[k]!)) / n,
    balancedAccuracy: total(supported) / supported.length,
    mcc: quotient(right * n - chance, Math.sqrt(spread(mentions) * spread(support))),
    cohenKappa: chance === n ** 2 ? null : 1 - (n * (n - right)) / (n ** 2 - chance),
    f1,
    precision,
    recall,
    support,
    confusion,
  };
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function quotient(above: number, below: number): number {
  return below === 0 ? 0 : above / below;
}
