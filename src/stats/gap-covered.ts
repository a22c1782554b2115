import { ratioOfMeans } from './ratio-of-means.ts';

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
 * The share of a domain gap that adaptation covers over matched cells, Σ gain / Σ gap, with the interval of
 * `ratioOfMeans`. Where that test does not reject a gap of zero, or the mean gap is below zero, there is no gap to cover.
 *
 * Source: Ganin et al. 2016, JMLR 17(59), table 2, for the share.
 *
 * @param testTrainRatio 1/(k − 1) in k-fold cross-validation, 0 for independent cells.
 * @param level coverage of the interval.
 */
export function meanGapCovered(cells: readonly GapCell[], testTrainRatio: number, level = 0.95): MeanGapCovered {
  const result = ratioOfMeans(
    cells.map(({ gain, gap }) => ({ numerator: gain, denominator: gap })),
    testTrainRatio,
    level,
  );
  switch (result.status) {
    case 'ok':
      return { status: 'ok', covered: result.ratio, interval: result.interval };
    case 'unbounded':
      return { status: 'no_gap' };
    case 'insufficient':
      return result;
    case 'invalid':
      return { status: 'invalid', reason: 'non-finite score' };
  }
}
