import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { correctedT } from '../../src/stats/corrected-t.ts';
import { differenceLists } from './arbitraries.ts';

describe('the corrected resampled t', () => {
  const options = { testTrainRatio: 0.25 };
  const ok = (differences: readonly number[]) => {
    const result = correctedT(differences, options);
    fc.pre(result.status === 'ok');
    return result;
  };

  it('changes sign, and nothing else, when the arms are swapped', () => {
    fc.assert(
      fc.property(differenceLists, (differences) => {
        const one = ok(differences);
        const other = ok(differences.map((difference) => -difference));
        expect(other.t).toBeCloseTo(-one.t, 9);
        expect(other.pTwoSided).toBeCloseTo(one.pTwoSided, 12);
        expect(other.pLess).toBeCloseTo(one.pGreater, 12);
        expect(other.interval[0]).toBeCloseTo(-one.interval[1], 9);
      }),
    );
  });

  it('is the same in every unit', () => {
    fc.assert(
      fc.property(differenceLists, fc.double({ min: 1e-3, max: 1e3, noNaN: true }), (differences, scale) => {
        const one = ok(differences);
        const other = ok(differences.map((difference) => scale * difference));
        expect(other.t / one.t || 1).toBeCloseTo(1, 6);
        expect(other.pTwoSided).toBeCloseTo(one.pTwoSided, 6);
      }),
    );
  });

  it('has the mean inside its interval, and the null mean outside exactly where p is below 5 %', () => {
    fc.assert(
      fc.property(differenceLists, (differences) => {
        const { mean, interval, pTwoSided } = ok(differences);
        expect(interval[0]).toBeLessThan(mean);
        expect(interval[1]).toBeGreaterThan(mean);
        fc.pre(Math.abs(pTwoSided - 0.05) > 1e-6);
        expect(interval[0] > 0 || interval[1] < 0).toBe(pTwoSided < 0.05);
      }),
    );
  });

  it('is never ok without variance', () => {
    const constant = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(constant, fc.integer({ min: 2, max: 40 }), (value, n) => {
        expect(correctedT(new Array<number>(n).fill(value), options).status).toBe('zero_variance');
      }),
    );
    expect(correctedT([0.95 - 0.93, 0.93 - 0.91, 0.53 - 0.51], options).status).toBe('zero_variance');
  });

  it('is never ok over a number that is not finite, nor yields one', () => {
    const anything = fc.array(fc.double(), { maxLength: 12 });
    fc.assert(
      fc.property(anything, (differences) => {
        const result = correctedT(differences, options);
        if (!differences.every(Number.isFinite)) expect(result.status).toBe('invalid');
        if (result.status !== 'ok') return;
        const { t, mean, standardError, pTwoSided, pGreater, pLess, interval } = result;
        expect([t, mean, standardError, pTwoSided, pGreater, pLess, ...interval].every(Number.isFinite)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('says that one difference is not enough, and refuses a ratio that is none', () => {
    expect(correctedT([0.1], options)).toEqual({ status: 'insufficient', n: 1 });
    expect(correctedT([], options)).toEqual({ status: 'insufficient', n: 0 });
    expect(correctedT([0.1, 0.2], { testTrainRatio: 1 / 0 }).status).toBe('invalid');
  });

  it('tests against another null mean, at another level', () => {
    const result = correctedT([0.1, 0.2, 0.3], { testTrainRatio: 0, nullMean: 0.2, level: 0.5 });
    // Three values with standard error 0.1/sqrt(3) and t(0.75, df 2) = 0.8164965809277260 (a closed form, sqrt(2/3)).
    const half = Math.sqrt(2 / 3) * (0.1 / Math.sqrt(3));
    expect(result).toMatchObject({ status: 'ok', df: 2 });
    if (result.status !== 'ok') return;
    expect(result.t).toBeCloseTo(0, 12);
    expect(result.interval[0]).toBeCloseTo(0.2 - half, 12);
    expect(result.interval[1]).toBeCloseTo(0.2 + half, 12);
    expect(correctedT([0, 0], { testTrainRatio: 0, nullMean: Number.NaN }).status).toBe('invalid');
    expect(correctedT([0, 0], { testTrainRatio: 0, level: 1 }).status).toBe('invalid');
  });
});
