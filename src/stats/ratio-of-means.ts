import { twoSidedCritical } from './student-t.ts';

/** The two quantities of one cell whose means make the ratio. */
export interface RatioCell {
  readonly numerator: number;
  readonly denominator: number;
}

export type RatioOfMeans =
  | { readonly status: 'ok'; readonly ratio: number; readonly interval: readonly [low: number, high: number] }
  /**
   * The denominator is not above zero by the test: the ratios that it does not reject have no end. `atLeast` is the
   * smallest of those above zero, null where the numerator is not clear of zero either.
   */
  | { readonly status: 'unbounded'; readonly atLeast: number | null }
  /** Fewer than two cells. */
  | { readonly status: 'insufficient'; readonly n: number }
  | { readonly status: 'invalid'; readonly reason: string };

/**
 * The ratio of two means over matched cells, Σ numerator / Σ denominator, and its interval by Fieller's theorem: all
 * ratios θ for which the t-test of numerator − θ·denominator does not reject a mean of zero. The variances of means are
 * corrected for overlapping training sets, as in the corrected resampled t. The interval is bounded exactly where that
 * test rejects a denominator of zero. A point where one θ takes all cells to zero, as where nothing varies.
 *
 * A mean of ratios would be ruled by the cells whose denominator is smallest.
 *
 * Source: Fieller 1954, "Some problems in interval estimation", JRSS B 16(2):175–185; Nadeau & Bengio 2003 for the
 * correction.
 *
 * @param testTrainRatio 1/(k − 1) in k-fold cross-validation, 0 for independent cells.
 * @param level coverage of the interval.
 */
export function ratioOfMeans(cells: readonly RatioCell[], testTrainRatio: number, level = 0.95): RatioOfMeans {
  const n = cells.length;
  if (n < 2) return { status: 'insufficient', n };
  if (!cells.every(({ numerator, denominator }) => Number.isFinite(numerator) && Number.isFinite(denominator))) {
    return { status: 'invalid', reason: 'non-finite value' };
  }
  const mean = (value: (cell: RatioCell) => number) => cells.reduce((total, cell) => total + value(cell), 0) / n;
  const means = { numerator: mean((cell) => cell.numerator), denominator: mean((cell) => cell.denominator) };
  const { numerator, denominator } = means;
  // t² times the corrected covariance of two means.
  const scale = (twoSidedCritical(1 - level, n - 1) ** 2 * (1 / n + testTrainRatio) * n) / (n - 1);
  const spread = (a: keyof RatioCell, b: keyof RatioCell) =>
    scale * mean((cell) => (cell[a] - means[a]) * (cell[b] - means[b]));
  const square = denominator ** 2 - spread('denominator', 'denominator');
  const middle = numerator * denominator - spread('numerator', 'denominator');
  const rest = numerator ** 2 - spread('numerator', 'numerator');
  const root = Math.sqrt(Math.max(0, middle ** 2 - square * rest)); // of square·θ² − 2·middle·θ + rest ≤ 0
  if (denominator <= 0 || square <= 1e-12 * denominator ** 2) {
    const atLeast = middle > 0 ? rest / (middle + root) : (middle - root) / square;
    return { status: 'unbounded', atLeast: rest > 0 && denominator > 0 && Number.isFinite(atLeast) ? atLeast : null };
  }
  const interval = [(middle - root) / square, (middle + root) / square] as const;
  if (!interval.every(Number.isFinite)) return { status: 'invalid', reason: 'overflow' };
  return { status: 'ok', ratio: numerator / denominator, interval };
}
