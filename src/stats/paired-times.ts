import { momentsOf } from './moments.ts';
import { type TimeToTarget, timesProblem } from './time-to-target.ts';

/** The two runs of a matched cell. */
export interface TimePair {
  readonly transfer: TimeToTarget;
  readonly scratch: TimeToTarget;
}

export type PairedTimes =
  | {
      readonly status: 'ok';
      readonly n: number;
      /** scratch − transfer of each pair, in their order: time saved in a cell. */
      readonly saved: readonly number[];
      readonly mean: number;
      /** Sample standard deviation of the differences; null for one pair. */
      readonly standardDeviation: number | null;
    }
  /** No pair. */
  | { readonly status: 'insufficient' }
  | { readonly status: 'invalid'; readonly reason: string };

/**
 * Differences min(t_scratch, τ) − min(t_transfer, τ) over matched cells. A run that does not get there counts as the time
 * at which its observation ended, so that runs are to be censored at the horizon or later, never before
 * (`timeWithin`): then the mean is the difference of restricted means, by pair.
 * Source: Royston & Parmar 2013, BMC Medical Research Methodology 13:152, for the restriction.
 *
 * `insufficient` without pairs; `invalid` where a time or the horizon is not finite.
 */
export function pairedTimes(pairs: readonly TimePair[], horizon: number): PairedTimes {
  if (!(horizon > 0 && Number.isFinite(horizon))) return { status: 'invalid', reason: 'no finite horizon above zero' };
  const reason = timesProblem(pairs.flatMap(({ transfer, scratch }) => [transfer, scratch]));
  if (reason !== null) return { status: 'invalid', reason };
  const saved = pairs.map(
    ({ transfer, scratch }) => Math.min(scratch.time, horizon) - Math.min(transfer.time, horizon),
  );
  const moments = momentsOf(saved);
  if (moments.status === 'invalid') return moments;
  if (moments.status !== 'insufficient') {
    return { status: 'ok', n: moments.n, saved, mean: moments.mean, standardDeviation: moments.sd };
  }
  if (saved.length === 0) return { status: 'insufficient' };
  return { status: 'ok', n: 1, saved, mean: saved[0]!, standardDeviation: null };
}
