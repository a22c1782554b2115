import { logBetaPower } from './stirling.ts';

const TINY = 1e-300;
const PRECISION = 1e-15;
const MAX_TERMS = 1_000_000; // near the mean about the root of the larger parameter is needed

/**
 * The regularised incomplete beta function I_x(a, b), for a, b > 0 and x in [0, 1], to about 1e-13 relative.
 *
 *     I_x(a, b) = x^a y^(b−1) / (a B(a, b)) × F(1 − b, 1; a + 1; −x/y),  y = 1 − x
 *
 * with Gauss's continued fraction for the hypergeometric function F, by the modified Lentz method. It depends on x/y,
 * which keeps its digits where x is near 1: as for Student's t with many degrees of freedom.
 * Source: NIST Digital Library of Mathematical Functions, 8.17.7 with 15.8.1, and 15.7.5 (2010); Thompson & Barnett 1986
 * for Lentz.
 *
 * jStat's own `ibeta` stops its fraction at 3e-7, which moves a p-value in its seventh digit.
 *
 * @param complement 1 − x, where the caller knows it without the rounding of that subtraction.
 */
export function incompleteBeta(a: number, b: number, x: number, complement = 1 - x): number {
  if (x <= 0) return 0;
  if (complement <= 0) return 1;
  // The fraction converges fast on one side of the mean only; the symmetry I_x(a, b) = 1 − I_(1−x)(b, a) serves the other.
  return x < (a + 1) / (a + b + 2) ? lowerSide(a, b, x, complement) : 1 - lowerSide(b, a, complement, x);
}

function lowerSide(a: number, b: number, x: number, y: number): number {
  return Math.exp(logBetaPower(a, b, x, y)) / (a * y * fraction(a, 1 - b, x / y));
}

/** 1/F(c, 1; a + 1; −odds) = 1 + t(1)/(1 + t(2)/(1 + …)). */
function fraction(a: number, c: number, odds: number): number {
  let upper = 1;
  let lower = 0;
  let value = 1;
  for (let n = 1; n <= MAX_TERMS; n++) {
    const j = Math.floor(n / 2);
    const coefficient = n % 2 === 1 ? (c + j) * (a + j) : j * (a - c + j);
    const term = (odds * coefficient) / ((a + n - 1) * (a + n));
    lower = 1 / awayFromZero(1 + term * lower);
    upper = awayFromZero(1 + term / upper);
    value *= upper * lower;
    if (Math.abs(upper * lower - 1) < PRECISION) break;
  }
  return value;
}

/** Lentz's guard: a denominator that vanishes is replaced by a tiny number, which cancels in the next term. */
function awayFromZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}
