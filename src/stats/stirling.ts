import jStat from 'jstat';

const HALF_LOG_TWO_PI = Math.log(2 * Math.PI) / 2;

/**
 * What Stirling's approximation leaves of the logarithm of the gamma function, for a > 0:
 *
 *     δ(a) = ln Γ(a) − ((a − ½) ln a − a + ½ ln 2π) = 1/(12a) − 1/(360a³) + 1/(1260a⁵) − …
 *
 * Differences of ln Γ lose as many digits as ln Γ is large; written by δ, what is large cancels by hand.
 * Source: NIST Digital Library of Mathematical Functions, 5.11.1 (2010).
 */
export function stirlingError(a: number): number {
  if (a < 15) return jStat.loggam(a) - ((a - 0.5) * Math.log(a) - a + HALF_LOG_TWO_PI);
  const x = 1 / (a * a);
  return (1 / 12 - x * (1 / 360 - x * (1 / 1260 - x * (1 / 1680 - x * (1 / 1188 - (x * 691) / 360_360))))) / a;
}

/** ln B(a, b), the logarithm of the beta function, for a, b > 0; full precision however large they are. */
export function logBeta(a: number, b: number): number {
  const powers = -a * Math.log1p(b / a) - b * Math.log1p(a / b);
  return powers - logRootFactor(a, b) + stirlingError(a) + stirlingError(b) - stirlingError(a + b);
}

/**
 * ln(x^a y^b / B(a, b)) for x + y = 1. Near the mean of the beta distribution, x = a/(a + b), it is small, though x^a and
 * B(a, b) are not.
 */
export function logBetaPower(a: number, b: number, x: number, y: number): number {
  const excess = a * y - b * x;
  const powers = a * logRatio(x, a, -excess, a + b) + b * logRatio(y, b, excess, a + b);
  return powers + logRootFactor(a, b) - stirlingError(a) - stirlingError(b) + stirlingError(a + b);
}

/** ½ ln(ab / (2π(a + b))) */
function logRootFactor(a: number, b: number): number {
  return (Math.log(a) - Math.log1p(a / b)) / 2 - HALF_LOG_TWO_PI;
}

/** ln(x(a + b)/a), where x(a + b) = a + excess: by the excess near 1, by x where that would cancel. */
function logRatio(x: number, a: number, excess: number, sum: number): number {
  return Math.abs(excess) < a / 2 ? Math.log1p(excess / a) : Math.log(x) + Math.log(sum / a);
}
