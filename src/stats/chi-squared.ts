import { twoSidedNormalP } from './normal.ts';

/**
 * P(X > x) of chi-squared with whole degrees of freedom, for x ≥ 0, to about 1e-13 relative: from one or two degrees up by
 *
 *     Q(d + 2) = Q(d) + (x/2)^(d/2) e^(−x/2) / Γ(d/2 + 1),  Q(1) = P(|Z| > √x),  Q(2) = e^(−x/2)
 *
 * Source: Abramowitz & Stegun 1964, 26.4.4, 26.4.5 and 26.4.8. All terms are positive: small probabilities keep their digits.
 *
 * @throws {RangeError} unless the degrees of freedom are a whole number from 1 on.
 */
export function chiSquaredUpperTail(x: number, df: number): number {
  if (!(Number.isInteger(df) && df > 0)) throw new RangeError(`whole degrees of freedom are needed, received ${df}`);
  if (x <= 0) return 1;
  if (x === Number.POSITIVE_INFINITY) return 0;
  const half = x / 2;
  let [d, sum] = df % 2 === 1 ? [1, twoSidedNormalP(Math.sqrt(x))] : [2, Math.exp(-half)];
  // (x/2)^(d/2) e^(−x/2) / Γ(d/2 + 1), with Γ(3/2) = √π/2
  let term = d === 1 ? Math.sqrt(half) * Math.exp(-half) * (2 / Math.sqrt(Math.PI)) : half * Math.exp(-half);
  for (; d < df; d += 2) {
    sum += term;
    term *= half / (d / 2 + 1);
  }
  return Math.min(1, sum);
}
