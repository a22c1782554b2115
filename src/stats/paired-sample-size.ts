import { correctedTPower } from './detectable-effect.ts';
import { normalQuantile } from './normal-quantile.ts';
import { smallestPassing } from './root.ts';
import { LIMIT, misuse, type SampleSize, sized, type TestDesign } from './sample-size.ts';

/**
 * The number of independent pairs (seeds, targets) that the two-sided paired t needs to find a standardised effect
 * dz = mean(d)/sd(d): the smallest n ≥ 2 with P(|T| > q) ≥ power, T noncentral t with df = n − 1 and ncp = dz · sqrt(n).
 *
 * Source: Cohen 1988, "Statistical power analysis for the behavioral sciences", chapter 2.
 *
 * `never` for no effect; `invalid` where a number is out of range.
 */
export function requiredPairs(dz: number, design: TestDesign = {}): SampleSize {
  const { alpha = 0.05, power = 0.8 } = design;
  const reason = misuse({ dz }, design);
  if (reason !== null) return { status: 'invalid', reason };
  return sized(smallestPassing((n) => correctedTPower(dz, { n, testTrainRatio: 0, alpha }) >= power, 2, LIMIT));
}

/**
 * The same by the normal distribution with Guenther's correction for the estimated deviation, to be done by hand:
 * n = ((z(1 − alpha/2) + z(power))/dz)² + z(1 − alpha/2)²/2, rounded up.
 *
 * Source: Guenther 1981, "Sample size formulas for normal theory t tests", The American Statistician 35:243–244.
 */
export function approximatePairs(dz: number, design: TestDesign = {}): SampleSize {
  const { alpha = 0.05, power = 0.8 } = design;
  const reason = misuse({ dz }, design);
  if (reason !== null) return { status: 'invalid', reason };
  const [z, sum] = [-normalQuantile(alpha / 2), normalQuantile(power) - normalQuantile(alpha / 2)];
  return sized(Math.ceil((sum / dz) ** 2 + (z * z) / 2));
}
