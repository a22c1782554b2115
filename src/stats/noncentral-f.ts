import { incompleteBeta } from './incomplete-beta.ts';

/** Beyond this the first weight of the series underflows. */
export const MAX_F_NONCENTRALITY = 1400;

/** Terms below this share no longer count. */
const PRECISION = 1e-14;

/**
 * P(F > f) of the noncentral F with d1 and d2 degrees of freedom, as a Poisson mixture of central ones:
 *
 *     P(F > f) = Σ_j  e^(−λ/2) (λ/2)^j / j!  ·  I_w(d2/2, d1/2 + j),   w = d2 / (d2 + d1 · f)
 *
 * Source: Abramowitz & Stegun 1964, 26.6.20. About 1e-12 absolute.
 *
 * @throws {RangeError} where the noncentrality λ is not from 0 to 1400, or a degree of freedom is not above 0.
 */
export function noncentralFUpperTail(f: number, d1: number, d2: number, lambda: number): number {
  if (!(lambda >= 0 && lambda <= MAX_F_NONCENTRALITY))
    throw new RangeError(`a noncentrality from 0 to ${MAX_F_NONCENTRALITY} is needed, received ${lambda}`);
  if (!(d1 > 0 && d2 > 0)) throw new RangeError(`degrees of freedom above 0 are needed, received ${d1} and ${d2}`);
  if (f <= 0) return 1;
  const share = d1 * f;
  let weight = Math.exp(-lambda / 2);
  let left = 1; // of the weights
  let total = 0;
  for (let j = 0; left > PRECISION && j < 10_000; j++) {
    total += weight * incompleteBeta(d2 / 2, d1 / 2 + j, d2 / (d2 + share), share / (d2 + share));
    left -= weight;
    weight *= lambda / 2 / (j + 1);
  }
  return Math.min(1, total + Math.max(0, left)); // what is left lies beyond f
}
