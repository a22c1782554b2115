import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { standardisation } from '../../src/stats/standardisation.ts';
import { valueSpread } from '../../src/stats/value-spread.ts';

const values = fc
  .array(fc.double({ min: -1000, max: 1000, noNaN: true }), { minLength: 2, maxLength: 40 })
  .filter((list) => Math.max(...list) - Math.min(...list) > 1e-3);

const meanOf = (list: readonly number[]) => list.reduce((sum, value) => sum + value / list.length, 0);

describe('standardising', () => {
  test('gives a mean of 0 and a mean square of 1', () => {
    fc.assert(
      fc.property(values, (list) => {
        const { status, mean, sd } = standardisation(list);
        const scaled = list.map((value) => (value - mean) / sd);
        expect(status).toBe('ok');
        expect(meanOf(scaled)).toBeCloseTo(0, 6);
        expect(meanOf(scaled.map((value) => value ** 2))).toBeCloseTo(1, 6);
      }),
      { seed: 1 },
    );
  });

  test.each([[[5]], [[0, 0, 0]], [[0.1, 0.1, 0.1]], [[-3, -3]]])('of %j, which are constant, stays finite', (list) => {
    expect(standardisation(list)).toEqual({ status: 'constant', mean: list[0], sd: 1 });
  });

  test.each([[[]], [[1, Number.NaN]], [[Number.POSITIVE_INFINITY, 0]]])('of %j is refused', (list) => {
    expect(() => standardisation(list)).toThrow(RangeError);
  });
});

describe('the spread of values', () => {
  test('of 1, 2, 3, 10: by hand', () => {
    // Mean 4: squares 9 + 4 + 1 + 36 = 50. Median 2.5: 1.5 + 0.5 + 0.5 + 7.5 = 10.
    const spread = valueSpread([1, 2, 3, 10]);
    expect(spread).toMatchObject({ status: 'ok', n: 4, aroundMedian: 2.5 });
    expect(spread.status === 'ok' && spread.aroundMean).toBeCloseTo(Math.sqrt(12.5), 12);
  });

  test('is what the best constant costs: no other constant costs less', () => {
    fc.assert(
      fc.property(values, fc.double({ min: -1000, max: 1000, noNaN: true }), (list, constant) => {
        const spread = valueSpread(list);
        if (spread.status !== 'ok') throw new Error(spread.status);
        const squared = Math.sqrt(meanOf(list.map((value) => (value - constant) ** 2)));
        const absolute = meanOf(list.map((value) => Math.abs(value - constant)));
        expect(spread.aroundMean).toBeLessThanOrEqual(squared + 1e-6);
        expect(spread.aroundMedian).toBeLessThanOrEqual(absolute + 1e-6);
      }),
      { seed: 2 },
    );
  });

  test('moves with the unit, and not with the origin', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 50 }), fc.integer({ min: -50, max: 50 }), (list, scale, shift) => {
        const [before, after] = [valueSpread(list), valueSpread(list.map((value) => scale * value + shift))];
        if (before.status !== 'ok' || after.status !== 'ok') throw new Error('values differ');
        expect(after.aroundMean / before.aroundMean).toBeCloseTo(scale, 5);
        expect(after.aroundMedian).toBeCloseTo(scale * before.aroundMedian, 5);
      }),
      { seed: 3 },
    );
  });

  test.each([
    [[], 'insufficient'],
    [[7], 'constant'],
    [[7, 7], 'constant'],
    [[1, Number.NaN], 'invalid'],
    [[1, Number.NEGATIVE_INFINITY], 'invalid'],
  ])('of %j is %s', (list, status) => expect(valueSpread(list).status).toBe(status));
});
