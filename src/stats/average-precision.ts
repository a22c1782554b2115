export type AveragePrecision =
  | { readonly status: 'ok'; readonly averagePrecision: number }
  /** No positive example: nothing to be found. */
  | { readonly status: 'absent_class'; readonly absent: readonly [1] }
  /** No examples. */
  | { readonly status: 'insufficient'; readonly n: 0 }
  | { readonly status: 'invalid'; readonly reason: string };

/**
 * Average precision of a ranking: the precision at each score that a positive example has, weighted by the recall that is
 * gained there,
 *
 *     AP = Σ_t (R(t) − R(t−)) P(t),  P(t) = TP/(TP + FP) and R(t) = TP/n₊ of the examples with a score of at least t,
 *
 * over the distinct scores from the largest down. Equal scores are one step, so that the order of tied examples does not
 * matter; nothing is interpolated. As scikit-learn's `average_precision_score`. Where all scores tie it is n₊/n.
 *
 * Source: Zhu 2004, "Recall, precision and average precision", eq. 4; the step form is that of Buckley & Voorhees 2000.
 *
 * @param positive truthy for a positive example, one for each score; infinite scores are ranked, NaN is refused
 */
export function averagePrecision(scores: ArrayLike<number>, positive: ArrayLike<unknown>): AveragePrecision {
  const n = scores.length;
  if (positive.length !== n) return { status: 'invalid', reason: 'not one truth for each score' };
  if (n === 0) return { status: 'insufficient', n };
  const count = Array.from(positive).filter(Boolean).length;
  if (count === 0) return { status: 'absent_class', absent: [1] };
  const [found, others] = [new Float64Array(count), new Float64Array(n - count)];
  for (let example = 0, [at, other] = [0, 0]; example < n; example++) {
    const score = scores[example]!;
    if (Number.isNaN(score)) return { status: 'invalid', reason: 'a score is not a number' };
    if (positive[example]) found[at++] = score;
    else others[other++] = score;
  }
  found.sort();
  others.sort();
  let sum = 0;
  let above = others.length; // of the others, the first that is counted
  for (let from = count; from > 0; ) {
    const score = found[from - 1]!;
    let to = from;
    while (to > 0 && found[to - 1] === score) to--;
    while (above > 0 && others[above - 1]! >= score) above--;
    const hits = count - to;
    sum += ((from - to) * hits) / (hits + others.length - above);
    from = to;
  }
  return { status: 'ok', averagePrecision: sum / count };
}
