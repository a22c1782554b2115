import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mcNemar, type PairedOutcomes } from '../../src/stats/mcnemar.ts';

const counts = (max: number) => fc.nat({ max });
const tables = (max: number) =>
  fc
    .record({ both: counts(max), onlyFirst: counts(max), onlySecond: counts(max), neither: counts(max) })
    .filter(({ onlyFirst, onlySecond }) => onlyFirst + onlySecond > 0);

function ok(table: PairedOutcomes) {
  const result = mcNemar(table);
  return result.status === 'ok' ? result : expect.unreachable();
}

/** Binomial coefficients over 2^n, by Pascal's rule. */
function fairProbabilities(n: number): number[] {
  let row = [1];
  for (let draw = 0; draw < n; draw++) row = [...row, 0].map((value, k) => (value + (row[k - 1] ?? 0)) / 2);
  return row;
}

describe('McNemar’s test', () => {
  it('has the p-values of the binomial counted up', () => {
    fc.assert(
      fc.property(tables(40), (table) => {
        const { pExact, pMid, discordant } = ok(table);
        const masses = fairProbabilities(discordant);
        const smaller = Math.min(table.onlyFirst, table.onlySecond);
        const upTo = masses.slice(0, smaller + 1).reduce((sum, mass) => sum + mass, 0);
        const exact = Math.min(1, 2 * upTo);
        expect(pExact / exact).toBeCloseTo(1, 11);
        const mid = table.onlyFirst === table.onlySecond ? 1 - masses[smaller]! : exact - masses[smaller]!;
        expect(pMid).toBeCloseTo(mid, 12);
      }),
    );
  });

  it('changes the sign of the difference, and no p, when the models are swapped', () => {
    fc.assert(
      fc.property(tables(1_000_000), (table) => {
        const one = ok(table);
        const other = ok({ ...table, onlyFirst: table.onlySecond, onlySecond: table.onlyFirst });
        expect(other.difference).toBe(0 - one.difference);
        expect(other.oddsRatio * one.oddsRatio || 1).toBeCloseTo(1, 12);
        expect([other.pExact, other.pMid, other.chiSquare, other.pChiSquare, other.pChiSquareCorrected]).toEqual([
          one.pExact,
          one.pMid,
          one.chiSquare,
          one.pChiSquare,
          one.pChiSquareCorrected,
        ]);
      }),
    );
  });

  it('has p-values from 0 to 1, mid-p below the exact one, that fall as the lead grows', () => {
    fc.assert(
      fc.property(tables(5000), (table) => {
        const result = ok(table);
        for (const p of [result.pExact, result.pMid, result.pChiSquare, result.pChiSquareCorrected]) {
          expect(p).toBeGreaterThanOrEqual(0);
          expect(p).toBeLessThanOrEqual(1);
        }
        expect(result.pMid).toBeLessThanOrEqual(result.pExact);
        fc.pre(table.onlyFirst >= table.onlySecond && table.onlySecond > 0);
        const further = ok({ ...table, onlyFirst: table.onlyFirst + 1, onlySecond: table.onlySecond - 1 });
        expect(further.pExact).toBeLessThanOrEqual(result.pExact);
        expect(further.pChiSquare).toBeLessThanOrEqual(result.pChiSquare);
      }),
    );
  });

  it('knows nothing of the examples on which the models agree', () => {
    const table = { both: 3, onlyFirst: 4, onlySecond: 9, neither: 1 };
    expect(ok({ ...table, both: 3000, neither: 5 }).pMid).toBe(ok(table).pMid);
  });

  it('keeps its digits over a million examples', () => {
    // mpmath 1.3.0 at 30 digits: twice the sum of the binomial's terms up to 498,500
    const table = { both: 0, onlyFirst: 501_500, onlySecond: 498_500, neither: 0 };
    expect(ok(table).pExact / 0.002708655306059757).toBeCloseTo(1, 9);
  });

  it('says what is not defined', () => {
    const none = { both: 3, onlyFirst: 0, onlySecond: 0, neither: 0 };
    expect(mcNemar(none)).toEqual({ status: 'no_discordant', discordant: 0, difference: 0, pExact: 1, pMid: 1 });
    expect(ok({ ...none, onlyFirst: 1 })).toMatchObject({ pExact: 1, pMid: 0.5, oddsRatio: Number.POSITIVE_INFINITY });
    expect(mcNemar({ ...none, both: 0 })).toEqual({ status: 'insufficient' });
    for (const wrong of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])
      expect(mcNemar({ ...none, neither: wrong })).toEqual({ status: 'invalid', reason: 'count not whole' });
  });
});
