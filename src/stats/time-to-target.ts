/** How long a run took to reach the target, in steps, epochs or seconds. */
export interface TimeToTarget {
  /** When it got there; else when observation ended without it. From 0 on. */
  readonly time: number;
  readonly reached: boolean;
}

/**
 * The time of a run with a common budget. One that never reaches the target is censored at the whole budget, and so is
 * one that diverged, whenever that was: censored at its divergence it would count as a run that might have reached the
 * target soon after.
 *
 * @param reachedAt null where the run never reached the target; later than the budget is never.
 */
export function timeWithin(budget: number, reachedAt: number | null): TimeToTarget {
  return reachedAt !== null && reachedAt <= budget
    ? { time: reachedAt, reached: true }
    : { time: budget, reached: false };
}

/** What keeps times from being analysed: a reason, or null. */
export function timesProblem(runs: readonly TimeToTarget[]): string | null {
  return runs.every(({ time }) => time >= 0 && Number.isFinite(time)) ? null : 'a time that is not finite from zero on';
}

/** Times closer than this, absolutely or as a share of the mean time, are ties: the square root of the precision. */
const TIED = 2 ** -26;

/**
 * The runs with times that differ by rounding alone made equal (to the earliest of them): interpolated times that are
 * equal on paper would else be events in an order. As R's `survival` does by default (Therneau, vignette "Roundoff
 * error and tied times").
 */
export function withTies(runs: readonly TimeToTarget[]): TimeToTarget[] {
  const times = [...new Set(runs.map(({ time }) => time))].sort((a, b) => a - b);
  const tied =
    TIED *
    Math.max(
      1,
      times.reduce((sum, time) => sum + time / times.length, 0),
    );
  const earliest = new Map<number, number>();
  for (const [index, time] of times.entries()) {
    const before = times[index - 1];
    earliest.set(time, before !== undefined && time - before <= tied ? earliest.get(before)! : time);
  }
  return runs.map((run) => ({ ...run, time: earliest.get(run.time)! }));
}
