import { midRanks } from './mid-ranks.ts';
import { twoSidedNormalP } from './normal.ts';

export interface SignedRanks {
  readonly n: number;
  /** Differences that are ranked and counted: those other than 0. */
  readonly nUsed: number;
  readonly nZero: number;
  /** Sums of the ranks of positive and of negative differences. */
  readonly wPlus: number;
  readonly wMinus: number;
  /** (W+ − W−) / (W+ + W−), the matched-pairs rank-biserial correlation (Kerby 2014); 0 without a difference. */
  readonly rankBiserial: number;
}

export type SignedRank =
  | ({
      readonly status: 'ok';
      /** From all sign vectors, however ties fall; null above `exactUpTo` differences. */
      readonly exact: OneAndTwoSided | null;
      /** (W+ − Σr/2) / sqrt(Σr²/4), which is nearly standard normal for many differences. */
      readonly z: number;
      readonly pNormal: number;
      /** With |W+ − Σr/2| reduced by ½, not below 0 (correction for continuity). */
      readonly pNormalCorrected: number;
    } & SignedRanks)
  /** All differences are 0: the exact p is 1, and there is no z. */
  | ({ readonly status: 'no_difference'; readonly exact: OneAndTwoSided } & SignedRanks)
  | { readonly status: 'insufficient'; readonly n: 0 }
  /** A difference is not finite. */
  | { readonly status: 'invalid'; readonly reason: string };

export interface OneAndTwoSided {
  readonly pTwoSided: number;
  /** For differences above 0. */
  readonly pGreater: number;
  /** For differences below 0. */
  readonly pLess: number;
}

export interface SignedRankOptions {
  /** `wilcoxon` ranks the differences without those of 0; `pratt` ranks them too, and drops their ranks afterwards. */
  readonly zeros?: 'wilcoxon' | 'pratt';
  /** The exact distribution is computed up to this many differences, 1000 at most: 2^−1000 is still a double. Time
   * grows with their cube. */
  readonly exactUpTo?: number;
}

/** Magnitudes that differ by less than this share are tied: 0.95 − 0.93 and 0.93 − 0.91 differ by 1e-16. */
const ROUNDING = 1e-10;

/**
 * Wilcoxon's signed-rank test of paired differences, from W+, the sum of the mid-ranks r of |d| where d > 0:
 *
 *     two-sided p = min(1, 2 min(P(W ≥ W+), P(W ≤ W+))),  W = Σ r(i) over a random half of the ranks
 *
 * where each rank is in W with probability ½: exact for any ties, counted over sums of doubled ranks.
 *
 * Source: Wilcoxon 1945, Biometrics Bulletin 1:80–83; Pratt 1959, Journal of the American Statistical Association
 * 54:655–667, for zeros; Demšar 2006, JMLR 7:1–30, for its use across data sets. Applies to one difference per data set
 * or suite; never to folds or repeats, whose differences are not independent. With n pairs no p is below 2/2^n
 * (`smallestSignedRankP`): five pairs never reach 0.05.
 *
 * @throws {RangeError} where `exactUpTo` is above 1000.
 */
export function signedRank(differences: readonly number[], options: SignedRankOptions = {}): SignedRank {
  const { zeros = 'wilcoxon', exactUpTo = 500 } = options;
  if (!(exactUpTo <= 1000)) throw new RangeError(`at most 1000 can be counted exactly, received ${exactUpTo}`);
  if (!differences.every(Number.isFinite)) return { status: 'invalid', reason: 'non-finite difference' };
  const n = differences.length;
  if (n === 0) return { status: 'insufficient', n };
  const ranked = zeros === 'pratt' ? differences : differences.filter((difference) => difference !== 0);
  const ranks = midRanks(tied(ranked.map(Math.abs)));
  const used = ranks.filter((_, index) => ranked[index] !== 0);
  const wPlus = total(ranks.filter((_, index) => ranked[index]! > 0));
  const sum = total(used);
  const counts = { n, nUsed: used.length, nZero: n - used.length, wPlus, wMinus: sum - wPlus };
  if (sum === 0) {
    const exact = { pTwoSided: 1, pGreater: 1, pLess: 1 };
    return { status: 'no_difference', ...counts, rankBiserial: 0, exact };
  }
  const deviation = Math.sqrt(total(used.map((rank) => rank * rank)) / 4);
  const excess = wPlus - sum / 2;
  return {
    status: 'ok',
    ...counts,
    rankBiserial: (2 * excess) / sum,
    exact: used.length <= exactUpTo ? exactP(used, wPlus) : null,
    z: excess / deviation,
    pNormal: twoSidedNormalP(excess / deviation),
    pNormalCorrected: twoSidedNormalP(Math.max(0, Math.abs(excess) - 0.5) / deviation),
  };
}

/** The smallest two-sided p that n pairs can reach: 2/2^n, and 1 for none. */
export function smallestSignedRankP(n: number): number {
  return Math.min(1, 2 ** (1 - n));
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** Magnitudes that are equal up to rounding made equal. */
function tied(magnitudes: readonly number[]): number[] {
  const order = magnitudes.map((_, index) => index).sort((a, b) => magnitudes[a]! - magnitudes[b]!);
  const result = [...magnitudes];
  let leader = 0;
  for (const index of order) {
    if (magnitudes[index]! - leader > ROUNDING * magnitudes[index]!) leader = magnitudes[index]!;
    result[index] = leader;
  }
  return result;
}

/** P(W ≥ w) and P(W ≤ w), in units of the ranks' greatest common divisor: mid-ranks are multiples of ½. */
function exactP(ranks: readonly number[], w: number): OneAndTwoSided {
  const unit = ranks.reduce((divisor, rank) => commonDivisor(2 * rank, divisor), 0) / 2;
  const steps = ranks.map((rank) => Math.round(rank / unit));
  const probability = new Float64Array(total(steps) + 1);
  probability[0] = 1;
  let highest = 0;
  for (const step of steps) {
    highest += step;
    for (let sum = highest; sum >= step; sum--) probability[sum] = (probability[sum]! + probability[sum - step]!) / 2;
    for (let sum = step - 1; sum >= 0; sum--) probability[sum]! /= 2;
  }
  const observed = Math.round(w / unit);
  const share = (from: number, to: number) => Math.min(1, total([...probability.subarray(from, to)]));
  const [pGreater, pLess] = [share(observed, probability.length), share(0, observed + 1)];
  return { pTwoSided: Math.min(1, 2 * Math.min(pGreater, pLess)), pGreater, pLess };
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}
