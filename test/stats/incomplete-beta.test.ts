import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { incompleteBeta } from '../../src/stats/incomplete-beta.ts';
import { powerOfTwoBelow } from '../../src/stats/power-of-two.ts';
import { logBeta } from '../../src/stats/stirling.ts';

const parameters = fc.double({ min: 0.05, max: 1e6, noNaN: true });
const shares = fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true });

describe('the incomplete beta function', () => {
  // mpmath 1.3.0 at 40 digits: betainc(a, b, 0, x, regularized=True)
  it.each([
    [402, 311, 0.5, 0.0003193347500182825],
    [200, 300, 0.2, 8.175330430038793e-25],
    [2.5, 50_000, 1e-4, 0.9247831703162277],
    [14.9, 15.1, 0.3, 0.012847743221575558],
  ])('is that of mpmath at a %d, b %d, x %d', (a, b, x, expected) => {
    expect(incompleteBeta(a, b, x) / expected).toBeCloseTo(1, 12);
  });

  it('rises from 0 to 1, and mirrors', () => {
    fc.assert(
      fc.property(parameters, parameters, shares, shares, (a, b, x, y) => {
        const [low, high] = [Math.min(x, y), Math.max(x, y)];
        expect(incompleteBeta(a, b, low)).toBeLessThanOrEqual(incompleteBeta(a, b, high) + 1e-9);
        expect(incompleteBeta(a, b, x) + incompleteBeta(b, a, 1 - x, x)).toBeCloseTo(1, 12);
      }),
    );
    expect([0, 1].map((x) => incompleteBeta(2, 3, x))).toEqual([0, 1]);
  });

  it('has a logarithm of beta that follows its recurrence, however large', () => {
    fc.assert(
      fc.property(parameters, parameters, (a, b) => {
        // B(a + 1, b) = B(a, b) a/(a + b)
        const step = logBeta(a + 1, b) - logBeta(a, b);
        expect(Math.abs(step - Math.log(a / (a + b)))).toBeLessThan(1e-15 * Math.abs(logBeta(a, b)) + 1e-12);
      }),
    );
    expect(logBeta(0.5, 0.5)).toBeCloseTo(Math.log(Math.PI), 14);
  });
});

it('the power of two below some numbers leaves the largest between 1 and 2', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      const unit = powerOfTwoBelow([0, value]);
      fc.pre(value !== 0);
      expect(Math.abs(value) / unit).toBeGreaterThanOrEqual(1);
      expect(Math.abs(value) / unit).toBeLessThan(2);
      expect(Number.isInteger(Math.log2(unit))).toBe(true);
    }),
    { numRuns: 1000 },
  );
  expect([[], [0], [Number.NaN, 4], [Number.NEGATIVE_INFINITY]].map(powerOfTwoBelow)).toEqual([1, 1, 1, 1]);
  expect([5e-324, Number.MAX_VALUE, 2 - 2 ** -52].map((value) => powerOfTwoBelow([value]))).toEqual([
    5e-324,
    2 ** 1023,
    1,
  ]);
});
