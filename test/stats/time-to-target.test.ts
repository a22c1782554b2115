import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kaplanMeier } from '../../src/stats/kaplan-meier.ts';
import { logRank } from '../../src/stats/log-rank.ts';
import { twoSidedNormalP } from '../../src/stats/normal.ts';
import { pairedTimes } from '../../src/stats/paired-times.ts';
import { restrictedMeans } from '../../src/stats/restricted-mean.ts';
import { type TimeToTarget, timeWithin } from '../../src/stats/time-to-target.ts';

const BUDGET = 50;

/** Runs under one budget, with many ties. */
const arms = (minLength: number) =>
  fc.array(
    fc.option(fc.integer({ min: 0, max: 25 }), { freq: 3 }).map((steps) => timeWithin(BUDGET, steps && 2 * steps)),
    { minLength, maxLength: 12 },
  );

/** Runs whose observation ends anywhere. */
const censoredArms = fc.array(fc.record({ time: fc.integer({ min: 0, max: BUDGET }), reached: fc.boolean() }), {
  minLength: 1,
  maxLength: 12,
});

function curveOf(runs: readonly TimeToTarget[]) {
  const km = kaplanMeier(runs);
  if (km.status !== 'ok') throw new Error(km.status);
  return km.curve;
}

function meansOf(transfer: readonly TimeToTarget[], scratch: readonly TimeToTarget[], horizon = BUDGET) {
  const means = restrictedMeans(transfer, scratch, horizon);
  if (means.status !== 'ok') throw new Error(means.status);
  return means;
}

const times = (...list: number[]) => list.map((time) => timeWithin(BUDGET, time));

describe('the share of runs still under way', () => {
  it('is a count where all are observed to the same end', () => {
    fc.assert(
      fc.property(arms(1), (runs) => {
        const { times: at, survival } = curveOf(runs);
        for (const [index, time] of at.entries()) {
          const left = runs.filter((run) => !(run.reached && run.time <= time)).length;
          expect(survival[index]).toBeCloseTo(left / runs.length, 12);
        }
      }),
    );
  });

  it('falls, has an error wherever it is above zero, and heeds no order', () => {
    fc.assert(
      fc.property(censoredArms, (runs) => {
        const curve = curveOf(runs);
        expect(curve.survival.every((share, index) => share <= (curve.survival[index - 1] ?? 1))).toBe(true);
        for (const [index, error] of curve.standardErrors.entries()) {
          if (curve.survival[index] === 0) expect(error).toBeNull();
          else expect(error).toBeGreaterThanOrEqual(0);
        }
        expect(curveOf(runs.toReversed())).toEqual(curve);
      }),
    );
  });

  it('is that of scipy where observation ends anywhere', () => {
    // scipy 1.17.1: stats.ecdf(stats.CensoredData.right_censored([7, 9, 12, 18, 20, 20, 20, 2], [0, 0, 0, 0, 1, 1, 0, 1])).sf
    const { survival, times: at } = curveOf(SECOND);
    expect(at).toEqual([2, 7, 9, 12, 18, 20]);
    const expected = [1, 6 / 7, 5 / 7, 4 / 7, 3 / 7, 2 / 7];
    for (const [index, share] of expected.entries()) expect(survival[index]).toBeCloseTo(share, 12);
  });

  it('has its median where half are there: between two events, or at the one after which none comes', () => {
    expect(curveOf(times(1, 2, 3)).median).toBe(2);
    expect(curveOf(times(1, 2, 3, 4)).median).toBe(2.5);
    const level = [...times(5, 5), timeWithin(BUDGET, null), timeWithin(BUDGET, null)];
    expect(curveOf(level).median).toBe(5);
    expect(curveOf([...times(5), timeWithin(BUDGET, null), timeWithin(BUDGET, null)]).median).toBeNull();
  });

  it('takes times that differ by rounding for one', () => {
    expect(curveOf(times(0.1 + 0.2, 0.3, 1)).events).toEqual([2, 1]);
    expect(curveOf(times(0.3, 0.3001, 1)).events).toEqual([1, 1, 1]);
  });
});

