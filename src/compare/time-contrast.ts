import { logRank } from '../stats/log-rank.ts';
import { pairedTimes, type TimePair } from '../stats/paired-times.ts';
import { ratioOfMeans } from '../stats/ratio-of-means.ts';
import { restrictedMeans } from '../stats/restricted-mean.ts';
import { timeWithin } from '../stats/time-to-target.ts';
import { type ClockedTrial, type ClockedTrials, horizonOf } from './clocks.ts';
import type { SpeedUp, TimeContrast } from './contract/times-to-reach.ts';
import type { TestedDesign } from './design.ts';
import { testMean } from './mean-test.ts';
import { counted } from './wording.ts';

type At = Pick<TimeContrast, 'arm' | 'reference' | 'size' | 'clock'>;

type Tested = Extract<TimeContrast, { status: 'ok' }>;

/** Before p is adjusted over its family; `pOfMean` is of the mean time saved. */
export type UnadjustedContrast =
  | (Omit<Tested, 'pAdjusted' | 'shown'> & { readonly pOfMean: number })
  | Exclude<TimeContrast, { status: 'ok' }>;

interface Pair {
  readonly reference: ClockedTrial;
  readonly arm: ClockedTrial;
}

/**
 * How much sooner an arm is at the wanted score than its reference, over the cells that both have a trial in.
 *
 * - Time saved: the mean over pairs of the difference of times up to the horizon, which is the difference of restricted
 *   means (Royston & Parmar 2013), with the interval of the design's test of a mean.
 * - Speed-up: the ratio of restricted means, with the interval of Fieller's theorem under the same correction.
 * - Log-rank (Mantel 1966) with one stratum for each cell: both trials of a cell have the same examples and the same
 *   held-out part, so that only they may be compared. A stratum of a repeat would take matched trials for independent
 *   ones. Either way strata count as independent of each other, which cells of one repeat are not.
 *
 * All up to the horizon, the longest for which all of these trials were observed (`horizonOf`). An arm that never got there
 * in few seconds tells nothing of the many seconds of another: it might have, given as many.
 */
export function timeContrast(
  at: At,
  both: { readonly arm: ClockedTrials; readonly reference: ClockedTrials },
  design: TestedDesign,
): UnadjustedContrast {
  const { arm, reference } = both;
  for (const one of [reference, arm]) if (one.status !== 'ok') return { ...at, n: 0, ...one };
  if (arm.status !== 'ok' || reference.status !== 'ok') throw new Error('unknown times were told');
  const pairs = pairsOf(reference.trials, arm.trials);
  const n = pairs.length;
  const without = (status: Exclude<TimeContrast['status'], 'ok'>, reason: string) => ({ ...at, n, status, reason });
  const different = pairs.filter((pair) => pair.reference.fingerprint !== pair.arm.fingerprint).length;
  if (different > 0) {
    return without(
      'refused',
      `In ${different} of ${counted(n, 'pair')} the two trials differ in more than the recipe.`,
    );
  }
  if (n === 0) return without('insufficient', 'No cell has a score of both arms.');
  const all = pairs.flatMap((pair) => [pair.reference, pair.arm]);
  if (all.every(({ reachedAt }) => reachedAt === 0)) {
    return without('at-once', 'All trials of both arms were there before their first step.');
  }
  const horizon = horizonOf(all) ?? 0;
  if (!all.some(({ reachedAt }) => reachedAt !== null && reachedAt <= horizon)) {
    return without('nobody', 'No trial of either arm got there within the budget of both.');
  }
  if (horizon === 0) return without('insufficient', 'Neither arm trains anything.');
  const times = pairs.map((pair) => ({
    transfer: timeWithin(horizon, pair.arm.reachedAt),
    scratch: timeWithin(horizon, pair.reference.reachedAt),
  }));
  const [ours, theirs] = [times.map(({ transfer }) => transfer), times.map(({ scratch }) => scratch)];
  const [means, paired] = [restrictedMeans(ours, theirs, horizon), pairedTimes(times, horizon)];
  if (means.status !== 'ok' || paired.status !== 'ok') return without('unknown', OUT_OF_RANGE);
  const test = testMean(paired.saved, design, 'a time of both arms');
  if (test.status === 'insufficient') return without('insufficient', test.reason);
  if (test.status === 'zero_variance') {
    return without('constant', 'The differences of pairs are so alike that there is no variance to test them by.');
  }
  const ranks = logRank(times.map(({ transfer, scratch }) => ({ transfer: [transfer], scratch: [scratch] })));
  return {
    ...at,
    n,
    status: 'ok',
    horizon,
    means: { reference: means.scratch.mean, arm: means.transfer.mean },
    saved: { mean: test.mean, interval: test.interval },
    ratio: speedUp(means.ratio, times, design.ratio),
    p: ranks.status === 'ok' ? ranks.p : null,
    pOfMean: test.p,
  };
}

const OUT_OF_RANGE = 'The times are outside the range that the test can be computed in.';

/** The cells of both arms, in the order of the reference's. */
function pairsOf(reference: readonly ClockedTrial[], arm: readonly ClockedTrial[]): Pair[] {
  const byCell = new Map(arm.map((trial) => [`${trial.repeat}.${trial.fold}`, trial]));
  return reference.flatMap((trial) => {
    const partner = byCell.get(`${trial.repeat}.${trial.fold}`);
    return partner === undefined ? [] : [{ reference: trial, arm: partner }];
  });
}

/** Null where one of both arms is there at time 0 throughout: no number says how many times as fast that is. */
function speedUp(value: number | null, times: readonly TimePair[], testTrainRatio: number): SpeedUp | null {
  if (value === null || value === 0) return null;
  const cells = times.map(({ transfer, scratch }) => ({ numerator: scratch.time, denominator: transfer.time }));
  const found = ratioOfMeans(cells, testTrainRatio);
  if (found.status === 'unbounded' && found.atLeast !== null) {
    return { value, interval: { low: found.atLeast, high: null } };
  }
  if (found.status !== 'ok') return { value, interval: null };
  const [low, high] = found.interval;
  return { value, interval: { low: Math.max(0, low), high } };
}
