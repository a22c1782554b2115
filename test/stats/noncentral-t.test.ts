import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chiMean } from '../../src/stats/chi-mean.ts';
import { noncentralTBeyond, noncentralTCdf, noncentralTUpperTail } from '../../src/stats/noncentral-t.ts';
import { normalCdf, normalQuantile } from '../../src/stats/normal-quantile.ts';
import { studentTCdf, studentTUpperTail } from '../../src/stats/student-t.ts';

const degrees = fc.integer({ min: 1, max: 100_000 });
const ncps = fc.double({ min: -60, max: 60, noNaN: true });
const ts = fc.double({ min: -200, max: 200, noNaN: true });

describe('the noncentral t', () => {
  // mpmath 1.3.0 at 30 digits: quad of the density of S times ncdf(t S − ncp)
  it.each([
    [12.706204736174694, 1, 16, 0.20935335307888783],
    [-2.776, 4, 0.5, 0.009096417359841947],
    [636619.77, 1, 19.9, 0.9999750590485788],
    [2.26, 9, 3.5, 0.12481136142963671],
    [60, 99, 50, 0.9892822166047759],
    [200, 4, 50, 0.9927938475007626],
    [1_000_000, 2, 500_000, 0.7788007830710155],
    [2, 10_000_000, 1.5, 0.6914624260674838],
  ])('has the distribution of mpmath at t %d, df %d, noncentrality %d', (t, df, ncp, expected) => {
    expect(noncentralTCdf(t, df, ncp)).toBeCloseTo(expected, 12);
    expect(noncentralTUpperTail(t, df, ncp)).toBeCloseTo(1 - expected, 12);
  });

  it('is Student’s without a noncentrality', () => {
    fc.assert(
      fc.property(ts, degrees, (t, df) => {
        expect(noncentralTCdf(t, df, 0)).toBeCloseTo(studentTCdf(t, df), 11);
        expect(noncentralTBeyond(Math.abs(t), df, 0)).toBeCloseTo(2 * studentTUpperTail(Math.abs(t), df), 11);
      }),
    );
  });

  it('mirrors, has tails that add up to one, and moves with its noncentrality', () => {
    fc.assert(
      fc.property(ts, degrees, ncps, (t, df, ncp) => {
        const below = noncentralTCdf(t, df, ncp);
        expect(noncentralTUpperTail(-t, df, -ncp)).toBeCloseTo(below, 12);
        expect(below + noncentralTUpperTail(t, df, ncp)).toBeCloseTo(1, 11);
        expect(noncentralTCdf(t, df, ncp + 0.1)).toBeLessThanOrEqual(below + 1e-12);
        expect(noncentralTBeyond(Math.abs(t), df, -ncp)).toBeCloseTo(noncentralTBeyond(Math.abs(t), df, ncp), 12);
      }),
    );
  });

  it('moves by nothing with a noncentrality of next to nothing', () => {
    for (const ncp of [5e-324, -5e-324, 1e-323, 1e-300, 1e-17])
      expect(noncentralTCdf(1.6, 1, ncp)).toBeCloseTo(studentTCdf(1.6, 1), 13);
  });

  it('needs finite numbers', () => {
    expect(() => noncentralTCdf(1, 0, 1)).toThrow(RangeError);
    expect(() => noncentralTCdf(1, 5, Number.NaN)).toThrow(RangeError);
    expect(() => noncentralTBeyond(1, 5, Number.POSITIVE_INFINITY)).toThrow(RangeError);
  });
});

describe('means over the estimated deviation', () => {
  it('have the moments of the chi distribution', () => {
    for (const df of [1, 2, 3, 9, 100, 1e6, 1e9]) {
      expect(chiMean(df, () => 1)).toBeCloseTo(1, 11);
      expect(chiMean(df, (s) => s * s)).toBeCloseTo(1, 11);
      expect(chiMean(df, (s) => s ** 4)).toBeCloseTo(1 + 2 / df, 11);
    }
  });
});

describe('the normal quantile', () => {
  // scipy 1.17.1: scipy.stats.norm.ppf(p)
  it.each([
    [1e-300, -37.0470962993612],
    [1e-10, -6.361340902404056],
    [0.025, -1.9599639845400545],
    [0.2, -0.8416212335729142],
    [0.49, -0.02506890825871106],
    [0.999, 3.090232306167813],
  ])('is that of scipy at %d', (p, z) => {
    expect(normalQuantile(p) / z).toBeCloseTo(1, 12);
  });

  it('inverts the distribution', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-12, max: 1 - 1e-12, noNaN: true }), (p) => {
        expect(normalCdf(normalQuantile(p)) / p).toBeCloseTo(1, 12);
      }),
    );
  });

  it('knows its edges', () => {
    expect([0, 1].map(normalQuantile)).toEqual([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
    expect(normalQuantile(0.5)).toBeCloseTo(0, 15);
    expect(normalQuantile(-0.1)).toBeNaN();
    expect(normalQuantile(Number.NaN)).toBeNaN();
    expect(normalCdf(Number.NaN)).toBeNaN();
    expect(normalCdf(Number.POSITIVE_INFINITY)).toBe(1);
    expect(normalCdf(Number.NEGATIVE_INFINITY)).toBe(0);
  });
});
