import { type TimeToTarget, timesProblem, withTies } from './time-to-target.ts';

/** The share of runs that have not reached the target yet, at each time that was observed. */
export interface SurvivalCurve {
  /** Ascending; times at which runs reached the target, and those at which observation of one ended. */
  readonly times: readonly number[];
  /** Runs under observation just before each time. */
  readonly atRisk: readonly number[];
  /** Runs that reached the target at each time. */
  readonly events: readonly number[];
  /** S at and after each time. */
  readonly survival: readonly number[];
  /** Of S, by Greenwood; null where S is 0, of which the formula says nothing. */
  readonly standardErrors: readonly (number | null)[];
  /** Null where more than half of the runs never reach the target. */
  readonly median: number | null;
}

export type KaplanMeier =
  | { readonly status: 'ok'; readonly curve: SurvivalCurve }
  /** No run. */
  | { readonly status: 'insufficient' }
  | { readonly status: 'invalid'; readonly reason: string };

/**
 * The product-limit estimate of the share of runs that have not reached the target by time t, and its standard error:
 *
 *     S(t) = ∏ (1 − d_i / n_i),  se(S) = S · sqrt(Σ d_i / (n_i (n_i − d_i)))   over times t_i ≤ t
 *
 * with d_i of the n_i runs under observation reaching it at t_i. A run whose observation ends at a time is under
 * observation there. The median is the first time at which S is at most ½; where S is ½ exactly up to a later event, the
 * middle of the two, as R prints it.
 *
 * Source: Kaplan & Meier 1958, "Nonparametric estimation from incomplete observations", JASA 53:457–481; Greenwood 1926.
 * Applies where the end of observation tells nothing of when the target would have been reached, as a common budget does.
 *
 * `insufficient` without runs; `invalid` where a time is not finite from zero on.
 */
export function kaplanMeier(runs: readonly TimeToTarget[]): KaplanMeier {
  const reason = timesProblem(runs);
  if (reason !== null) return { status: 'invalid', reason };
  if (runs.length === 0) return { status: 'insufficient' };
  const { times, atRisk, events } = lifeTable(withTies(runs));
  const survival: number[] = [];
  const standardErrors: (number | null)[] = [];
  let [share, greenwood] = [1, 0];
  for (const [index, n] of atRisk.entries()) {
    const d = events[index]!;
    share *= (n - d) / n;
    greenwood += n === d ? 0 : d / (n * (n - d));
    survival.push(share);
    standardErrors.push(share === 0 ? null : share * Math.sqrt(greenwood));
  }
  const median = medianOf(times, survival);
  return { status: 'ok', curve: { times, atRisk, events, survival, standardErrors, median } };
}

/** The distinct times, ascending, with the runs under observation at each and those that reach the target there. */
function lifeTable(runs: readonly TimeToTarget[]) {
  const table = { times: [] as number[], atRisk: [] as number[], events: [] as number[] };
  for (const [before, { time, reached }] of runs.toSorted((a, b) => a.time - b.time).entries()) {
    if (table.times.at(-1) !== time) {
      table.times.push(time);
      table.atRisk.push(runs.length - before);
      table.events.push(0);
    }
    if (reached) table.events[table.events.length - 1]! += 1;
  }
  return table;
}

/** A share this close to a half is one half: products of shares round. */
const ROUNDING = 2 ** -26;

function medianOf(times: readonly number[], survival: readonly number[]): number | null {
  const first = survival.findIndex((share) => share < 0.5 + ROUNDING);
  if (first === -1) return null;
  const reached = survival[first]!;
  const next = Math.abs(reached - 0.5) < ROUNDING ? survival.findIndex((share) => share < reached) : -1;
  return next === -1 ? times[first]! : (times[first]! + times[next]!) / 2;
}
