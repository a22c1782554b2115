import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { performanceProfile } from '../../src/stats/performance-profile.ts';

const ok = (...input: Parameters<typeof performanceProfile>) => {
  const result = performanceProfile(...input);
  if (result.status !== 'ok') throw new Error(result.status);
  return result;
};

const cost = fc.oneof(fc.integer({ min: 0, max: 40 }), fc.constant(Number.POSITIVE_INFINITY));
const tables = fc
  .integer({ min: 1, max: 4 })
  .chain((arms) => fc.array(fc.array(cost, { minLength: arms, maxLength: arms }), { minLength: 1, maxLength: 10 }));
const TAUS = [1, 1.5, 2, 4, 8];

describe('performance profiles', () => {
  it('rise with the threshold up to the share of problems solved, and start at the wins', () => {
    fc.assert(
      fc.property(tables, (costs) => {
        const { profiles, wins, ratios } = ok(costs, [...TAUS, 1e9]);
        for (const [arm, profile] of profiles.entries()) {
          expect(profile).toEqual(profile.toSorted((a, b) => a - b));
          expect(profile[0]).toBe(wins[arm]);
          const solved = ratios.filter((row) => Number.isFinite(row[arm]));
          expect(profile.at(-1)).toBeCloseTo(solved.length / costs.length, 12);
        }
        expect(ratios.flat().some(Number.isNaN)).toBe(false);
      }),
    );
  });

  it('do not depend on the unit of any problem, nor on the order of problems or arms', () => {
    fc.assert(
      fc.property(tables, (costs) => {
        const { profiles } = ok(costs, TAUS);
        const scaled = costs.toReversed().map((row, place) => row.map((one) => one * 2 ** (place % 4)));
        expect(ok(scaled, TAUS).profiles).toEqual(profiles);
        expect(
          ok(
            costs.map((row) => row.toReversed()),
            TAUS,
          ).profiles,
        ).toEqual(profiles.toReversed());
      }),
    );
  });

  it('count a problem that no arm solves, as nobody’s win; and a best cost of 0 beyond all multiples', () => {
    const never = Number.POSITIVE_INFINITY;
    expect(
      ok(
        [
          [never, never],
          [1, 2],
        ],
        [1, 1e9],
      ),
    ).toMatchObject({
      profiles: [
        [0.5, 0.5],
        [0, 0.5],
      ],
      wins: [0.5, 0],
    });
    expect(ok([[0, 3]], [1, 1e9])).toMatchObject({ ratios: [[1, never]], wins: [1, 0] });
    expect(ok([[0, 0]], [never])).toMatchObject({ ratios: [[1, 1]], profiles: [[1], [1]] });
    expect(ok([[never, 1]], [never]).profiles).toEqual([[0], [1]]);
  });

  it('say what is not enough, and refuse what does not fit', () => {
    expect(performanceProfile([], TAUS)).toEqual({ status: 'insufficient', problems: 0 });
    expect(performanceProfile([[], []], TAUS)).toEqual({ status: 'insufficient', problems: 2 });
    expect(performanceProfile([[1, 2], [1]], TAUS).status).toBe('invalid');
    for (const stray of [Number.NaN, -1]) expect(performanceProfile([[1, stray]], TAUS).status).toBe('invalid');
    expect(performanceProfile([[1]], [Number.NaN]).status).toBe('invalid');
  });
});
