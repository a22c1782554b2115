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
 * than dz · sqrt(k − 1). The effect that has the power there is the floor (`repeatFloor`), below which the answer is `never`.
 *
 * Source: Nadeau & Bengio 2003, Machine Learning 52:239–281, for the variance; the power is Cohen's (1988).
 */
export function requiredRepeats(dz: number, folds: number, design: TestDesign = {}): RequiredRepeats {
  if (!isFolds(folds)) return { status: 'invalid', reason: misuse({ dz }, design) ?? 'fewer than two folds' };
  return requiredRounds(dz, { pairs: folds, testTrainRatio: 1 / (folds - 1) }, design);
}

/**
 * The same of any resampling: rounds of so many pairs each, with a ratio of test to training examples that more rounds do
 * not change. Random hold-outs of a share q have rounds of one pair and the ratio q/(1 − q).
 */
export function requiredRounds(
  dz: number,
  { pairs, testTrainRatio }: { readonly pairs: number; readonly testTrainRatio: number },
  design: TestDesign = {},
): RequiredRepeats {
  const { alpha = 0.05, power = 0.8 } = design;
  const reason = misuse({ dz }, design) ?? (testTrainRatio > 0 ? null : 'no ratio above 0');
  if (reason !== null) return { status: 'invalid', reason };
  const floor = endlessEffect(design) * Math.sqrt(testTrainRatio);
  const powerOf = (rounds: number) => correctedTPower(dz, { n: pairs * rounds, testTrainRatio, alpha });
  const fewest = Math.ceil(2 / pairs); // below two pairs there is no test
  if (!(Math.abs(dz) > floor) && powerOf(fewest) < power) return { status: 'never', floor };
  const repeats = smallestPassing((count) => powerOf(count) >= power, fewest, Math.floor(LIMIT / pairs));
  return repeats === null ? { status: 'never', floor } : { status: 'ok', repeats, power: powerOf(repeats), floor };
}

/**
 * The standardised effect that endless repeats of k-fold cross-validation find with the power: ncp / sqrt(k − 1), where
 * P(|Z + ncp| > z(1 − alpha/2)) = power for a standard normal Z. Times the standard deviation of the cells' differences,
 * it is in units of the metric. NaN unless there are two folds or more and both probabilities lie within (0, 1).
 */
export function repeatFloor(folds: number, design: TestDesign = {}): number {
  if (misuse({}, design) !== null || !isFolds(folds)) return Number.NaN;
  return endlessEffect(design) * Math.sqrt(1 / (folds - 1));
}

/** The noncentrality that a two-sided test with endless degrees of freedom finds with the power. */
function endlessEffect({ alpha = 0.05, power = 0.8 }: TestDesign): number {
  const z = normalQuantile(alpha / 2);
  const lack = (ncp: number) => normalCdf(z + ncp) + normalCdf(z - ncp) - power;
  return risingRoot(lack, 0, normalQuantile(power) - z + 10);
}

function isFolds(folds: number): boolean {
  return Number.isInteger(folds) && folds >= 2;
}
