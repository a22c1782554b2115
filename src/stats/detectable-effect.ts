import { MAX_NONCENTRALITY, noncentralTCdf } from './noncentral-t.ts';
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
 * @throws {RangeError} below two pairs, or where the noncentrality is beyond the series' range.
 */
export function correctedTPower(dz: number, design: PairedDesign): number {
  const { n, testTrainRatio, alpha = 0.05 } = design;
  return powerAt(dz / Math.sqrt(1 / n + testTrainRatio), n - 1, twoSidedCritical(alpha, n - 1));
}

export type DetectableEffect =
  | { readonly status: 'ok'; readonly dz: number }
  /** Fewer than two pairs: there is no test. */
  | { readonly status: 'insufficient' }
  /** The power is not reached within the range that the noncentral t can be computed for. */
  | { readonly status: 'beyond_range' };

/**
 * The smallest standardised effect that the corrected resampled t detects with the given power; times the standard
 * deviation of the differences, it is in units of the metric. Power rises with the effect, so that one root is found,
 * by the Illinois form of false position (Dowell & Jarratt 1971).
 */
export function detectableEffect(design: PairedDesign, power = 0.8): DetectableEffect {
  const { n, testTrainRatio, alpha = 0.05 } = design;
  if (!(n >= 2)) return { status: 'insufficient' };
  const critical = twoSidedCritical(alpha, n - 1);
  const lack = (ncp: number) => powerAt(ncp, n - 1, critical) - power;
  let [low, high] = [0, MAX_NONCENTRALITY];
  let [below, above] = [lack(low), lack(high)];
  if (above < 0) return { status: 'beyond_range' };
  let moved: 'low' | 'high' | null = null;
  let ncp = high;
  while (high - low > PRECISION * high) {
    ncp = (low * above - high * below) / (above - below);
    const found = lack(ncp);
    if (Math.abs(found) < PRECISION) break;
    // An end that stays for a second time weighs half: the other end would only creep towards the root.
    if (found < 0) {
      if (moved === 'low') above /= 2;
      [low, below, moved] = [ncp, found, 'low'];
    } else {
      if (moved === 'high') below /= 2;
      [high, above, moved] = [ncp, found, 'high'];
    }
  }
  return { status: 'ok', dz: ncp * Math.sqrt(1 / n + testTrainRatio) };
}

/** Of the noncentrality and of the power at it. */
const PRECISION = 1e-10;

function powerAt(ncp: number, df: number, critical: number): number {
  return 1 - noncentralTCdf(critical, df, ncp) + noncentralTCdf(-critical, df, ncp);
}