describe('restricted means', () => {
  it('are means of times cut at the horizon, where no run is lost before it', () => {
    fc.assert(
      fc.property(arms(1), arms(1), fc.integer({ min: 1, max: BUDGET }), (transfer, scratch, horizon) => {
        const means = meansOf(transfer, scratch, horizon);
        const mean = (runs: readonly TimeToTarget[]) =>
          runs.reduce((sum, { time }) => sum + Math.min(time, horizon), 0) / runs.length;
        expect(means.transfer.mean).toBeCloseTo(mean(transfer), 9);
        expect(means.scratch.mean).toBeCloseTo(mean(scratch), 9);
        const cut = transfer.map(({ time, reached }) => (reached ? Math.min(time, horizon) : horizon));
        const variance = cut.reduce((sum, time) => sum + (time - mean(transfer)) ** 2, 0) / cut.length;
        // Without loss, the variance of a mean with n below.
        expect(means.transfer.standardError).toBeCloseTo(Math.sqrt(variance / cut.length), 9);
        const there = transfer.filter(({ time, reached }) => reached && time <= horizon).length;
        expect(means.transfer.reachRate).toBeCloseTo(there / transfer.length, 12);
      }),
    );
  });

  it('swap with the arms, and follow the unit of time', () => {
    fc.assert(
      fc.property(censoredArms, censoredArms, (a, b) => {
        const [one, other] = [meansOf(a, b), meansOf(b, a)];
        expect(other.difference).toBeCloseTo(-one.difference, 9);
        expect(other.p ?? -1).toBeCloseTo(one.p ?? -1, 12);
        if (one.ratio !== null && other.ratio !== null) expect(one.ratio * other.ratio).toBeCloseTo(1, 9);
        const inSeconds = (runs: readonly TimeToTarget[]) => runs.map((run) => ({ ...run, time: 60 * run.time }));
        const seconds = meansOf(inSeconds(a), inSeconds(b), 60 * BUDGET);
        expect(seconds.difference).toBeCloseTo(60 * one.difference, 6);
        expect(seconds.standardError).toBeCloseTo(60 * one.standardError, 6);
      }),
    );
  });

  it('have no p without a spread, and no ratio to none', () => {
    const never = [timeWithin(BUDGET, null), timeWithin(BUDGET, null)];
    expect(meansOf(never, never)).toMatchObject({ difference: 0, ratio: 1, p: null });
    expect(meansOf(times(0, 0), never)).toMatchObject({ difference: BUDGET, ratio: null, p: null });
    expect(meansOf(times(20), times(30), 10)).toMatchObject({ difference: 0, ratio: 1, p: null });
  });

  it('need runs, times and a horizon', () => {
    const one = times(5);
    expect(restrictedMeans([], one, BUDGET).status).toBe('insufficient');
    expect(restrictedMeans(one, [], BUDGET).status).toBe('insufficient');
    for (const horizon of [0, -1, Number.NaN, Number.POSITIVE_INFINITY])
      expect(restrictedMeans(one, one, horizon).status).toBe('invalid');
    for (const time of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
      const broken = [{ time, reached: false }];
      expect(restrictedMeans(one, broken, BUDGET).status).toBe('invalid');
      expect(kaplanMeier(broken).status).toBe('invalid');
      expect(logRank([{ transfer: one, scratch: broken }]).status).toBe('invalid');
      expect(pairedTimes([{ transfer: one[0]!, scratch: broken[0]! }], BUDGET).status).toBe('invalid');
    }
    expect(kaplanMeier([]).status).toBe('insufficient');
  });
});

const right = (list: readonly number[], lost: readonly number[]): TimeToTarget[] =>
  list.map((time, index) => ({ time, reached: lost[index] === 0 }));
const FIRST = right([3, 7, 7, 12, 20, 20, 15], [0, 0, 0, 0, 1, 1, 1]);
const SECOND = right([7, 9, 12, 18, 20, 20, 20, 2], [0, 0, 0, 0, 1, 1, 0, 1]);

