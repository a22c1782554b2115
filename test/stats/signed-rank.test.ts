import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { signedRank, smallestSignedRankP } from '../../src/stats/signed-rank.ts';

const lists = fc
  .array(fc.integer({ min: -30, max: 30 }), { minLength: 1, maxLength: 9 })
  .filter((counts) => counts.some((count) => count !== 0));
const treatments = fc.constantFrom('wilcoxon' as const, 'pratt' as const);

function ok(differences: readonly number[], zeros: 'wilcoxon' | 'pratt' = 'wilcoxon') {
  const result = signedRank(differences, { zeros });
  return result.status === 'ok' && result.exact !== null ? { ...result, ...result.exact } : expect.unreachable();
}

/** W+ by the definition: of each positive difference, how many magnitudes it exceeds, ties counted half. */
function wPlusOf(differences: readonly number[], pool: readonly number[]) {
  const magnitudes = pool.map(Math.abs);
  const rank = (d: number) => 0.5 + magnitudes.reduce((sum, m) => sum + (1 + Math.sign(Math.abs(d) - m)) / 2, 0);
  return differences.filter((d) => d > 0).reduce((sum, d) => sum + rank(d), 0);
}

describe('the signed-rank test', () => {
  it('counts the sign vectors one by one, ties and zeros included', () => {
    fc.assert(
      fc.property(lists, treatments, (differences, zeros) => {
        const used = differences.filter((difference) => difference !== 0);
        const pool = zeros === 'pratt' ? differences : used;
        const observed = wPlusOf(used, pool);
        const sums = Array.from({ length: 2 ** used.length }, (_, vector) =>
          wPlusOf(
            used.map((difference, bit) => ((vector >> bit) & 1 ? 1 : -1) * Math.abs(difference)),
            pool,
          ),
        );
        const share = (holds: (sum: number) => boolean) => sums.filter(holds).length / sums.length;
        // Tenths have no exact double: magnitudes that are equal in tenths are ties all the same.
        const result = ok(
          differences.map((difference) => 0.7 + difference / 10 - 0.7),
          zeros,
        );
        fc.pre(result.nUsed === used.length); // 0.7 + 0 − 0.7 is 0
        expect(result.wPlus).toBe(observed);
        expect(result.pGreater).toBe(share((sum) => sum >= observed));
        expect(result.pLess).toBe(share((sum) => sum <= observed));
      }),
    );
  });

  it('swaps its sides with the arms, whatever the order, the unit, and any rising function of the magnitude', () => {
    fc.assert(
      fc.property(lists, treatments, fc.integer({ min: -1060, max: 1000 }), (differences, zeros, exponent) => {
        const one = ok(differences, zeros);
        const other = ok(
          [...differences].reverse().map((difference) => -difference * 2 ** exponent),
          zeros,
        );
        expect([other.wPlus, other.wMinus]).toEqual([one.wMinus, one.wPlus]);
        expect([other.pGreater, other.pLess, other.pTwoSided]).toEqual([one.pLess, one.pGreater, one.pTwoSided]);
        expect(other.rankBiserial).toBeCloseTo(-one.rankBiserial, 12);
        expect(
          ok(
            differences.map((difference) => difference ** 3),
            zeros,
          ),
        ).toEqual(one);
      }),
    );
  });

  it('finds more for the first arm where it scores more', () => {
    fc.assert(
      fc.property(lists, fc.integer({ min: 1, max: 20 }), (differences, shift) => {
        const shifted = differences.map((difference) => difference + shift);
        fc.pre(shifted.every((difference) => difference !== 0) && differences.every((difference) => difference !== 0));
        expect(ok(shifted).pGreater).toBeLessThanOrEqual(ok(differences).pGreater);
      }),
    );
  });

  it('reaches no p below the smallest, and reaches that', () => {
    for (const n of [1, 2, 5, 6, 20]) {
      const ramp = Array.from({ length: n }, (_, index) => index + 1);
      expect(ok(ramp).pTwoSided).toBe(smallestSignedRankP(n));
    }
    expect(smallestSignedRankP(0)).toBe(1);
    expect(smallestSignedRankP(2000)).toBe(0);
  });

  it('is near the normal p over many differences, and is that alone over too many', () => {
    const alternating = (n: number) =>
      Array.from({ length: n }, (_, index) => (index % 3 === 0 ? -1 : 0.5) * (index + 1));
    const { pTwoSided, pNormalCorrected } = ok(alternating(300));
    expect(Math.abs(pTwoSided - pNormalCorrected)).toBeLessThan(1e-3);
    const large = signedRank(alternating(20_000));
    expect(large).toMatchObject({ status: 'ok', exact: null });
    expect(signedRank(alternating(10), { exactUpTo: 9 })).toMatchObject({ exact: null });
  });

  it('has no z without a difference, and no test without finite numbers', () => {
    expect(signedRank([0, -0], { zeros: 'pratt' })).toEqual({
      status: 'no_difference',
      n: 2,
      nUsed: 0,
      nZero: 2,
      wPlus: 0,
      wMinus: 0,
      rankBiserial: 0,
      exact: { pTwoSided: 1, pGreater: 1, pLess: 1 },
    });
    expect(signedRank([])).toEqual({ status: 'insufficient', n: 0 });
    expect(signedRank([0.1, Number.NaN])).toEqual({ status: 'invalid', reason: 'non-finite difference' });
    expect(signedRank([Number.POSITIVE_INFINITY]).status).toBe('invalid');
    expect(() => signedRank([1], { exactUpTo: 1001 })).toThrow('received 1001');
  });
});
