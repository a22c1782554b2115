import { noncentralTBeyond } from './noncentral-t.ts';
import { risingRoot } from './root.ts';
import { twoSidedCritical } from './student-t.ts';

export interface PairedDesign {
  /** Paired differences: k · r of r × k-fold cross-validation. */
  readonly n: number;
  /** Test examples per training example, 1/(k − 1) in k-fold cross-validation; 0 for independent pairs. */
  readonly testTrainRatio: number;
  /** Two-sided level of the test. */
  readonly alpha?: number;
}

/**
 * Power of the two-sided corrected resampled t (of the plain paired t at ratio 0) at a standardised effect
 * dz = mean(d)/sd(d):
 *
 *     power = P(|T| > q),  T noncentral t with df = n − 1 and ncp = dz / sqrt(1/n + nTest/nTrain)
 *
 * Source: Cohen 1988, "Statistical power analysis for the behavioral sciences", chapter 2, with the variance of Nadeau
 * & Bengio 2003. More repeats cannot lower that variance below s² · nTest/nTrain: power has a ceiling.
 *
 * @throws {RangeError} below two pairs, where the effect or the ratio is not finite, or the level not between 0 and 1.
 */
export function correctedTPower(dz: number, design: PairedDesign): number {
  const { n, testTrainRatio, alpha = 0.05 } = design;
  if (!isRatio(testTrainRatio)) throw new RangeError(`a finite ratio from 0 on is needed, received ${testTrainRatio}`);
  if (!isShare(alpha)) throw new RangeError(`a level between 0 and 1 is needed, received ${alpha}`);
  return noncentralTBeyond(twoSidedCritical(alpha, n - 1), n - 1, dz / Math.sqrt(1 / n + testTrainRatio));
}

export type DetectableEffect =
  | { readonly status: 'ok'; readonly dz: number }
  /** Fewer than two pairs: there is no test. */
  | { readonly status: 'insufficient' }
  /** The ratio is not finite, as that of one fold, or level or power are not between 0 and 1. */
  | { readonly status: 'invalid'; readonly reason: string }
  /** The power is not reached at any effect that is worth the name, below a noncentrality of a million. */
  | { readonly status: 'beyond_range' };

const MAX_NONCENTRALITY = 1e6;

/**
 * The smallest standardised effect that the corrected resampled t detects with the given power; times the standard
 * deviation of the differences, it is in units of the metric. Power rises with the effect, so that one root is found.
 * Sources as above.
 */
export function detectableEffect(design: PairedDesign, power = 0.8): DetectableEffect {
  const { n, testTrainRatio, alpha = 0.05 } = design;
  if (!isRatio(testTrainRatio)) return { status: 'invalid', reason: 'no finite ratio' };
  if (!isShare(alpha) || !isShare(power)) return { status: 'invalid', reason: 'level or power outside (0, 1)' };
  if (!(n >= 2)) return { status: 'insufficient' };
  const critical = twoSidedCritical(alpha, n - 1);
  const lack = (ncp: number) => noncentralTBeyond(critical, n - 1, ncp) - power;
  let high = 4;
  while (lack(high) < 0) {
    if (high > MAX_NONCENTRALITY) return { status: 'beyond_range' };
    high *= 2;
  }
  return { status: 'ok', dz: risingRoot(lack, 0, high) * Math.sqrt(1 / n + testTrainRatio) };
}

function isRatio(value: number): boolean {
  return value >= 0 && Number.isFinite(value);
}

function isShare(value: number): boolean {
  return value > 0 && value < 1;
}
