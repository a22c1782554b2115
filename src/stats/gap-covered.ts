import { twoSidedCritical } from './student-t.ts';

export type MeanGapCovered =
  | {
      readonly status: 'ok';
      /** Mean gain of adapting over mean gap: 0 covers nothing, 1 all of it; negative where adapting did harm. */
      readonly covered: number;
      readonly interval: readonly [low: number, high: number];
    }
  /** The gap is not above zero by the test, so that a share of it is of nothing. */
  | { readonly status: 'no_gap' }
  | { readonly status: 'insufficient'; readonly n: number }
  | { readonly status: 'invalid'; readonly reason: string };

/** One cell: how much better than the source-only model the adapted one is, and the one trained on the target. */
export interface GapCell {
  readonly gain: number;
  readonly gap: number;
}

/**
 * The share of a domain gap that adaptation covers over matched cells, Σ gain / Σ gap, and its interval by Fieller's
 * theorem: all shares θ for which the t-test of gain − θ·gap does not reject a mean of zero. The variances of means are
 * corrected for overlapping training sets, as in the corrected resampled t. The interval is bounded exactly where that
 * test rejects a gap of zero; else, or where the mean gap is below zero, there is no gap to cover.
 *
 * Means of ratios would be ruled by the cells whose gap is smallest.
 *
 * Source: Fieller 1954, "Some problems in interval estimation", JRSS B 16(2):175–185; Nadeau & Bengio 2003 for the
 * correction; the share: Ganin et al. 2016, JMLR 17(59), table 2.
 *
 * @param testTrainRatio 1/(k − 1) in k-fold cross-validation, 0 for independent cells.
 * @param level coverage of the interval.
 */
export function meanGapCovered(cells: readonly GapCell[], testTrainRatio: number, level = 0.95): MeanGapCovered {
  const n = cells.length;
  if (n < 2) return { status: 'insufficient', n };
  if (!cells.every(({ gain, gap }) => Number.isFinite(gain) && Number.isFinite(gap))) {
    return { status: 'invalid', reason: 'non-finite score' };
  }
  const mean = (value: (cell: GapCell) => number) => cells.reduce((total, cell) => total + value(cell), 0) / n;
  const [gain, gap] = [mean((cell) => cell.gain), mean((cell) => cell.gap)];
  // t² times the corrected covariance of two means.
  const scale = (twoSidedCritical(1 - level, n - 1) ** 2 * (1 / n + testTrainRatio) * n) / (n - 1);
  const spread = (a: keyof GapCell, b: keyof GapCell) =>
    scale * mean((cell) => (cell[a] - (a === 'gain' ? gain : gap)) * (cell[b] - (b === 'gain' ? gain : gap)));
  const square = gap ** 2 - spread('gap', 'gap');
  if (gap <= 0 || square <= 1e-12 * gap ** 2) return { status: 'no_gap' };
  const middle = gain * gap - spread('gain', 'gap');
  const root = Math.sqrt(Math.max(0, middle ** 2 - square * (gain ** 2 - spread('gain', 'gain'))));
  return { status: 'ok', covered: gain / gap, interval: [(middle - root) / square, (middle + root) / square] };
}
