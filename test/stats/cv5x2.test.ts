import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fiveByTwo } from '../../src/stats/cv5x2.ts';
import { fUpperTail } from '../../src/stats/f-distribution.ts';

const scores = fc.integer({ min: -1000, max: 1000 }).map((count) => count / 10_000);
const tables = fc.array(fc.tuple(scores, scores), { minLength: 5, maxLength: 5 });

function ok(differences: readonly (readonly number[])[]) {
  const result = fiveByTwo(differences);
  fc.pre(result.status === 'ok');
  return result.status === 'ok' ? result : expect.unreachable();
}

describe('the 5×2 tests', () => {
  it('change the sign of t, and nothing else, when the arms are swapped', () => {
    fc.assert(
      fc.property(tables, (table) => {
        const [one, other] = [ok(table), ok(table.map((pair) => pair.map((value) => -value)))];
        expect(other.t).toBeCloseTo(-one.t!, 9);
        expect(other.pT).toBeCloseTo(one.pT, 12);
        expect(other.f).toBeCloseTo(one.f!, 9);
      }),
    );
  });

  it('have an F that does not depend on the order of halves and repeats', () => {
    fc.assert(
      fc.property(tables, (table) => {
        const turned = [...table].reverse().map(([first, second]) => [second, first]);
        expect(ok(turned).pF).toBeCloseTo(ok(table).pF, 12);
      }),
    );
  });

  it('are the same in every unit, however small', () => {
    fc.assert(
      fc.property(tables, fc.integer({ min: -1000, max: 400 }), (table, exponent) => {
        const [one, other] = [ok(table), ok(table.map((pair) => pair.map((value) => value * 2 ** exponent)))];
        expect([other.t, other.f, other.pT, other.pF]).toEqual([one.t, one.f, one.pT, one.pF]);
      }),
    );
  });

  it('have no verdict where the halves agree in every repeat', () => {
    const table = [0.03, 0.02, 0.02, 0.02, 0.02].map((value) => [value, value]);
    const infinite = Number.POSITIVE_INFINITY;
    const zero = { status: 'zero_variance', variances: [0, 0, 0, 0, 0] };
    expect(fiveByTwo(table)).toEqual({ ...zero, t: infinite, pT: 0, f: infinite, pF: 0 });
    expect(fiveByTwo([[0, 0], ...table.slice(1)])).toEqual({ ...zero, t: null, pT: 1, f: infinite, pF: 0 });
    const rounded = table.map(() => [0.95 - 0.93, 0.53 - 0.51]);
    expect(fiveByTwo(rounded).status).toBe('zero_variance');
  });

  it('need five pairs of finite numbers', () => {
    expect(fiveByTwo([])).toEqual({ status: 'invalid', reason: 'not five pairs' });
    expect(fiveByTwo([[1], [1, 2], [1, 2], [1, 2], [1, 2]]).status).toBe('invalid');
    const table = [[Number.NaN, 1], ...[1, 2, 3, 4].map((value) => [value, 1])];
    expect(fiveByTwo(table)).toEqual({ status: 'invalid', reason: 'non-finite difference' });
    expect(fiveByTwo(table.map(() => [1e200, -1e200]))).toEqual({ status: 'invalid', reason: 'overflow' });
  });
});

describe('the upper tail of F', () => {
  // scipy 1.17.1: scipy.stats.f.sf(f, d1, d2)
  it.each([
    [1, 1, 1, 0.5],
    [6.946902654867256, 10, 5, 0.022544794937787452],
    [3.5, 3, 12, 0.04964053797988685],
    [1e6, 3, 12, 1.2011691124594533e-32],
  ])('has the probability of scipy at f %d, df %d and %d', (f, d1, d2, expected) => {
    expect(fUpperTail(f, d1, d2) / expected).toBeCloseTo(1, 11);
  });

  it('knows its edges', () => {
    expect(fUpperTail(0, 2, 3)).toBe(1);
    expect(fUpperTail(-1, 2, 3)).toBe(1);
    expect(fUpperTail(Number.POSITIVE_INFINITY, 2, 3)).toBe(0);
    expect(fUpperTail(Number.NaN, 2, 3)).toBeNaN();
    expect(() => fUpperTail(1, 0, 3)).toThrow(RangeError);
  });
});
