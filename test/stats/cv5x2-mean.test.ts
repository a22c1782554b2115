import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fiveByTwoMean } from '../../src/stats/cv5x2-mean.ts';
import { fiveByTwoDetectable, fiveByTwoPower } from '../../src/stats/cv5x2-power.ts';
import { noncentralFUpperTail } from '../../src/stats/noncentral-f.ts';

// Alpaydın's example of test/reference/cv5x2.json, "typical"; t(0.975, df 5) = 2.570581835636314 (scipy 1.18).
const typical = [0.04, 0.05, 0.03, 0.06, 0.05, 0.02, 0.045, 0.04, 0.06, 0.03];

test('the interval is the mean of all ten, on the scale of the 5×2 cv t', () => {
  const found = fiveByTwoMean(typical);
  if (found.status !== 'ok') throw new Error(found.status);
  const sd = Math.sqrt((5e-5 + 4.5e-4 + 4.5e-4 + 1.25e-5 + 4.5e-4) / 5); // s² of each repeat, from that file
  expect(found.mean).toBeCloseTo(0.0425, 12);
  expect(found.sd).toBeCloseTo(sd, 12);
  expect(found.pF).toBeCloseTo(0.022544794937787452, 9);
  expect(found.interval[1] - 0.0425).toBeCloseTo(2.570581835636314 * sd, 10);
});

const ten = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 10, maxLength: 10 });

test('swapping arms mirrors it, and the order of repeats and of halves changes nothing', () => {
  fc.assert(
    fc.property(ten, fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 }), fc.boolean(), (values, order, swap) => {
      const found = fiveByTwoMean(values);
      const other = fiveByTwoMean(
        order.flatMap((repeat) => {
          const pair = values.slice(2 * repeat, 2 * repeat + 2);
          return swap ? pair.reverse() : pair;
        }),
      );
      const mirrored = fiveByTwoMean(values.map((value) => -value));
      expect([other.status, mirrored.status]).toEqual([found.status, found.status]);
      if (found.status !== 'ok' || other.status !== 'ok' || mirrored.status !== 'ok') return;
      expect(other.interval[0]).toBeCloseTo(found.interval[0], 9);
      expect(other.pF).toBeCloseTo(found.pF, 9);
      expect(mirrored.interval[0]).toBeCloseTo(-found.interval[1], 9);
      expect(mirrored.pF).toBeCloseTo(found.pF, 12);
    }),
    { seed: 1, numRuns: 200 },
  );
});

test('bad input has a status', () => {
  expect(fiveByTwoMean(typical.slice(1))).toEqual({ status: 'invalid', reason: 'not ten values' });
  expect(fiveByTwoMean([...typical.slice(1), Number.NaN]).status).toBe('invalid');
  expect(fiveByTwoMean([...typical.slice(1), Number.POSITIVE_INFINITY]).status).toBe('invalid');
  expect(fiveByTwoMean([1e308, -1e308, ...typical.slice(2)]).status).toBe('invalid');
  expect(fiveByTwoMean(new Array(10).fill(0.1))).toMatchObject({ status: 'zero_variance', constant: true });
  const halves = [1, 1, 2, 2, 3, 3, 4, 4, 5, 5];
  expect(fiveByTwoMean(halves)).toEqual({ status: 'zero_variance', mean: 3, constant: false });
});

test('the noncentral F and the power of the combined F are those of scipy', () => {
  // scipy 1.18: ncf.sf(f, d1, d2, λ); f.isf(.05, 10, 5) = 4.73506306969342
  const known = [
    [4.735063069693413, 10, 5, 10, 0.17503124073137033],
    [4.7, 10, 5, 60, 0.7833962293427329],
    [2.5, 3, 12, 7, 0.6208255708493225],
    [0.1, 10, 5, 200, 1],
    [1, 10, 5, 0, 0.5348805734621996],
  ] as const;
  for (const [f, d1, d2, lambda, tail] of known) {
    expect(noncentralFUpperTail(f, d1, d2, lambda)).toBeCloseTo(tail, 10);
  }
  expect(fiveByTwoPower(0)).toBeCloseTo(0.05, 10);
  expect(fiveByTwoPower(2)).toBeCloseTo(0.5945577949701818, 10);
  expect(fiveByTwoDetectable()).toBeCloseTo(2.508861822009563, 8);
  expect(() => noncentralFUpperTail(1, 10, 5, -1)).toThrow(RangeError);
  expect(() => fiveByTwoPower(1, -1)).toThrow(RangeError);
  expect(() => fiveByTwoDetectable(1)).toThrow(RangeError);
  expect(() => noncentralFUpperTail(1, 0, 5, 1)).toThrow(RangeError);
});
