import { expectedCalibrationError, gapOf, type ReliabilityBin, reliabilityBins } from './reliability.ts';

export type Calibration =
  | {
      readonly status: 'ok';
      readonly n: number;
      /** Expected calibration error, from 0 to 1. */
      readonly ece: number;
      /** The largest gap of any bin that holds an example. */
      readonly mce: number;
      /** The expected calibration error over bins of equal mass. */
      readonly adaptiveEce: number;
      /** Examples in each of the bins of equal width. */
      readonly counts: readonly number[];
    }
  /** No examples. */
  | { readonly status: 'insufficient'; readonly n: 0 }
  | { readonly status: 'invalid'; readonly reason: string };

/**
 * How far a classifier's confidence is from how often it is right. Examples are binned by confidence:
 *
 *     ECE = Σ_m |B_m|/n · |accuracy(B_m) − mean confidence(B_m)|,   MCE = max over m of that gap
 *
 * Bins are of equal width and closed on the right, ((m−1)/M, m/M], with 0 in the first one. The adaptive error takes bins of
 * equal mass instead: examples in order of confidence, stably, in M runs whose sizes differ by one at most, the longer
 * ones first.
 *
 * Sources: Naeini, Cooper & Hauskrecht 2015, AAAI; Guo, Pleiss, Sun & Weinberger 2017, "On calibration of modern neural
 * networks", ICML; Nixon, Dusenberry, Zhang, Jerfel & Tran 2019, "Measuring calibration in deep learning", CVPR
 * workshops, for equal mass. Biased upwards for few examples (Kumar, Liang & Ma 2019, NeurIPS), and the more so the better
 * the calibration: compare arms on equally many examples alone.
 *
 * `insufficient` without examples; `invalid` where a confidence, an outcome or the number of bins is none.
 *
 * @param confidence of the predicted class, in [0, 1]
 * @param correct whether the prediction is right (1 or true), one for each confidence
 * @param bins M, a whole number from 1 on
 */
export function calibration(
  confidence: ArrayLike<number>,
  correct: ArrayLike<number | boolean>,
  bins: number,
): Calibration {
  const n = confidence.length;
  if (correct.length !== n) return { status: 'invalid', reason: 'not one outcome for each confidence' };
  if (!(Number.isSafeInteger(bins) && bins > 0)) return { status: 'invalid', reason: 'no whole number of bins' };
  if (!Array.from(confidence).every((value) => value >= 0 && value <= 1))
    return { status: 'invalid', reason: 'a confidence outside of 0 to 1' };
  const hits = Array.from(correct, Number);
  if (!hits.every((hit) => hit === 0 || hit === 1)) return { status: 'invalid', reason: 'no outcome' };
  if (n === 0) return { status: 'insufficient', n };
  const equalWidth = reliabilityBins(confidence, hits, bins);
  const ordered = Array.from(confidence, (value, i) => ({ confidence: value, hit: hits[i]! }));
  ordered.sort((a, b) => a.confidence - b.confidence); // stably
  const [least, longer] = [Math.floor(n / bins), n % bins];
  const start = (bin: number) => bin * least + Math.min(bin, longer);
  const equalMass = equalWidth.map((_, bin) => binOf(ordered.slice(start(bin), start(bin + 1))));
  return {
    status: 'ok',
    n,
    ece: expectedCalibrationError(equalWidth),
    mce: Math.max(...equalWidth.map(gapOf)),
    adaptiveEce: expectedCalibrationError(equalMass),
    counts: equalWidth.map(({ count }) => count),
  };
}

interface Example {
  readonly confidence: number;
  readonly hit: number;
}

function binOf(examples: readonly Example[]): ReliabilityBin {
  const count = examples.length;
  const mean = (value: (example: Example) => number) =>
    count === 0 ? 0 : examples.reduce((sum, one) => sum + value(one), 0) / count;
  return { count, confidence: mean(({ confidence }) => confidence), accuracy: mean(({ hit }) => hit) };
}
