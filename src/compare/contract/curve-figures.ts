/**
 * Repeats below which curve figures have no interval. Percentiles over resamples of a few values stay between the lowest and
 * the highest of them, which hold the median in 1 − 2^(1 − n) of cases: 75 % for three, 94 % for five.
 */
export const FEWEST_UNITS = 5;

/** What is known of a figure: a value, or a bound where one end is open (null), because the curves end before it. */
export interface Known {
  readonly low: number | null;
  readonly high: number | null;
}

/** A figure of two learning curves. */
export interface CurveFigure {
  /** Of the mean curves; null where it does not exist, as an asymptote that cannot be known. */
  readonly estimate: Known | null;
  /** 95 % percentile interval over resampled repeats, an open end where they do not tell it; null below five repeats. */
  readonly interval: Known | null;
}

/** What transfer is worth in examples: an arm's learning curve beside that of its reference. */
export interface TransferFigures {
  readonly arm: string;
  readonly reference: string;
  readonly metric: string;
  /** Repeats, seeds or episodes, which are resampled as a whole; and the cells in them that have a score everywhere. */
  readonly units: number;
  readonly cells: number;
  /** Cells that lack a score at some size or in one of the arms, and are left out of the curves. */
  readonly incomplete: number;
  /** Examples that the reference needs for each example of the arm to score as well, by size. */
  readonly multipliers: readonly (CurveFigure & { readonly size: number })[];
  /** Gain at the smallest size. */
  readonly jumpStart: CurveFigure;
  /** How much better the arm would end with ever more examples, by fitted power laws. */
  readonly asymptoteGap: CurveFigure;
  /** Mean gain over the logarithm of the size. */
  readonly area: CurveFigure;
  /** The size from which the arm is no longer ahead. */
  readonly crossover: CurveFigure;
}

/** An arm's learning curve as a power law of the error that remains: asymptote + coefficient × size^−rate. */
export type CurveLaw = { readonly arm: string; readonly metric: string } & (
  | {
      readonly status: 'ok';
      readonly asymptote: number;
      readonly coefficient: number;
      readonly rate: number;
      /** Share of the variance of the mean scores that it explains. */
      readonly r2: number;
      /** Sizes less the three parameters: at 0 the law passes through its points, and nothing tells how well it fits. */
      readonly residualDf: number;
      /** The curve does not level off yet: where it will is not known. */
      readonly asymptoteAtZero: boolean;
      /** Scores by the law at sizes between the smallest and the largest; the ends are null where open, or below five repeats. */
      readonly band: readonly {
        readonly size: number;
        readonly score: number;
        readonly low: number | null;
        readonly high: number | null;
      }[];
    }
  | { readonly status: 'unidentifiable' | 'insufficient'; readonly reason: string }
);
