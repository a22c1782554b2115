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
  if (!isFolds(folds)) return misused(dz, design) ?? { status: 'invalid', reason: 'fewer than two folds' };
  return requiredSplits(dz, { cells: folds, testTrainRatio: 1 / (folds - 1) }, design);
}

/**
 * The same number of random hold-outs of a share q of the examples: n is their number, and their ratio q/(1 − q), so
 * that the noncentrality rises no further than dz · sqrt((1 − q)/q).
 */
export function requiredHoldouts(dz: number, share: number, design: TestDesign = {}): RequiredRepeats {
  if (!(share > 0 && share < 1))
    return misused(dz, design) ?? { status: 'invalid', reason: 'held-out share outside (0, 1)' };
  return requiredSplits(dz, { cells: 1, testTrainRatio: share / (1 - share) }, design);
}

function misused(dz: number, design: TestDesign): RequiredRepeats | null {
  const reason = misuse({ dz }, design);
  return reason === null ? null : { status: 'invalid', reason };
}

interface Splits {
  /** Differences that one repeat adds. */
  readonly cells: number;
  readonly testTrainRatio: number;
}

function requiredSplits(dz: number, { cells, testTrainRatio }: Splits, design: TestDesign): RequiredRepeats {
  const { alpha = 0.05, power = 0.8 } = design;
  const invalid = misused(dz, design);
  if (invalid !== null) return invalid;
  const floor = endlessNcp({ alpha, power }) * Math.sqrt(testTrainRatio);
  const powerOf = (repeats: number) => correctedTPower(dz, { n: cells * repeats, testTrainRatio, alpha });
  const least = Math.ceil(2 / cells);
  if (!(Math.abs(dz) > floor) && powerOf(least) < power) return { status: 'never', floor };
  const repeats = smallestPassing((count) => powerOf(count) >= power, least, Math.floor(LIMIT / cells));
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
  return endlessNcp({ alpha, power }) * Math.sqrt(1 / (folds - 1));
}

/** The noncentrality at which a two-sided normal test has the power. */
function endlessNcp({ alpha, power }: Required<TestDesign>): number {
  const z = normalQuantile(alpha / 2);
  const lack = (ncp: number) => normalCdf(z + ncp) + normalCdf(z - ncp) - power;
  return risingRoot(lack, 0, normalQuantile(power) - z + 10);
}

function isFolds(folds: number): boolean {
  return Number.isInteger(folds) && folds >= 2;
}
