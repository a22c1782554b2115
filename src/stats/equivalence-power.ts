import { chiMean } from './chi-mean.ts';
import { normalCdf, normalQuantile } from './normal-quantile.ts';
import { studentTQuantile } from './student-t.ts';

export interface EquivalenceDesign {
  /** The true mean and standard deviation of the differences. */
  readonly mean: number;
  readonly sd: number;
  /** Half-width of the region of equivalence, above 0. */
  readonly margin: number;
  /** Independent pairs, 2 or more. */
  readonly n: number;
  /** Level of each of the two one-sided tests. */
  readonly alpha?: number;
}

/**
 * Power of the two one-sided paired t-tests (TOST) to show equivalence. They do where |mean(d)| + q·se·S < margin, with
 * q = t(1 − alpha) on n − 1 degrees of freedom, se = sd/sqrt(n) and S the estimated deviation over the true one:
 *
 *     power = E [Φ((margin − mean)/se − q S) − Φ(q S − (margin + mean)/se)],  over the S for which it is positive
 *
 * Source: Schuirmann 1987, Journal of Pharmacokinetics and Biopharmaceutics 15:657–680; the integral, Phillips 1990, the
 * same journal 18:137–144.
 *
 * @throws {RangeError} below two pairs, where a number is not finite, where deviation or margin are not above 0, or where
 * the level is not between 0 and 1/2.
 */
export function equivalencePower({ mean, sd, margin, n, alpha = 0.05 }: EquivalenceDesign): number {
  if (!(sd > 0 && margin > 0 && Number.isFinite(sd + margin + mean)))
    throw new RangeError(`a finite mean, deviation and margin above 0 are needed, received ${mean}, ${sd}, ${margin}`);
  if (!(alpha > 0 && alpha < 0.5)) throw new RangeError(`a level between 0 and 1/2 is needed, received ${alpha}`);
  const standardError = sd / Math.sqrt(n);
  const critical = studentTQuantile(1 - alpha, n - 1);
  const [toUpper, toLower] = [(margin - mean) / standardError, (margin + mean) / standardError];
  const within = (s: number) => {
    // Tails rather than their complements, so that the difference of two small ones is not lost.
    const [upper, lower] = [toUpper - critical * s, critical * s - toLower];
    return Math.max(0, lower > 0 ? normalCdf(-lower) - normalCdf(-upper) : normalCdf(upper) - normalCdf(lower));
  };
  const width = 1 / critical;
  const end = { at: margin / standardError / critical, width: 0 };
  const edges = [toUpper, toLower].map((at) => ({ at: at / critical, width }));
  return Math.min(1, chiMean(n - 1, within, [...edges, end]));
}

/**
 * The number of pairs that show equivalence of arms that are truly equal, by the normal distribution:
 * n = (z(1 − alpha) + z((1 + power)/2))² sd²/margin², rounded up. Infinite without a margin.
 *
 * Source: Julious 2004, Statistics in Medicine 23:1921–1986, section 5.
 *
 * @throws {RangeError} unless the deviation is above 0 and finite, the margin from 0 on, and both probabilities within (0, 1).
 */
export function approximateEquivalencePairs(sd: number, margin: number, alpha = 0.05, power = 0.8): number {
  if (!(sd > 0 && Number.isFinite(sd) && margin >= 0))
    throw new RangeError(`a deviation above 0 and a margin from 0 on are needed, received ${sd} and ${margin}`);
  if (![alpha, power].every((share) => share > 0 && share < 1))
    throw new RangeError(`level and power between 0 and 1 are needed, received ${alpha} and ${power}`);
  const sum = normalQuantile(1 - alpha) + normalQuantile((1 + power) / 2);
  return Math.ceil(((sum * sd) / margin) ** 2);
}
