import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/random.ts';
import { pairedT } from '../../src/stats/paired-t.ts';
import { signFlip } from '../../src/stats/sign-flip.ts';

const randomFrom = (seed: number) => stream('sign-flip test', { seed });
const lists = fc.array(fc.integer({ min: -40, max: 40 }), { minLength: 1, maxLength: 9 });

function ok(differences: readonly number[], options: { exactUpTo?: number; draws?: number } = {}) {
  const result = signFlip(differences, { ...options, random: randomFrom(1) });
  if (result.status !== 'ok') throw new Error(result.status);
  return result;
}

describe('the sign-flip test', () => {
  it('counts the sign vectors one by one', () => {
    fc.assert(
      fc.property(lists, (differences) => {
        const vectors = Array.from({ length: 2 ** differences.length }, (_, vector) =>
          differences.reduce((sum, value, bit) => sum + ((vector >> bit) & 1 ? value : -value), 0),
        );
        const observed = differences.reduce((sum, value) => sum + value, 0);
        const share = (holds: (sum: number) => boolean) => vectors.filter(holds).length / vectors.length;
        // Tenths have no exact double: sums that are equal in tenths must be counted as equal.
        const result = ok(differences.map((value) => value / 10));
        expect(result.method).toBe('exact');
        expect(result.pTwoSided).toBe(share((sum) => Math.abs(sum) >= Math.abs(observed)));
        expect(result.pGreater).toBe(share((sum) => sum >= observed));
        expect(result.pLess).toBe(share((sum) => sum <= observed));
      }),
    );
  });

  it('swaps its sides with the arms, whatever the order and the unit', () => {
    fc.assert(
      fc.property(lists, fc.integer({ min: -1060, max: 1010 }), (differences, exponent) => {
        const one = ok(differences);
        const other = ok([...differences].reverse().map((value) => -value * 2 ** exponent));
        expect(other.pTwoSided).toBe(one.pTwoSided);
        expect(other.pGreater).toBe(one.pLess);
        expect(other.pLess).toBe(one.pGreater);
      }),
    );
  });

  it('finds more for the first arm where it scores more', () => {
    fc.assert(
      fc.property(lists, fc.integer({ min: 1, max: 40 }), (differences, shift) => {
        const shifted = differences.map((value) => value + shift);
        expect(ok(shifted).pGreater).toBeLessThanOrEqual(ok(differences).pGreater);
      }),
    );
  });

  it('draws random vectors above the limit, near the exact share and never 0', () => {
    const differences = [0.4, -0.1, 0.3, 0.25, 0.6, -0.2, 0.05, 0.35, 0.15, -0.3];
    const [exact, drawn] = [ok(differences), ok(differences, { exactUpTo: 9 })];
    expect(drawn.method).toBe('monte-carlo');
    // Five standard errors of a share near 0.07 over 99,999 draws.
    expect(Math.abs(drawn.pTwoSided - exact.pTwoSided)).toBeLessThan(5 * Math.sqrt(exact.pTwoSided / 99_999));
    expect(Math.abs(drawn.pGreater - exact.pGreater)).toBeLessThan(5 * Math.sqrt(exact.pGreater / 99_999));
    expect(ok(new Array<number>(64).fill(1), { draws: 999 }).pTwoSided).toBe(1 / 1000);
    expect(signFlip(differences, { exactUpTo: 0, random: randomFrom(2) })).not.toEqual(drawn);
  });

  it('agrees with the t over many pairs', () => {
    const random = randomFrom(3);
    const differences = Array.from({ length: 200 }, () => 0.15 + random.normal());
    const t = pairedT(differences);
    if (t.status !== 'ok') throw new Error(t.status);
    expect(Math.abs(ok(differences).pTwoSided - t.pTwoSided)).toBeLessThan(0.005);
  });

  it('says why there is no test, and refuses what it cannot count', () => {
    const random = randomFrom(1);
    expect(signFlip([], { random })).toEqual({ status: 'insufficient', n: 0 });
    expect(signFlip([0.1, Number.NaN], { random })).toEqual({ status: 'invalid', reason: 'non-finite difference' });
    expect(signFlip([Number.NEGATIVE_INFINITY], { random }).status).toBe('invalid');
    expect(() => signFlip([0.1], { exactUpTo: 25, random })).toThrow('received 25');
    expect(() => signFlip([0.1], { draws: 0, random })).toThrow('received 0');
    expect(ok([0, 0, 0]).pGreater).toBe(1);
  });
});