describe('the log-rank test', () => {
  it('is that of scipy', () => {
    // scipy 1.17.1: stats.logrank of these two as CensoredData; statistic² and pvalue.
    const result = logRank([{ transfer: FIRST, scratch: SECOND }]);
    if (result.status !== 'ok') throw new Error(result.status);
    expect(result.chi2).toBeCloseTo(0.004327449638444345, 12);
    expect(result.p).toBeCloseTo(0.9475503092619446, 12);
  });

  it('does not tell the arms apart, nor strata in another order', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(censoredArms, censoredArms), { minLength: 1, maxLength: 4 }), (pairs) => {
        const strata = pairs.map(([transfer, scratch]) => ({ transfer, scratch }));
        const one = logRank(strata);
        const swapped = logRank(strata.map(({ transfer, scratch }) => ({ transfer: scratch, scratch: transfer })));
        const turned = logRank(strata.toReversed());
        expect([swapped.status, turned.status]).toEqual([one.status, one.status]);
        if (!('chi2' in one && 'chi2' in swapped && 'chi2' in turned)) throw new Error(one.status);
        expect(swapped.chi2).toBeCloseTo(one.chi2, 9);
        expect(turned.chi2).toBeCloseTo(one.chi2, 9);
      }),
    );
  });

  it('heeds the order of times alone', () => {
    fc.assert(
      fc.property(censoredArms, censoredArms, (transfer, scratch) => {
        const squared = (runs: readonly TimeToTarget[]) => runs.map((run) => ({ ...run, time: run.time ** 2 }));
        const one = logRank([{ transfer, scratch }]);
        expect(logRank([{ transfer: squared(transfer), scratch: squared(scratch) }])).toEqual(one);
      }),
    );
  });

  it('over pairs is the sign test of which was first (McNemar 1947, without correction)', () => {
    const first = [times(1), times(2), times(3), times(9), times(4)];
    const second = [times(5), times(6), times(7), times(8), times(4)];
    const result = logRank(first.map((transfer, index) => ({ transfer, scratch: second[index]! })));
    expect(result).toMatchObject({ status: 'ok', chi2: expect.closeTo((3 - 1) ** 2 / (3 + 1), 12) });
  });

  it('says where there is nothing to compare', () => {
    const never = [timeWithin(BUDGET, null)];
    const none = { status: 'no_information', chi2: 0, p: 1 };
    expect(logRank([{ transfer: never, scratch: never }])).toEqual(none);
    // The one event comes when no run of the other arm is observed any more.
    const early = [{ time: 1, reached: false }];
    expect(logRank([{ transfer: early, scratch: times(5) }])).toEqual(none);
    expect(logRank([])).toEqual({ status: 'insufficient' });
    expect(logRank([{ transfer: [], scratch: never }])).toEqual({ status: 'insufficient' });
  });
});

describe('times by pair', () => {
  it('differ by as much as the restricted means, where no run is lost early', () => {
    fc.assert(
      fc.property(arms(2), (runs) => {
        const half = Math.floor(runs.length / 2);
        const [transfer, scratch] = [runs.slice(0, half), runs.slice(half, 2 * half)];
        const pairs = transfer.map((run, index) => ({ transfer: run, scratch: scratch[index]! }));
        const paired = pairedTimes(pairs, BUDGET);
        expect(paired).toMatchObject({ status: 'ok', n: half });
        if (paired.status === 'ok') expect(paired.mean).toBeCloseTo(meansOf(transfer, scratch).difference, 9);
      }),
    );
  });

  it('have no spread of one, and are nothing of none', () => {
    const [transfer, scratch] = times(5, 9);
    const one = { status: 'ok', n: 1, saved: [4], mean: 4, standardDeviation: null };
    expect(pairedTimes([{ transfer: transfer!, scratch: scratch! }], BUDGET)).toEqual(one);
    expect(pairedTimes([], BUDGET)).toEqual({ status: 'insufficient' });
    expect(pairedTimes([], 0).status).toBe('invalid');
  });
});

describe('a run under a budget', () => {
  it('is censored at its end, whenever it broke off', () => {
    expect(timeWithin(50, 20)).toEqual({ time: 20, reached: true });
    expect(timeWithin(50, 50)).toEqual({ time: 50, reached: true });
    expect(timeWithin(50, 51)).toEqual({ time: 50, reached: false });
    expect(timeWithin(50, null)).toEqual({ time: 50, reached: false });
  });
});

describe('the two-sided normal p', () => {
  // scipy 1.17.1: scipy.special.erfc(z / sqrt(2))
  it.each([
    [0.5, 0.6170750774519739],
    [1.959963984540054, 0.050000000000000024],
    [2.4999, 0.012422836749889192],
    [2.5, 0.012419330651552277],
    [5, 5.73303143758389e-7],
    [20, 5.5072482372126244e-89],
    [37.5, 9.210706019164956e-308],
  ])('of z = %f is %f', (z, p) => {
    expect(twoSidedNormalP(z) / p).toBeCloseTo(1, 12);
    expect(twoSidedNormalP(-z)).toBe(twoSidedNormalP(z));
  });

  it('has ends', () => {
    expect(twoSidedNormalP(0)).toBe(1);
    expect(twoSidedNormalP(Number.POSITIVE_INFINITY)).toBe(0);
    expect(twoSidedNormalP(Number.NaN)).toBeNaN();
  });
});
