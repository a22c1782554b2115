import { twoSidedNormalP } from './normal.ts';

/** P(Z ≤ z) of a standard normal Z; small probabilities keep their digits. NaN if `z` is NaN. */
export function normalCdf(z: number): number {
  return z > 0 ? 1 - twoSidedNormalP(z) / 2 : twoSidedNormalP(z) / 2;
}

/**
 * The standard normal quantile: z with P(Z ≤ z) = p, to about 1e-13 relative. Infinite at p = 0 and p = 1, NaN outside
 * [0, 1]. Newton's method from Hastings' approximation (Abramowitz & Stegun 1964, 26.2.23), on the smaller tail.
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) return Number.NaN;
  if (p === 0 || p === 1) return p === 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (p > 0.5) return -normalQuantile(1 - p);
  if (p === 0.5) return 0;
  const t = Math.sqrt(-2 * Math.log(p));
  const ratio = (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  let z = t - ratio;
  for (let step = 0; step < 4; step++) {
    const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
    if (density > 0) z += (twoSidedNormalP(z) / 2 - p) / density;
  }
  return -z;
}
