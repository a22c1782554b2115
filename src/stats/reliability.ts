/** Examples whose confidence lies in one interval. */
export interface ReliabilityBin {
  readonly count: number;
  /** Mean confidence, and the share that is right; both 0 of an empty bin. */
  readonly confidence: number;
  readonly accuracy: number;
}

/** A confidence this close above an edge, in widths of a bin, is the edge up to rounding. */
const ROUNDING = 1e-12;

/**
 * The bins of a reliability diagram: examples by confidence, in bins of equal width that are closed on the right,
 * ((m−1)/M, m/M], with 0 in the first one. Linear in the number of examples.
 *
 * Sources: DeGroot & Fienberg 1983, The Statistician 32:12–22; Guo, Pleiss, Sun & Weinberger 2017, ICML, section 2.
 *
 * @param confidence in [0, 1]; the caller checks
 * @param correct whether the prediction is right (1 or true), one for each confidence
 * @param bins M, a whole number from 1 on
 */
export function reliabilityBins(
  confidence: ArrayLike<number>,
  correct: ArrayLike<number | boolean>,
  bins: number,
): ReliabilityBin[] {
  const counts = new Float64Array(bins);
  const confident = new Float64Array(bins);
  const right = new Float64Array(bins);
  for (let example = 0; example < confidence.length; example++) {
    const place = Math.ceil(confidence[example]! * bins - ROUNDING) - 1;
    const bin = Math.min(bins - 1, Math.max(0, place));
    counts[bin]! += 1;
    confident[bin]! += confidence[example]!;
    right[bin]! += Number(correct[example]);
  }
  return Array.from(counts, (count, bin) => ({
    count,
    confidence: count === 0 ? 0 : confident[bin]! / count,
    accuracy: count === 0 ? 0 : right[bin]! / count,
  }));
}

/** Expected calibration error: Σ_m |B_m|/n · |accuracy(B_m) − confidence(B_m)|; 0 without examples. */
export function expectedCalibrationError(bins: readonly ReliabilityBin[]): number {
  const n = bins.reduce((sum, { count }) => sum + count, 0);
  return bins.reduce((sum, bin) => sum + (bin.count === 0 ? 0 : (bin.count / n) * gapOf(bin)), 0);
}

/** |accuracy − mean confidence| of a bin. */
export function gapOf({ accuracy, confidence }: ReliabilityBin): number {
  return Math.abs(accuracy - confidence);
}
