import { curveProblem, shareOfWay, sizeBetween } from './learning-curve.ts';

export type CrossoverSize =
  | {
      readonly status: 'ok';
      /** Training examples; an end of the curve where the crossing was not observed. */
      readonly size: number;
      /**
       * `right`: transfer is ahead at every size, so that it happens beyond `size` if at all. `left`: transfer is behind
       * at the smallest size already.
       */
      readonly censored: 'left' | 'right' | null;
    }
  /** No size. */
  | { readonly status: 'insufficient' }
  | { readonly status: 'invalid'; readonly reason: string };

/**
 * The smallest number of training examples at which transfer is no longer ahead of training from scratch: where the gain
 * first comes down to zero, linear over log n between two sizes. Beyond the sizes that were observed it is censored,
 * never extrapolated. A curve that comes up again later has crossed all the same.
 *
 * Source: the crossing of learning curves as in Viering & Loog 2022, "The shape of learning curves: a review", TPAMI.
 *
 * `insufficient` without sizes; `invalid` where they do not ascend or a gain is not finite.
 *
 * @param gains transfer − scratch, positive where transfer is better.
 */
export function crossoverSize(sizes: readonly number[], gains: readonly number[]): CrossoverSize {
  const reason = curveProblem({ sizes, scores: gains });
  if (reason !== null) return { status: 'invalid', reason };
  if (sizes.length === 0) return { status: 'insufficient' };
  const first = gains.findIndex((gain) => gain <= 0);
  if (first === -1) return { status: 'ok', size: sizes.at(-1)!, censored: 'right' };
  if (first === 0) return { status: 'ok', size: sizes[0]!, censored: gains[0] === 0 ? null : 'left' };
  const share = shareOfWay(gains[first - 1]!, 0, gains[first]!);
  const size = sizeBetween(sizes[first - 1]!, sizes[first]!, share);
  return { status: 'ok', size, censored: null };
}
