import { incompleteBeta } from './incomplete-beta.ts';
import { twoSidedNormalP } from './normal.ts';

/** Test examples by which of two models classifies them correctly. */
export interface PairedOutcomes {
  readonly both: number;
  readonly onlyFirst: number;
  readonly onlySecond: number;
  readonly neither: number;
}

interface Discordance {
  /** Examples that one model alone classifies correctly. */
  readonly discordant: number;
  /** Accuracy of the first model less that of the second. */
  readonly difference: number;
  readonly pExact: number;
  readonly pMid: number;
}

export type McNemar =
  | ({
      readonly status: 'ok';
      readonly chiSquare: number;
      readonly pChiSquare: number;
      /** With Edwards' correction for continuity. */
      readonly chiSquareCorrected: number;
      readonly pChiSquareCorrected: number;
      /** onlyFirst / onlySecond; infinite where the second is 0. */
      readonly oddsRatio: number;
    } & Discordance)
  /** The models are correct on the same examples: both p are 1, and the rest is not defined. */
  | ({ readonly status: 'no_discordant' } & Discordance)
  /** No example. */
  | { readonly status: 'insufficient' }
  /** A count is not a whole number from 0 on. */
  | { readonly status: 'invalid'; readonly reason: string };

/**
 * McNemar's test of two models on the same test examples. With b and c the discordant counts, n = b + c and k the smaller:
 *
 *     exact p = min(1, 2 P(X ≤ k)),  X binomial with n draws at ½
 *     mid-p = exact p − P(X = k), or 1 − P(X = k) where b = c
 *     chi² = (b − c)²/n,  corrected (|b − c| − 1)²/n, on one degree of freedom
 *
 * Source: McNemar 1947, Psychometrika 12:153–157; Edwards 1948, Psychometrika 13:185–187; Fagerland, Lydersen & Laake
 * 2013, BMC Medical Research Methodology 13:91, for the mid-p, which is the one to report; Dietterich 1998 for its use.
 * Applies to two trained models on one test set: it knows nothing of how either would vary with seeds or training sets.
 *
 * `no_discordant` where the models are correct on the same examples, with p = 1; `insufficient` without examples; `invalid`
 * where a count is not whole.
 */
export function mcNemar({ both, onlyFirst, onlySecond, neither }: PairedOutcomes): McNemar {
  const counts = [both, onlyFirst, onlySecond, neither];
  if (!counts.every((count) => Number.isSafeInteger(count) && count >= 0))
    return { status: 'invalid', reason: 'count not whole' };
  const n = both + onlyFirst + onlySecond + neither;
  if (n === 0) return { status: 'insufficient' };
  const discordant = onlyFirst + onlySecond;
  const lead = onlyFirst - onlySecond;
  const difference = lead / n;
  if (discordant === 0) return { status: 'no_discordant', discordant, difference, pExact: 1, pMid: 1 };
  const smaller = Math.min(onlyFirst, onlySecond);
  const [upTo, below] = [fairCdf(smaller, discordant), fairCdf(smaller - 1, discordant)];
  const [z, zCorrected] = [lead, Math.abs(lead) - 1].map((excess) => excess / Math.sqrt(discordant)) as [
    number,
    number,
  ];
  return {
    status: 'ok',
    discordant,
    difference,
    pExact: lead === 0 ? 1 : Math.min(1, 2 * upTo),
    pMid: lead === 0 ? 2 * below : upTo + below, // P(X = k) = P(X ≤ k) − P(X ≤ k − 1), without the subtraction
    chiSquare: z * z,
    pChiSquare: twoSidedNormalP(z),
    chiSquareCorrected: zCorrected * zCorrected,
    pChiSquareCorrected: twoSidedNormalP(zCorrected),
    oddsRatio: onlyFirst / onlySecond,
  };
}

/** P(X ≤ k) for a binomial X of n draws at ½, which is I_½(n − k, k + 1). */
function fairCdf(k: number, n: number): number {
  return k < 0 ? 0 : incompleteBeta(n - k, k + 1, 0.5);
}
