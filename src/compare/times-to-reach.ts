import { holm } from '../stats/holm.ts';
import { kaplanMeier } from '../stats/kaplan-meier.ts';
import { restrictedMean } from '../stats/restricted-mean.ts';
import { type TimeToTarget, timeWithin } from '../stats/time-to-target.ts';
import { CLOCKS, type ClockedTrial, type ClockedTrials, clocked, horizonOf } from './clocks.ts';
import type { ArmTimes, Clock, TimeContrast, TimesToReach } from './contract/times-to-reach.ts';
import type { Interval, MetricFacts } from './contract/values.ts';
import type { CostCurves } from './cost-curves.ts';
import type { TestedDesign } from './design.ts';
import { intervalOfMean } from './mean-test.ts';
import { timeContrast, type UnadjustedContrast } from './time-contrast.ts';

export interface TimesInput {
  /** Names of all arms, and which of them the others are compared with. */
  readonly arms: readonly string[];
  readonly reference: string;
  readonly planned: readonly { readonly arm: string; readonly against: string }[];
  readonly curves: CostCurves;
  readonly sizes: readonly number[];
  /** The primary metric, which curves observe. */
  readonly metric: MetricFacts;
  /** The wanted score; null if the suite names none. */
  readonly reach: number | null;
  readonly design: TestedDesign;
}

/** The trials of an arm at a size, by a clock. */
type Trials = (arm: string, size: number, clock: Clock) => ClockedTrials;

/**
 * How long each arm took to the wanted score, in steps, examples and seconds, and how much sooner than its reference.
 * A time is that of the first observation at the score or better. A trial that never was there is censored at the horizon
 * (`horizonOf`), and so is one that diverged, whenever it did. In steps the horizon is the budget. In seconds trials of one
 * budget differ, and none may count as never there for longer than it was watched.
 * Null where the suite names no score, or nothing was observed.
 */
export function timesToReach(input: TimesInput): TimesToReach | null {
  const { arms, planned, curves, sizes, metric, reach, design } = input;
  const every = observedEvery(input);
  if (reach === null || every === null) return null;
  const trials: Trials = (arm, size, clock) => clocked(curves(arm, size), clock, reach, metric.direction);
  const present = (arm: string, size: number) => curves(arm, size).length > 0;
  return {
    score: reach,
    every,
    independent: design.independent,
    arms: arms.flatMap((arm) =>
      sizes
        .filter((size) => present(arm, size))
        .flatMap((size) => CLOCKS.map((clock) => timesOf(arm, size, clock, trials, input))),
    ),
    contrasts: CLOCKS.flatMap((clock) =>
      adjusted(
        planned.flatMap(({ arm, against }) =>
          sizes
            .filter((size) => present(arm, size) || present(against, size))
            .map((size) => {
              const both = { arm: trials(arm, size, clock), reference: trials(against, size, clock) };
              return timeContrast({ arm, reference: against, size, clock }, both, design);
            }),
        ),
      ),
    ),
  };
}

function timesOf(arm: string, size: number, clock: Clock, trials: Trials, input: TimesInput): ArmTimes {
  const base = { arm, size, clock };
  const [own, theirs] = [trials(arm, size, clock), trials(input.reference, size, clock)];
  if (own.status !== 'ok') return { ...base, ...own };
  // One that diverged throughout, or trains nothing, stays away for as long as the reference is watched.
  const horizon = horizonOf(own.trials) ?? (theirs.status === 'ok' ? horizonOf(theirs.trials) : null) ?? 0;
  const runs = timesWithin(own.trials, horizon);
  const [km, mean] = [kaplanMeier(runs), restrictedMean(runs, horizon)];
  if (km.status !== 'ok' || mean.status !== 'ok') return { ...base, status: 'unknown', reason: NOTHING };
  const { times, survival, median } = km.curve;
  return {
    ...base,
    status: 'ok',
    reached: runs.filter(({ reached }) => reached).length,
    of: runs.length,
    horizon,
    curve: { times, shares: survival.map((share) => 1 - share) },
    median,
    mean: { mean: mean.mean, interval: meanInterval(runs, horizon, input.design) },
    standardError: mean.standardError,
  };
}

/**
 * No trial is lost before the horizon, so that the restricted mean is one of cells, as a score is. The interval ends where
 * times do; there is none where all are equal, as where nobody got there: observations are too far apart to say so.
 */
function meanInterval(runs: readonly TimeToTarget[], horizon: number, design: TestedDesign): Interval | null {
  const interval = intervalOfMean(
    runs.map(({ time }) => time),
    design,
  );
  if (interval === null || interval[0] === interval[1]) return null;
  return [Math.max(0, interval[0]), Math.min(horizon, interval[1])];
}

const NOTHING = 'Nothing was trained.';

function timesWithin(trials: readonly ClockedTrial[], horizon: number): TimeToTarget[] {
  return trials.map(({ reachedAt }) => timeWithin(horizon, reachedAt));
}

/** The most steps between two observations of a trial; null where none has two, and 0 where none trained. */
function observedEvery({ arms, sizes, curves }: TimesInput): number | null {
  const all = arms.flatMap((arm) => sizes.flatMap((size) => curves(arm, size)));
  if (all.every(({ points }) => points.length === 0)) return null;
  return all.reduce((most, { points }) => {
    const gaps = points.map(({ spent }, index) => (spent.steps ?? 0) - (points[index - 1]?.spent.steps ?? 0));
    return gaps.reduce((widest, gap) => Math.max(widest, gap), most);
  }, 0);
}

/** Holm over the contrasts of one clock, for either test. */
function adjusted(contrasts: readonly UnadjustedContrast[]): TimeContrast[] {
  const byRank = holm(contrasts.map((contrast) => (contrast.status === 'ok' ? contrast.p : null)));
  const byMean = holm(contrasts.map((contrast) => (contrast.status === 'ok' ? contrast.pOfMean : null)));
  return contrasts.map((contrast, index): TimeContrast => {
    if (contrast.status !== 'ok') return contrast;
    const { pOfMean, ...rest } = contrast;
    const apart = (byMean[index] ?? pOfMean) < 0.05;
    const direction = rest.saved.mean > 0 ? 'sooner' : 'later';
    return { ...rest, pAdjusted: byRank[index] ?? null, shown: apart ? direction : null };
  });
}
