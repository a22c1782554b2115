import { kaplanMeier, type SurvivalCurve } from './kaplan-meier.ts';
import { twoSidedNormalP } from './normal.ts';
import type { TimeToTarget } from './time-to-target.ts';

/** Mean time to the target within a horizon, a run that does not get there counting as the whole horizon. */
export interface RestrictedMean {
  readonly curve: SurvivalCurve;
  readonly mean: number;
  readonly standardError: number;
  /** Share of runs that have reached the target by the horizon. */
  readonly reachRate: number;
}

export type RestrictedMeanOfArm =
  | ({ readonly status: 'ok' } & RestrictedMean)
  /** No run. */
  | { readonly status: 'insufficient' }
  | { readonly status: 'invalid'; readonly reason: string };

export type RestrictedMeans =
  | {
      readonly status: 'ok';
      readonly transfer: RestrictedMean;
      readonly scratch: RestrictedMean;
      /** scratch − transfer: time saved. */
      readonly difference: number;
      /** Of the difference between independent arms. 0 where no time varies: nothing is known of the error then. */
      readonly standardError: number;
      /** scratch / transfer: the speed-up. Null where transfer is always there at time 0. */
      readonly ratio: number | null;
      /** Two-sided, normal; null without a standard error. */
      readonly p: number | null;
    }
  /** An arm without runs. */
  | { readonly status: 'insufficient' }
  | { readonly status: 'invalid'; readonly reason: string };

/**
 * Compares the times of two arms by their restricted means at a horizon τ:
 *
 *     RMST(τ) = ∫₀^τ S(t) dt,  var = Σ (∫_{t_i}^τ S(t) dt)² d_i / (n_i (n_i − d_i))   over events t_i ≤ τ
 *
 * Unlike a mean over the runs that got there it does not favour an arm whose slow runs never do. After its last
 * observation an arm's S stays where it is. The arms need not be paired; `pairedTimes` looks at pairs.
 *
 * Source: Royston & Parmar 2013, "Restricted mean survival time", BMC Medical Research Methodology 13:152; the variance
 * without small-sample factor, as in R's `survival`.
 *
 * @param horizon in the units of the times; the common budget, as a rule.
 */
export function restrictedMeans(
  transfer: readonly TimeToTarget[],
  scratch: readonly TimeToTarget[],
  horizon: number,
): RestrictedMeans {
  const [ours, theirs] = [restrictedMean(transfer, horizon), restrictedMean(scratch, horizon)];
  for (const found of [ours, theirs]) if (found.status === 'invalid') return found;
  if (ours.status !== 'ok' || theirs.status !== 'ok') return { status: 'insufficient' };
  const difference = theirs.mean - ours.mean;
  const standardError = Math.hypot(ours.standardError, theirs.standardError);
  return {
    status: 'ok',
    transfer: ours,
    scratch: theirs,
    difference,
    standardError,
    ratio: ours.mean === 0 ? null : theirs.mean / ours.mean,
    p: standardError === 0 ? null : twoSidedNormalP(difference / standardError),
  };
}

/** One arm's part of `restrictedMeans`. */
export function restrictedMean(runs: readonly TimeToTarget[], horizon: number): RestrictedMeanOfArm {
  if (!(horizon > 0 && Number.isFinite(horizon))) return { status: 'invalid', reason: 'no finite horizon above zero' };
  const km = kaplanMeier(runs);
  return km.status === 'ok' ? { status: 'ok', ...meanWithin(km.curve, horizon) } : km;
}

function meanWithin(curve: SurvivalCurve, horizon: number): RestrictedMean {
  const kept = curve.times.filter((time) => time <= horizon).length;
  let [area, variance] = [0, 0];
  // From the horizon backwards: the area right of each time is that time's part of the variance, which is in units of the
  // horizon, so that no square overflows.
  for (let index = kept - 1, end = horizon; index >= 0; end = curve.times[index]!, index--) {
    const [n, d] = [curve.atRisk[index]!, curve.events[index]!];
    area += (end - curve.times[index]!) * curve.survival[index]!;
    if (n > d) variance += ((area / horizon) ** 2 * d) / (n * (n - d));
  }
  const mean = area + (kept === 0 ? horizon : curve.times[0]!); // before the first time nobody is there
  const last = kept === 0 ? 1 : curve.survival[kept - 1]!;
  return { curve, mean, standardError: horizon * Math.sqrt(variance), reachRate: 1 - last };
}
