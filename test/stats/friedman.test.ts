import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Friedman, friedman, smallestFriedmanP } from '../../src/stats/friedman.ts';
import { nemenyiCriticalDifference, nemenyiP } from '../../src/stats/nemenyi.ts';
import { twoSidedNormalP } from '../../src/stats/normal.ts';

const computed = (result: Friedman) => {
  if (result.status === 'ok' || result.status === 'zero_variance') return result;
  throw new Error(result.status);
};

/** Suites × arms, with ties. */
const tables = fc.tuple(fc.integer({ min: 2, max: 8 }), fc.integer({ min: 2, max: 5 })).chain(([suites, arms]) =>
  fc.array(fc.array(fc.integer({ min: 0, max: 6 }), { minLength: arms, maxLength: arms }), {
    minLength: suites,
    maxLength: suites,
  }),
);

describe('Friedman’s test', () => {
  it('does not depend on the order of suites or the scale of any one of them, and follows arms that change places', () => {
    fc.assert(
      fc.property(tables, (scores) => {
        const one = computed(friedman(scores, 'higher'));
        const bent = scores.toReversed().map((row, suite) => row.map((score) => Math.exp(score) * (suite + 1)));
        expect(computed(friedman(bent, 'higher'))).toEqual(one);
        const turned = computed(
          friedman(
            scores.map((row) => row.toReversed()),
            'higher',
          ),
        );
        expect(turned.meanRanks).toEqual(one.meanRanks.toReversed());
        expect(turned.chi2).toBe(one.chi2);
        const lower = computed(
          friedman(
            scores.map((row) => row.map((score) => -score)),
            'lower',
          ),
        );
        expect(lower).toEqual(one);
      }),
    );
  });

  it('has p between 0 and 1 and mean ranks that add up, and is certain only where all suites agree', () => {
    fc.assert(
      fc.property(tables, (scores) => {
        const { arms, meanRanks, chi2, p, f, pF, df } = computed(friedman(scores, 'higher'));
        expect(meanRanks.reduce((sum, rank) => sum + rank, 0)).toBeCloseTo((arms * (arms + 1)) / 2, 9);
        expect(chi2).toBeGreaterThanOrEqual(0);
        for (const one of [p, pF]) {
          expect(one).toBeGreaterThanOrEqual(0);
          expect(one).toBeLessThanOrEqual(1);
        }
        expect(f).toBeGreaterThanOrEqual(0);
        expect(f === Number.POSITIVE_INFINITY).toBe(Math.abs(chi2 - scores.length * df[0]) < 1e-9);
      }),
    );
  });

  it('corrects for ties upwards alone, and cannot where all tie', () => {
    fc.assert(
      fc.property(tables, (scores) => {
        const result = computed(friedman(scores, 'higher'));
        const allTied = scores.every((row) => new Set(row).size === 1);
        expect(result.status).toBe(allTied ? 'zero_variance' : 'ok');
        if (result.status === 'ok') expect(result.chi2Ties).toBeGreaterThanOrEqual(result.chi2 - 1e-12);
        else expect(result).toMatchObject({ chi2: 0, p: 1, f: 0, pF: 1 });
      }),
    );
  });

  it('of two arms without ties is the normal form of the sign test', () => {
    const { p } = computed(
      friedman(
        [
          [1, 2],
          [1, 3],
          [2, 5],
          [3, 1],
          [0, 1],
        ],
        'higher',
      ),
    );
    expect(p).toBeCloseTo(twoSidedNormalP((4 - 1) / Math.sqrt(5)), 12);
  });

  it('says what is not enough, and refuses what does not fit', () => {
    expect(friedman([], 'higher')).toEqual({ status: 'insufficient', n: 0, arms: 0 });
    expect(friedman([[1, 2, 3]], 'higher')).toEqual({ status: 'insufficient', n: 1, arms: 3 });
    expect(friedman([[1], [2]], 'higher')).toEqual({ status: 'insufficient', n: 2, arms: 1 });
    expect(friedman([[1, 2], [1]], 'higher').status).toBe('invalid');
    for (const stray of [Number.NaN, Number.POSITIVE_INFINITY])
      expect(
        friedman(
          [
            [1, 2],
            [1, stray],
          ],
          'higher',
        ).status,
      ).toBe('invalid');
  });
});

describe('Nemenyi’s comparisons', () => {
  it('reject exactly where mean ranks are further apart than the critical difference', () => {
    fc.assert(
      fc.property(tables, (scores) => {
        const { arms, n, meanRanks } = computed(friedman(scores, 'higher'));
        const critical = nemenyiCriticalDifference(arms, n, 0.05);
        for (const [i, row] of nemenyiP(meanRanks, n).entries()) {
          for (const [j, p] of row.entries()) {
            const apart = Math.abs(meanRanks[i]! - meanRanks[j]!);
            if (i === j) expect(p).toBeNull();
            else if (Math.abs(apart - critical) > 1e-9) expect(p! < 0.05).toBe(apart > critical);
          }
        }
      }),
      { numRuns: 20 },
    );
  });

  it('ask for less with more suites and more with more arms', () => {
    expect(nemenyiCriticalDifference(4, 20, 0.05)).toBeLessThan(nemenyiCriticalDifference(4, 10, 0.05));
    expect(nemenyiCriticalDifference(5, 10, 0.05)).toBeGreaterThan(nemenyiCriticalDifference(4, 10, 0.05));
    expect(() => nemenyiCriticalDifference(4, 0, 0.05)).toThrow(RangeError);
    expect(() => nemenyiCriticalDifference(1, 5, 0.05)).toThrow(RangeError);
  });
});

it('no permutation has a smaller p than all suites alike', () => {
  // Of 6³ arrangements of three arms over three suites, 6 rank them alike.
  expect(smallestFriedmanP(3, 3)).toBeCloseTo(6 / 6 ** 3, 15);
  expect(smallestFriedmanP(6, 2)).toBe(2 ** -5);
  expect(smallestFriedmanP(1, 4)).toBe(1);
  expect(smallestFriedmanP(0, 4)).toBe(1);
  expect(smallestFriedmanP(2, 500)).toBe(0);
});
