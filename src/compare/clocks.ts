import type { Clock } from './contract/times-to-reach.ts';
import type { MetricFacts } from './contract/values.ts';
import { type CostCurve, type CostPoint, paid } from './cost-curves.ts';
import { gainOf } from './pairs.ts';

export const CLOCKS = ['steps', 'examples', 'seconds', 'seconds-with-pretraining'] as const satisfies readonly Clock[];

/** A scored trial by one clock. */
export interface ClockedTrial {
  readonly repeat: number;
  readonly fold: number;
  readonly fingerprint: string;
  /** First observation at the score or better; null if there was none, as for a trial that diverged. */
  readonly reachedAt: number | null;
  /** Last observation; null where a longer budget would have changed nothing: it diverged, or trains nothing. */
  readonly end: number | null;
}

export type ClockedTrials =
  | { readonly status: 'ok'; readonly trials: readonly ClockedTrial[] }
  | { readonly status: 'unknown'; readonly reason: string };

/** When trials of one arm and size were first observed at a score, and when they ended, by one clock. */
export function clocked(
  curves: readonly CostCurve[],
  clock: Clock,
  reach: number,
  direction: MetricFacts['direction'],
): ClockedTrials {
  const trials: ClockedTrial[] = [];
  for (const curve of curves) {
    const { repeat, fold, fingerprint, floor, points } = curve;
    const cell = { repeat, fold, fingerprint };
    if (floor !== null) {
      trials.push({ ...cell, reachedAt: null, end: null });
      continue;
    }
    const last = points.at(-1);
    if (last === undefined) return { status: 'unknown', reason: 'There are trials without a curve.' };
    const first = points.find(({ value }) => gainOf(reach, value, direction) >= 0) ?? null;
    const end = readingOf(curve, last, clock);
    const reachedAt = first === null ? null : readingOf(curve, first, clock);
    if (end === null || (first !== null && reachedAt === null)) return { status: 'unknown', reason: UNKNOWN[clock] };
    trials.push({ ...cell, reachedAt, end: last.spent.steps === 0 ? null : end });
  }
  return { status: 'ok', trials };
}

const UNKNOWN = {
  steps: 'The steps are not known.',
  examples: 'The examples are not known.',
  seconds: 'The times are not known.',
  'seconds-with-pretraining': 'What pre-training took is not known.',
} as const satisfies Record<Clock, string>;

function readingOf(curve: CostCurve, point: CostPoint, clock: Clock): number | null {
  switch (clock) {
    case 'examples':
      return point.examples;
    case 'steps':
    case 'seconds':
      return paid(curve, point, clock, false);
    case 'seconds-with-pretraining':
      return paid(curve, point, 'seconds', true);
  }
}

/**
 * The longest time for which all of some trials were observed, were they not there before: the shortest budget of those
 * that never got there. Null where there are none that trained.
 */
export function horizonOf(trials: readonly ClockedTrial[]): number | null {
  const ends = (some: readonly ClockedTrial[]) => some.flatMap(({ end }) => end ?? []);
  const never = ends(trials.filter(({ reachedAt }) => reachedAt === null));
  if (never.length > 0) return never.reduce((least, end) => Math.min(least, end));
  const all = ends(trials);
  return all.length === 0 ? null : all.reduce((most, end) => Math.max(most, end));
}
