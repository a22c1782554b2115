import { incompleteBeta } from './incomplete-beta.ts';

/**
 * P(F > f) of Fisher's F with d1 and d2 degrees of freedom (Snedecor 1934), the tail that a variance ratio is judged by:
 *
 *     P(F > f) = I_w(d2/2, d1/2),  w = d2 / (d2 + d1 · f)     (Abramowitz & Stegun 1964, 26.6.2)
 *
 * where I is the regularised incomplete beta function. Computed as a tail, so that small probabilities keep their digits.
 * 1 for f below 0, NaN if `f` is NaN.
 *
 * @throws {RangeError} unless both degrees of freedom are above 0.
 */
export function fUpperTail(f: number, d1: number, d2: number): number {
  if (!(d1 > 0 && d2 > 0)) throw new RangeError(`degrees of freedom above 0 are needed, received ${d1} and ${d2}`);
  if (Number.isNaN(f)) return Number.NaN;
  if (f <= 0) return 1;
  const share = d1 * f;
  if (!Number.isFinite(share)) return 0;
  return incompleteBeta(d2 / 2, d1 / 2, d2 / (d2 + share), share / (d2 + share));
}
