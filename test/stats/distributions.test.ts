import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chiSquaredUpperTail } from '../../src/stats/chi-squared.ts';
import { midRanks } from '../../src/stats/mid-ranks.ts';
import { nemenyiQuantile } from '../../src/stats/nemenyi.ts';
import { normalCdf, normalQuantile } from '../../src/stats/normal-quantile.ts';
import { pairwiseSum } from '../../src/stats/pairwise-sum.ts';
import { quantile } from '../../src/stats/quantile.ts';
import { rangeCritical, rangeUpperTail } from '../../src/stats/studentized-range.ts';

/** Equal to about so many digits, however small. */
const relative = (actual: number, expected: number, tolerance: number) =>
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(tolerance * Math.abs(expected));

describe('the upper tail of chi-squared', () => {
  it.each([
    [0.001, 1, 0.9747728793699604],
    [3.84, 1, 0.05004352124870519],
    [40, 2, 2.0611536224385566e-9],
    [7.5, 3, 0.0575584519726364],
    [120, 5, 3.1385797727553017e-24],
    [18.3, 10, 0.050109061411462506],
  ])('of %d on %d degrees of freedom is that of scipy 1.17.1', (x, df, expected) => {
    relative(chiSquaredUpperTail(x, df), expected, 1e-12);
  });

  it('is 1 up to 0 and 0 at infinity, and refuses what are no degrees of freedom', () => {
    expect([-1, 0, 1e5, Number.POSITIVE_INFINITY].map((x) => chiSquaredUpperTail(x, 3))).toEqual([1, 1, 0, 0]);
    for (const df of [0, 1.5, Number.NaN]) expect(() => chiSquaredUpperTail(1, df)).toThrow(RangeError);
  });
});

describe('the normal quantile', () => {
  it.each([
    [1e-300, -37.0470962993612],
    [1e-20, -9.262340089798409],
    [1e-5, -4.264890793922825],
    [0.025, -1.9599639845400545],
    [0.3, -0.5244005127080409],
    [0.499999999999, -2.506627842166512e-12], // by φ(0): z = (p − ½)√(2π)
    [0.5, 0],
    [0.9, 1.2815515655446004],
    [0.999999, 4.753424308817087],
  ])('at %d is that of scipy 1.17.1', (p, expected) => {
    expect(Math.abs(normalQuantile(p) - expected)).toBeLessThan(1e-11);
  });

  it('undoes the distribution function, and is infinite at the ends', () => {
    fc.assert(
      fc.property(fc.double({ min: -8, max: 5, noNaN: true }), (z) => {
        expect(normalQuantile(normalCdf(z))).toBeCloseTo(z, 8);
      }),
    );
    expect([0, 1, -0.1, 1.1, Number.NaN].map(normalQuantile)).toEqual([
      Number.NEGATIVE_INFINITY,
      Number.POSITIVE_INFINITY,
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ]);
  });
});

describe('the range of normal numbers', () => {
  it.each([
    [3.5, 3, 0.03555704186316044],
    [0.1, 10, 0.9999999999991942],
    [6, 4, 0.00012981724532679095],
    [2, 2, 0.15729920705028522],
  ])('exceeds %d among %d as often as scipy 1.17.1 says', (q, groups, expected) => {
    expect(Math.abs(rangeUpperTail(q, groups) - expected)).toBeLessThan(1e-11);
  });

  it('has the critical values that Demšar 2006 prints (table 5a)', () => {
    const printed = [1.96, 2.343, 2.569, 2.728, 2.85, 2.949, 3.031, 3.102, 3.164];
    for (const [place, q] of printed.entries())
      expect(Math.abs(nemenyiQuantile(place + 2, 0.05) - q)).toBeLessThan(1e-3);
  });

  it('has critical values that are exceeded with their probability, by ever fewer', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 30 }),
        fc.double({ min: 1e-6, max: 0.99, noNaN: true }),
        (groups, alpha) => {
          const q = rangeCritical(alpha, groups);
          expect(rangeUpperTail(q, groups)).toBeCloseTo(alpha, 10);
          expect(rangeUpperTail(q, groups + 1)).toBeGreaterThan(alpha);
        },
      ),
      { numRuns: 20 },
    );
    expect(() => rangeCritical(0, 3)).toThrow(RangeError);
    expect(() => rangeUpperTail(1, 1)).toThrow(RangeError);
    expect([rangeUpperTail(-1, 3), rangeUpperTail(0, 3), rangeUpperTail(1e9, 3)]).toEqual([1, 1, 0]);
  });
});

describe('quantiles of a sample', () => {
  it('are those of numpy 2.4.6', () => {
    const values = [1, 2, 4, 8, 16];
    expect([0, 0.025, 0.5, 0.63, 1].map((p) => quantile(values, p))).toEqual([1, 1.1, 4, expect.closeTo(6.08, 12), 16]);
    expect(quantile([3], 0.7)).toBe(3);
    const open = [Number.NEGATIVE_INFINITY, 0, Number.POSITIVE_INFINITY];
    expect([0.1, 0.5, 0.6].map((p) => quantile(open, p))).toEqual(open);
    expect(() => quantile([], 0.5)).toThrow(RangeError);
    expect(() => quantile([1], Number.NaN)).toThrow(RangeError);
  });
});

describe('ranks', () => {
  it('share what equal values take up, and add up to n(n + 1)/2', () => {
    expect(midRanks([3, 1, 3, 2])).toEqual([3.5, 1, 3.5, 2]);
    expect(midRanks([0, -0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])).toEqual([2.5, 2.5, 4, 1]);
    expect(midRanks([])).toEqual([]);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -3, max: 3 }), { maxLength: 30 }), (values) => {
        const ranks = midRanks(values);
        expect(ranks.reduce((sum, rank) => sum + rank, 0)).toBe((values.length * (values.length + 1)) / 2);
        const above = midRanks(values.map((value) => -value));
        for (const [place, rank] of ranks.entries()) expect(rank + above[place]!).toBe(values.length + 1);
      }),
    );
  });
});

describe('pairwise sums', () => {
  it.each([0, 1, 7, 8, 9, 127, 128, 129, 1000])('of %d values are their sum', (count) => {
    const values = Array.from({ length: count }, (_, place) => (place % 2 === 0 ? place : -0.25));
    expect(pairwiseSum(values)).toBe(values.reduce((sum, value) => sum + value, 0)); // exact in any order
  });

  it.each([
    [100, 5.187377517639621],
    [128, 5.433147092589173],
    [130, 5.4485913382659765],
    [300, 6.282663880299504],
    [1000, 7.485470860550345],
  ])('have the last bit of numpy 2.4.6: 1 + 1/2 + … + 1/%d', (count, expected) => {
    expect(pairwiseSum(Array.from({ length: count }, (_, place) => 1 / (place + 1)))).toBe(expected);
  });
});
