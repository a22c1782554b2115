import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pairedT } from '../../src/stats/paired-t.ts';
import { differenceLists } from './arbitraries.ts';

const ok = (differences: readonly number[]) => {
  const result = pairedT(differences);
  fc.pre(result.status === 'ok');
  return result;
};

describe('the paired t', () => {
  it('swaps its sides when the arms are swapped', () => {
    fc.assert(
      fc.property(differenceLists, (differences) => {
        const [one, other] = [ok(differences), ok(differences.map((difference) => -difference))];
        expect(other.t).toBeCloseTo(-one.t, 9);
        expect(other.pGreater).toBeCloseTo(one.pLess, 12);
        expect(other.pTwoSided).toBeCloseTo(one.pTwoSided, 12);
      }),
    );
  });

  it('is the same in every unit, however small or large', () => {
    const exponents = fc.integer({ min: -900, max: 400 });
    fc.assert(
      fc.property(differenceLists, exponents, (differences, exponent) => {
        const [one, other] = [ok(differences), ok(differences.map((difference) => difference * 2 ** exponent))];
        expect([other.t, other.pTwoSided]).toEqual([one.t, one.pTwoSided]);
        expect(other.sd).toBe(one.sd * 2 ** exponent);
      }),
    );
  });

  it('does not depend on the order of the pairs', () => {
    fc.assert(
      fc.property(differenceLists, (differences) => {
        expect(ok([...differences].reverse()).pTwoSided).toBeCloseTo(ok(differences).pTwoSided, 9);
      }),
    );
  });

  it('finds more for the first arm where it scores more', () => {
    fc.assert(
      fc.property(differenceLists, fc.double({ min: 0.001, max: 1, noNaN: true }), (differences, shift) => {
        const [one, other] = [ok(differences), ok(differences.map((difference) => difference + shift))];
        expect(other.pGreater).toBeLessThanOrEqual(one.pGreater);
        expect(other.pLess).toBeGreaterThanOrEqual(one.pLess);
      }),
    );
  });

  it('keeps its digits over many pairs', () => {
    // Halves of +1 and −1 and one of 1 more: mean 1/n and s² = (n − 1/n)/(n − 1), so that t = sqrt((n − 1)/(n² − 1)).
    const n = 1_000_001;
    const result = ok(Array.from({ length: n }, (_, index) => (index % 2 === 0 ? 1 : -1)));
    expect(result.t * Math.sqrt(n + 1)).toBeCloseTo(1, 12);
    // scipy 1.17.1: 2 * scipy.stats.t.sf(1 / (n + 1)**0.5, n - 1)
    expect(result.pTwoSided).toBeCloseTo(0.9992021165695318, 12);
  });

  it('says why there is no test', () => {
    expect(pairedT([])).toEqual({ status: 'insufficient', n: 0, mean: null });
    expect(pairedT([0.5])).toEqual({ status: 'insufficient', n: 1, mean: 0.5 });
    expect(pairedT([Number.NaN])).toEqual({ status: 'invalid', reason: 'non-finite difference' });
    expect(pairedT([0.1, Number.POSITIVE_INFINITY]).status).toBe('invalid');
    expect(pairedT([-0.5, -0.5])).toMatchObject({
      status: 'zero_variance',
      t: Number.NEGATIVE_INFINITY,
      sd: 0,
      pTwoSided: 0,
      pLess: 0,
      pGreater: 1,
    });
  });
});
