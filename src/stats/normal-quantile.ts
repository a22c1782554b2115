import { twoSidedNormalP } from './normal.ts';

/** P(Z ≤ z) of a standard normal Z, to about 1e-13 relative. */
export function normalCdf(z: number): number {
  const tail = twoSidedNormalP(z) / 2;
  return z < 0 ? tail : 1 - tail;
}

/** Each step squares the error, from 4.5e-4. */
const STEPS = 4;

/**
 * The quantile of the standard normal distribution: z with P(Z ≤ z) = p, to about 1e-12. Infinite at p = 0 and p = 1, NaN
 * outside of [0, 1]. A rational first guess (Abramowitz & Stegun 1964, 26.2.23) and Newton's method on the tail, so that
 * small probabilities keep their digits. (`probit` of simple-statistics is off in its third digit.)
 */
export function normalQuantile(p: number): number {
  if (p > 0.5) return -normalQuantile(1 - p);
  if (p === 0) return Number.NEGATIVE_INFINITY;
  if (!(p > 0)) return Number.NaN;
  const t = Math.sqrt(-2 * Math.log(p));
  const guess = (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  let z = t - guess;
  for (let step = 0; step < STEPS; step++) {
    const tail = twoSidedNormalP(z) / 2;
    const signed = z < 0 ? 1 - tail : tail;
    const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
    if (density === 0) break; // beyond 38 the guess is what there is
    z += (signed - p) / density;
  }
  return -z;
}
