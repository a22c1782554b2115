import { fUpperTail } from './f-distribution.ts';
import { noncentralFUpperTail } from './noncentral-f.ts';

const [D1, D2] = [10, 5] as const;
/** Ten differences of mean δ and standard deviation σ make a noncentrality of 10 (δ/σ)². */
const DIFFERENCES = 10;

/**
 * Power of the combined 5×2 cv F at a standardised effect dz = mean(p)/sd(p), were its ten differences independent and
 * normal, as the test itself assumes:
 *
 *     power = P(F > q),  F noncentral with 10 and 5 degrees of freedom and noncentrality 10 · dz²
 *
 * Source: Alpaydın 1999, Neural Computation 11:1885–1892, for the distribution under the null hypothesis.
 *
 * @throws {RangeError} where the effect is not finite or the level not between 0 and 1.
 */
export function fiveByTwoPower(dz: number, alpha = 0.05): number {
  if (!(Number.isFinite(dz) && alpha > 0 && alpha < 1))
    throw new RangeError(`a finite effect and a level between 0 and 1 are needed, received ${dz} and ${alpha}`);
  const critical = risingRoot((f) => alpha - fUpperTail(f, D1, D2), 1);
  return noncentralFUpperTail(critical, D1, D2, DIFFERENCES * dz * dz);
}

/**
 * The smallest standardised effect that the combined 5×2 cv F detects with the given power.
 * @throws {RangeError} unless the power lies between 0 and 1.
 */
export function fiveByTwoDetectable(power = 0.8): number {
  if (!(power > 0 && power < 1)) throw new RangeError(`a power between 0 and 1 is needed, received ${power}`);
  return risingRoot((dz) => fiveByTwoPower(dz) - power, 1);
}

/** The root of a function that rises from below zero at 0: doubles an upper end until it is passed, then bisects. */
function risingRoot(of: (value: number) => number, start: number): number {
  let high = start;
  while (of(high) < 0) high *= 2;
  let low = 0;
  for (let turn = 0; turn < 60; turn++) {
    const middle = (low + high) / 2;
    if (of(middle) < 0) low = middle;
    else high = middle;
  }
  return high;
}
