import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { correctedTPower, detectableEffect } from '../../src/stats/detectable-effect.ts';
import { noncentralTCdf } from '../../src/stats/noncentral-t.ts';
import { expectClose, readReference } from './reference.ts';

// Expected values: R's pwr 1.3.0 and R's noncentral t (see the file's head). The file's other kinds (equivalence,
// McNemar, Wilcoxon, non-inferiority) are procedures that the harness does not have.
const reference = readReference('power_sample_size');
const ofKind = (kind: string) => reference.cases.filter((one) => one.input['kind'] === kind);

describe('power against R', () => {
  it.each(ofKind('nb_power'))('$name', ({ input, expected }) => {
    const { k, r, dz, alpha } = z
      .object({ k: z.number(), r: z.number(), dz: z.number(), alpha: z.number() })
      .parse(input);
    const design = { n: k * r, testTrainRatio: 1 / (k - 1), alpha };
    expectClose(correctedTPower(dz, design), expected['power'], reference.tolerance);
    const effect = detectableEffect(design);
    if (effect.status !== 'ok') throw new Error(effect.status);
    expectClose(effect.dz, expected['min_detectable_dz_80'], reference.tolerance);
    expectClose(correctedTPower(effect.dz, design), 0.8, reference.tolerance);
  });

  it.each(ofKind('paired_t_power'))('$name', ({ input, expected }) => {
    const { n, dz, alpha } = z.object({ n: z.number(), dz: z.number(), alpha: z.number() }).parse(input);
    expectClose(correctedTPower(dz, { n, testTrainRatio: 0, alpha }), expected['power'], reference.tolerance);
  });

  it.each(ofKind('paired_t_n'))('$name', ({ input, expected }) => {
    const { dz, alpha } = z.object({ dz: z.number(), alpha: z.number() }).parse(input);
    for (const [power, answer] of [
      [0.8, 'n'],
      [0.9, 'n_90'],
    ] as const) {
      const n = z.number().parse(expected[answer]);
      expect(correctedTPower(dz, { n, testTrainRatio: 0, alpha })).toBeGreaterThanOrEqual(power);
      expect(correctedTPower(dz, { n: n - 1, testTrainRatio: 0, alpha })).toBeLessThan(power);
    }
  });
});

describe('the smallest detectable effect', () => {
  it('falls with more repeats, towards the floor that the overlap sets', () => {
    const dz = [5, 10, 50, 500].map((n) => {
      const effect = detectableEffect({ n, testTrainRatio: 0.25 });
      return effect.status === 'ok' ? effect.dz : Number.NaN;
    });
    expect(dz).toEqual([...dz].sort((a, b) => b - a));
    expect(dz.at(-1)).toBeGreaterThan(2.8 * Math.sqrt(0.25)); // 2.80 = z(0.975) + z(0.8)
  });

  it('says why there is none', () => {
    expect(detectableEffect({ n: 1, testTrainRatio: 0.25 })).toEqual({ status: 'insufficient' });
    expect(detectableEffect({ n: 2, testTrainRatio: 0.25, alpha: 1e-6 })).toEqual({ status: 'beyond_range' });
  });
});

describe('the noncentral t', () => {
  // scipy 1.17.1: scipy.stats.nct.cdf(t, df, ncp)
  it.each([
    [12.706204736174694, 1, 16, 0.2093533530788875],
    [4.302652729749462, 2, 2.8, 0.6482630724873004],
    [-2.7764451051977934, 4, 0.5, 0.009092015063705067],
    [636619.7724194303, 1, 19.9, 0.9999750590486736],
    [2.262157162798205, 9, 3.5, 0.12523921425239054],
    [1.9842169515864174, 99, 2, 0.491775798860242],
    [1.9604386466615247, 4999, 2.8, 0.20059493744409354],
  ])('has the distribution of scipy at t %d, df %d, noncentrality %d', (t, df, ncp, expected) => {
    expect(noncentralTCdf(t, df, ncp)).toBeCloseTo(expected, 7);
  });

  it('refuses what its series cannot sum', () => {
    expect(() => noncentralTCdf(1, 5, 20.1)).toThrow(RangeError);
    expect(() => noncentralTCdf(1, 0, 1)).toThrow(RangeError);
    expect(() => noncentralTCdf(1, 5, Number.NaN)).toThrow(RangeError);
  });
});
