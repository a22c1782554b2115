import jStat from 'jstat';

/**
 * jStat sums at least 200 terms from the first one on and stops at a small one. The terms peak at the index ncp²/2:
 * beyond 20 it can stop on the way up to the peak, far too low.
 */
export const MAX_NONCENTRALITY = 20;

/**
 * P(T ≤ t) for T = (Z + ncp) / sqrt(V/df), Z standard normal and V chi-square with df degrees of freedom: the
 * distribution of a t statistic when the effect is not zero. About 1e-8 absolute (jStat's series).
 * Source: Lenth 1989, algorithm AS 243, Applied Statistics 38:185–189.
 *
 * @throws {RangeError} where |ncp| is above 20 or df is not above 0.
 */
export function noncentralTCdf(t: number, df: number, ncp: number): number {
  if (!(Math.abs(ncp) <= MAX_NONCENTRALITY))
    throw new RangeError(`a noncentrality within ±${MAX_NONCENTRALITY} is needed, received ${ncp}`);
  if (!(df > 0)) throw new RangeError(`degrees of freedom above 0 are needed, received ${df}`);
  return Math.min(1, Math.max(0, jStat.noncentralt.cdf(t, df, ncp)));
}
