import { twoSidedNormalP } from './normal.ts';
import { type TimeToTarget, timesProblem, withTies } from './time-to-target.ts';

/** The runs of two arms that are compared with each other alone: of one cell, or all. */
export interface Stratum {
  readonly transfer: readonly TimeToTarget[];
  readonly scratch: readonly TimeToTarget[];
}

export type LogRank =
  | {
      readonly status: 'ok';
      /** On one degree of freedom. */
      readonly chi2: number;
      readonly p: number;
      /** Transfer runs that reached the target. */
      readonly observed: number;
      /** How many of them would have, were all runs alike. Below `observed` where transfer is faster. */
      readonly expected: number;
    }
  /** At no event were runs of both arms under observation, as where nobody gets there: chi2 0 and p 1 by convention. */
  | { readonly status: 'no_information'; readonly chi2: 0; readonly p: 1 }
  /** No runs, or those of one arm alone. */
  | { readonly status: 'insufficient' }
  | { readonly status: 'invalid'; readonly reason: string };

/**
 * The stratified log-rank test that transfer and scratch reach the target equally fast:
 *
 *     chi² = (Σ (O − E))² / Σ V,  E = d n_t / n,  V = d (n_t / n)(1 − n_t / n)(n − d) / (n − 1)
 *
 * summed over strata and their event times: d of the n runs under observation reach it, n_t of the n are transfer runs.
 * One stratum is the plain test. With one stratum for each matched cell it is the test for pairs; there it sees only
 * which run of a pair is first, not by how much.
 *
 * Source: Mantel 1966, "Evaluation of survival data and two new rank order statistics", Cancer Chemotherapy Reports
 * 50:163–170. Powerful where one arm is faster throughout; where the curves cross it can miss a difference.
 *
 * `no_information` where no event had runs of both arms under observation, with p = 1; `insufficient` without runs of either
 * arm; `invalid` where a time is not finite from zero on.
 */
export function logRank(strata: readonly Stratum[]): LogRank {
  const all = strata.flatMap(({ transfer, scratch }) => [...transfer, ...scratch]);
  const reason = timesProblem(all);
  if (reason !== null) return { status: 'invalid', reason };
  if (!strata.some(({ transfer }) => transfer.length > 0) || !strata.some(({ scratch }) => scratch.length > 0))
    return { status: 'insufficient' };
  const tied = withTies(all);
  let [observed, expected, variance, start] = [0, 0, 0, 0];
  for (const { transfer, scratch } of strata) {
    const middle = start + transfer.length;
    const end = middle + scratch.length;
    const sums = sumsOf(tied.slice(start, middle), tied.slice(middle, end));
    observed += sums.observed;
    expected += sums.expected;
    variance += sums.variance;
    start = end;
  }
  if (variance === 0) return { status: 'no_information', chi2: 0, p: 1 };
  const z = (observed - expected) / Math.sqrt(variance);
  return { status: 'ok', chi2: z * z, p: twoSidedNormalP(z), observed, expected };
}

function sumsOf(transfer: readonly TimeToTarget[], scratch: readonly TimeToTarget[]) {
  const all = [...transfer.map((run) => ({ ...run, ours: 1 })), ...scratch.map((run) => ({ ...run, ours: 0 }))];
  all.sort((a, b) => a.time - b.time);
  let [observed, expected, variance, n, left] = [0, 0, 0, all.length, transfer.length];
  for (let start = 0; start < all.length; ) {
    const { time } = all[start]!;
    let [end, d, gone] = [start, 0, 0];
    for (; all[end]?.time === time; end++) {
      const { reached, ours } = all[end]!;
      gone += ours;
      if (!reached) continue;
      d += 1;
      observed += ours;
    }
    const share = left / n;
    expected += d * share;
    if (n > 1) variance += (d * share * (1 - share) * (n - d)) / (n - 1);
    [n, left, start] = [n - (end - start), left - gone, end];
  }
  return { observed, expected, variance };
}
