import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contrastPowers, designPower } from '../../src/compare/power.ts';
import { expectClose, readReference } from '../stats/reference.ts';
import { compare } from './edit-run.ts';
import { makeRun } from './make-run.ts';

const { cases, tolerance } = readReference('power_sample_size');
const ofKind = (kind: string) => cases.filter(({ input }) => input['kind'] === kind);
const SD = 0.015;
const kFold = (folds: number, repeats: number) => ({ kind: 'k-fold', folds, repeats, seed: 7 }) as const;
const of = (repeats: number, kind: 'episodes' | 'seeds' = 'episodes') => ({ kind, folds: 1, repeats, seed: 7 });

describe('the power of a design', () => {
  it.each(ofKind('nb_power'))('is that of the corrected t: $name', ({ input, expected }) => {
    const { k: folds, r: repeats, dz } = input as { k: number; r: number; dz: number };
    const at = (effect: number) => designPower(SD, kFold(folds, repeats), { effect: effect * SD, power: 0.8 });
    expectClose(at(dz).power!, expected['power'], tolerance);
    // At the smallest effect that this many repeats detect, this many are needed.
    const detectable = Number(expected['min_detectable_dz_80']);
    expect(at(detectable * (1 + 1e-8)).needed).toEqual({ status: 'ok', count: repeats });
  });

  it.each(ofKind('paired_t_n'))('of episodes and independent pairs is that of the paired t: $name', (one) => {
    const goal = { effect: Number(one.input['dz']) * SD, power: 0.8 };
    const count = one.expected['n'];
    const plan = designPower(SD, of(100), goal);
    expect(plan).toMatchObject({ needed: { status: 'ok', count }, moreFolds: [] });
    expect(designPower(SD, kFold(5, 1), goal).pairs).toEqual({ status: 'ok', count });
    expect(designPower(SD, of(90), { ...goal, power: 0.9 }).needed).toEqual({
      status: 'ok',
      count: one.expected['n_90'],
    });
  });

  it.each(ofKind('paired_t_power'))('of episodes: $name', ({ input, expected }) => {
    const { dz, n } = input as { dz: number; n: number };
    const { power } = designPower(SD, of(n), { effect: dz * SD, power: 0.8 });
    expectClose(power!, expected['power'], tolerance);
  });

  it('has a floor that repeats of folds do not pass: 1.40 deviations of 5 folds, 0.93 of 10', () => {
    const plan = designPower(SD, kFold(5, 1000), { effect: 1.4 * SD, power: 0.8 });
    if (plan.needed.status !== 'never') throw new Error(plan.needed.status);
    expect(plan.needed.floor).toBeCloseTo((2.8015817870135793 / 2) * SD, 12); // scipy 1.17.1, as in sample-size.test.ts
    expect(plan.power).toBeLessThan(0.8);
    expect(plan.moreFolds).toEqual([{ folds: 10, needed: { status: 'ok', count: 2 } }]);
    expect(designPower(SD, kFold(5, 1), { effect: 0.93 * SD, power: 0.8 }).moreFolds[0]?.needed).toEqual({
      status: 'never',
      floor: expect.closeTo((2.8015817870135793 / 3) * SD, 12),
    });
  });

  it('depends on the gain in deviations alone, and needs no more of what repeats where the gain is larger', () => {
    const real = (min: number, max: number) => fc.double({ min, max, noNaN: true });
    const folds = fc.integer({ min: 2, max: 12 });
    fc.assert(
      fc.property(real(0.01, 5), real(0.1, 0.99), real(1, 3), folds, (effect, power, more, k) => {
        const design = kFold(k, 2);
        const plan = designPower(1, design, { effect, power });
        const scaled = designPower(0.25, design, { effect: effect / 4, power }); // a power of two: exact
        expect(scaled.power).toBe(plan.power);
        expect(scaled.needed).toEqual(
          plan.needed.status === 'never' ? { ...plan.needed, floor: plan.needed.floor / 4 } : plan.needed,
        );
        const larger = designPower(1, design, { effect: effect * more, power });
        expect(larger.power!).toBeGreaterThanOrEqual(plan.power! - 1e-12);
        if (plan.needed.status === 'ok') {
          if (larger.needed.status !== 'ok') throw new Error(larger.needed.status);
          expect(larger.needed.count).toBeLessThanOrEqual(plan.needed.count);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('is none of one fold or one episode, and ends at extremes', () => {
    const goal = { effect: 2 * SD, power: 0.8 };
    const one = designPower(SD, kFold(1, 3), goal);
    expect(one).toMatchObject({ power: null, needed: { status: 'no_test' } });
    expect(one.moreFolds.map(({ folds, needed }) => [folds, needed.status])).toEqual([
      [5, 'ok'],
      [10, 'ok'],
    ]);
    expect(designPower(SD, of(1), goal)).toMatchObject({
      power: null,
      needed: { status: 'ok', count: 5 },
    });
    expect(designPower(1e-300, kFold(5, 1), { effect: 1e300, power: 0.999 })).toMatchObject({
      power: 1,
      needed: { status: 'ok', count: 1 },
    });
    expect(designPower(1e300, kFold(5, 1), { effect: 1e-300, power: 0.8 })).toMatchObject({
      needed: { status: 'never' },
      pairs: { status: 'too_many' },
    });
  });
});

describe('the power of other designs', () => {
  const goal = { effect: 2 * SD, power: 0.8 };

  it('is that of independent pairs over seeds, with no floor', () => {
    for (const dz of [0.2, 0.5, 1.5]) {
      const at = { effect: dz * SD, power: 0.8 };
      expect(designPower(SD, of(12, 'seeds'), at)).toEqual(designPower(SD, of(12), at));
    }
  });

  it('is that of folds as large over random hold-outs, which are counted one by one', () => {
    const holdout = (repeats: number, share: number) =>
      ({ kind: 'holdout', folds: 1, repeats, holdout: share, seed: 7 }) as const;
    const plan = designPower(SD, holdout(10, 0.2), goal);
    expect(plan.power).toBeCloseTo(designPower(SD, kFold(5, 2), goal).power!, 12);
    // scipy 1.17.1, nct: power 0.7991 of 8 hold-outs, 0.8293 of 9
    expect(plan.needed).toEqual({ status: 'ok', count: 9 });
    expect(designPower(SD, holdout(1, 0.2), goal)).toMatchObject({ power: null, needed: { count: 9 } });
    expect(designPower(SD, holdout(10, 0.2), { ...goal, effect: 1.3 * SD })).toMatchObject({
      needed: { status: 'never', floor: expect.closeTo((2.8015817870135793 / 2) * SD, 12) },
      moreFolds: [{ folds: 10 }], // five folds overlap as much
    });
  });

  it('of 5×2 has five repeats, or never', () => {
    const design = { kind: '5x2', folds: 2, repeats: 5, seed: 7 } as const;
    const plan = designPower(SD, design, goal);
    if (plan.needed.status !== 'never') throw new Error(plan.needed.status);
    const at = (effect: number) => designPower(SD, design, { effect, power: 0.8 });
    expect(at(plan.needed.floor * 0.999).needed.status).toBe('never');
    expect(at(plan.needed.floor * 1.001)).toMatchObject({ needed: { status: 'ok', count: 5 } });
    expect(at(plan.needed.floor).power).toBeCloseTo(0.8, 9);
    expect(plan.moreFolds.map(({ folds }) => folds)).toEqual([5, 10]);
    expect(designPower(1e-9, design, { effect: 1, power: 1 - 1e-16 }).power).toBeCloseTo(1, 12);
    expect(designPower(1, design, { effect: 1e-9, power: 1 - 1e-16 }).needed.status).toBe('never');
  });
});

describe('the power for the contrasts of a run', () => {
  const goal = { effect: 0.02, power: 0.8 };
  const tables = makeRun();
  const comparison = compare(tables);

  it('is by the deviation of their own differences', () => {
    const design = kFold(10, 3); // of the suite as it is now
    const powers = contrastPowers(comparison, 'accuracy', design, goal);
    expect(powers.map(({ target, arm, reference, size, n }) => [target, arm, reference, size, n])).toEqual([
      ['high', 'full', 'scratch', 50, 10],
      ['high', 'full', 'scratch', 150, 10],
    ]);
    for (const { size, outcome } of powers) {
      const gains = tables.trials
        .filter((row) => row.size === size && row.metric === 'accuracy' && row.arm === 'full')
        .map((row) => {
          const same = (other: typeof row) => other.arm === 'scratch' && other.metric === row.metric;
          const partner = tables.trials.find(
            (other) => same(other) && other.size === size && other.repeat === row.repeat && other.fold === row.fold,
          )!;
          return row.value! - partner.value!;
        });
      const mean = gains.reduce((total, gain) => total + gain, 0) / 10;
      const sd = Math.sqrt(gains.reduce((total, gain) => total + (gain - mean) ** 2, 0) / 9);
      if (outcome.status !== 'ok') throw new Error(outcome.reason);
      expect(outcome.sd).toBeCloseTo(sd, 12);
      expect(outcome).toEqual(designPower(outcome.sd, design, goal));
    }
    expect(contrastPowers(comparison, 'no such metric', design, goal)).toEqual([]);
  });

  it('is missing, with the reason, where all differences are equal or there are none', () => {
    const equal = compare({ ...tables, trials: tables.trials.map((row) => ({ ...row, value: 0.5 })) });
    const failed = compare({
      ...tables,
      trials: tables.trials.map((row) =>
        row.arm === 'full' ? { ...row, status: 'failed' as const, value: null, reason: 'it failed' } : row,
      ),
    });
    for (const [run, reason] of [
      [equal, /^All 10 pairs are ties/],
      [failed, /^No cell has a score of both arms/],
    ] as const) {
      for (const { outcome } of contrastPowers(run, 'accuracy', kFold(5, 2), goal)) {
        expect(outcome).toEqual({ status: 'no_deviation', reason: expect.stringMatching(reason) });
      }
    }
  });
});
