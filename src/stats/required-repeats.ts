import { correctedTPower } from './detectable-effect.ts';
import { normalCdf, normalQuantile } from './normal-quantile.ts';
import { risingRoot, smallestPassing } from './root.ts';
import { LIMIT, misuse, type TestDesign } from './sample-size.ts';

export type RequiredRepeats =
  | {
      readonly status: 'ok';
      readonly repeats: number;
      /** Of `repeats` × folds cells. */
      readonly power: number;
      /** The standardised effect that is not found with this power by any number of repeats. */
      readonly floor: number;
    }
  /** The effect is not above the floor, or so little that a thousand million cells do not suffice. */
  | { readonly status: 'never'; readonly floor: number }
  | { readonly status: 'invalid'; readonly reason: string };

/**
 * The number of repeats of k-fold cross-validation that the two-sided corrected resampled t needs to find a standardised
 * effect dz = mean(d)/sd(d) of the cells' differences, by the power of `correctedTPower` at n = k · repeats.
 *
 * Repeats lower the first term only of the variance (1/n + 1/(k − 1)) s²: as n grows, the noncentrality rises no further
 * than dz · sqrt(k − 1). The effect that has the power there is the floor (`repeatFloor`).
 */
export function requiredRepeats(dz: number, folds: number, design: TestDesign = {}): RequiredRepeats {
  const { alpha = 0.05, power = 0.8 } = design;
  const reason = misuse({ dz }, design) ?? (isFolds(folds) ? null : 'fewer than two folds');
  if (reason !== null) return { status: 'invalid', reason };
  const floor = repeatFloor(folds, design);
  const powerOf = (repeats: number) =>
    correctedTPower(dz, { n: folds * repeats, testTrainRatio: 1 / (folds - 1), alpha });
  if (!(Math.abs(dz) > floor) && powerOf(1) < power) return { status: 'never', floor };
  const repeats = smallestPassing((count) => powerOf(count) >= power, 1, Math.floor(LIMIT / folds));
  return repeats === null ? { status: 'never', floor } : { status: 'ok', repeats, power: powerOf(repeats), floor };
}

/**
 * The standardised effect that endless repeats of k-fold cross-validation find with the power: ncp / sqrt(k − 1), where
 * P(|Z + ncp| > z(1 − alpha/2)) = power for a standard normal Z. Times the standard deviation of the cells' differences,
 * it is in units of the metric. NaN unless there are two folds or more and both probabilities lie within (0, 1).
 */
export function repeatFloor(folds: number, design: TestDesign = {}): number {
  const { alpha = 0.05, power = 0.8 } = design;
  if (misuse({}, design) !== null || !isFolds(folds)) return Number.NaN;
  const z = normalQuantile(alpha / 2);
  const lack = (ncp: number) => normalCdf(z + ncp) + normalCdf(z - ncp) - power;
  return risingRoot(lack, 0, normalQuantile(power) - z + 10) / Math.sqrt(folds - 1);
}

function isFolds(folds: number): boolean {
  return Number.isInteger(folds) && folds >= 2;
}
