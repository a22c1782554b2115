import { chiMean, type Edge } from './chi-mean.ts';
import { normalCdf } from './normal-quantile.ts';

/**
 * T = (Z + ncp) / S, with Z standard normal and S² a chi-square per degree of freedom: the distribution of a t statistic
 * when the effect is not zero. Given S it is normal, so that
 *
 *     P(T ≤ t) = E Φ(t S − ncp)
 *
 * Source: Johnson, Kotz & Balakrishnan 1995, "Continuous univariate distributions", volume 2, chapter 31. About 1e-13
 * absolute at any noncentrality. (jStat sums a series from its first term, which is far too low beyond an ncp of 20.)
 *
 * @throws {RangeError} where ncp is not finite or df is below 1.
 */
export function noncentralTCdf(t: number, df: number, ncp: number): number {
  return Math.min(
    1,
    chiMean(df, (s) => normalCdf(t * s - finite(ncp)), [edge(t, ncp)]),
  );
}

/** P(T > t), as a tail. */
export function noncentralTUpperTail(t: number, df: number, ncp: number): number {
  return Math.min(
    1,
    chiMean(df, (s) => normalCdf(finite(ncp) - t * s), [edge(t, ncp)]),
  );
}

/** P(|T| > t) for t ≥ 0: the power of a two-sided test with critical value t. */
export function noncentralTBeyond(t: number, df: number, ncp: number): number {
  const beyond = (s: number) => normalCdf(Math.abs(finite(ncp)) - t * s) + normalCdf(-t * s - Math.abs(ncp));
  return Math.min(1, chiMean(df, beyond, [edge(t, Math.abs(ncp)), edge(t, 0)]));
}

/** Φ(t s − ncp) passes ½ where t s = ncp, within 1/t. */
function edge(t: number, ncp: number): Edge {
  return { at: ncp / t, width: 1 / t };
}

function finite(ncp: number): number {
  if (!Number.isFinite(ncp)) throw new RangeError(`a finite noncentrality is needed, received ${ncp}`);
  return ncp;
}
