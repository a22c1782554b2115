import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expectedBest } from '../../src/stats/expected-best.ts';

const pointsOf = (scores: readonly number[], better: 'higher' | 'lower' = 'higher') => {
  const curve = expectedBest(scores, better);
  if (curve.status !== 'ok') throw new Error(curve.status);
  return curve.points;
};

/** The mean over all n^m sequences of m draws with replacement: the definition, counted out. */
function counted(scores: readonly number[], tried: number, better: 'higher' | 'lower'): number {
  const pick = better === 'higher' ? Math.max : Math.min;
  let sequences: number[][] = [[]];
  for (let draw = 0; draw < tried; draw++)
    sequences = sequences.flatMap((one) => scores.map((score) => [...one, score]));
  return sequences.reduce((total, one) => total + pick(...one), 0) / sequences.length;
}

const lists = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 5 });

describe('the expected best score', () => {
  test.each(['higher', 'lower'] as const)('is the mean over all sequences of draws, %s is better', (better) => {
    fc.assert(
      fc.property(lists, (scores) => {
        for (const { tried, value } of pointsOf(scores, better)) {
          expect(value).toBeCloseTo(counted(scores, tried, better), 9);
        }
      }),
      { numRuns: 40, seed: 1 },
    );
  });

  // By hand: of {1, 2, 4}, one draw gives 7/3; two give (1·1 + 2·3 + 4·5)/9; three give (1·1 + 2·7 + 4·19)/27.
  test('of 1, 2 and 4', () => {
    const values = pointsOf([4, 1, 2]).map(({ value }) => value);
    [7 / 3, 27 / 9, 91 / 27].forEach((expected, index) => {
      expect(values[index]).toBeCloseTo(expected, 12);
    });
  });

  test('starts at the mean, never falls, and stays within what was seen', () => {
    fc.assert(
      fc.property(lists, (scores) => {
        const values = pointsOf(scores).map(({ value }) => value);
        expect(values[0]).toBeCloseTo(scores.reduce((sum, score) => sum + score, 0) / scores.length, 9);
        values.forEach((value, index) => {
          expect(value).toBeGreaterThanOrEqual((values[index - 1] ?? Number.NEGATIVE_INFINITY) - 1e-9);
        });
        expect(values.at(-1)!).toBeLessThanOrEqual(Math.max(...scores) + 1e-9);
      }),
      { seed: 2 },
    );
  });

  test('lower is better mirrors higher is better, and the order of scores does not matter', () => {
    fc.assert(
      fc.property(lists, (scores) => {
        const mirrored = pointsOf(
          scores.map((score) => -score),
          'lower',
        );
        pointsOf(scores).forEach(({ value }, index) => {
          expect(mirrored[index]!.value).toBeCloseTo(-value, 9);
        });
        expect(pointsOf(scores.toReversed())).toEqual(pointsOf(scores));
      }),
      { seed: 3 },
    );
  });

  test('has nothing to say of no scores, nor of ones that are not finite', () => {
    expect(expectedBest([], 'higher')).toEqual({ status: 'insufficient', n: 0 });
    for (const wrong of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(expectedBest([1, wrong], 'higher')).toEqual({ status: 'invalid', reason: 'non-finite score' });
    }
  });
});
