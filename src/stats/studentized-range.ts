import { normalCdf } from './normal-quantile.ts';

/** The normal density is below 1e-20 of its peak there. */
const REACH = 9.5;
/** The trapezoid rule converges faster than any power of the step for such integrands: halving it changes nothing. */
const STEP = 0.0625;
/** Bisection halves the bracket to below a rounding of the quantile. */
const BISECTIONS = 60;

/**
 * P(Q > q) of the range Q of `groups` independent standard normal numbers: the studentized range with infinitely many
 * degrees of freedom, to about 1e-13 absolute:
 *
 *     1 − k ∫ φ(z) [Φ(z) − Φ(z − q)]^(k−1) dz
 *
 * Source: Tippett 1925, Biometrika 17:364–387; Pearson & Hartley 1942. NaN if `q` is NaN.
 *
 * @throws {RangeError} below two groups.
 */
export function rangeUpperTail(q: number, groups: number): number {
  if (!(Number.isInteger(groups) && groups >= 2)) throw new RangeError(`two groups are needed, received ${groups}`);
  if (Number.isNaN(q)) return Number.NaN;
  if (q <= 0) return 1;
  let sum = 0;
  for (let z = -REACH; z <= REACH; z += STEP) {
    sum += Math.exp((-z * z) / 2) * (normalCdf(z) - normalCdf(z - q)) ** (groups - 1);
  }
  const below = (groups * STEP * sum) / Math.sqrt(2 * Math.PI);
  return Math.min(1, Math.max(0, 1 - below));
}

/**
 * The q that the range of `groups` standard normal numbers exceeds with probability alpha.
 *
 * @throws {RangeError} unless alpha lies between 0 and 1.
 */
export function rangeCritical(alpha: number, groups: number): number {
  if (!(alpha > 0 && alpha < 1)) throw new RangeError(`a level between 0 and 1 is needed, received ${alpha}`);
  let [low, high] = [0, 1];
  while (rangeUpperTail(high, groups) > alpha) high *= 2;
  for (let step = 0; step < BISECTIONS; step++) {
    const middle = (low + high) / 2;
    if (rangeUpperTail(middle, groups) > alpha) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
