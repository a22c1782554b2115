import fc from 'fast-check';
import { expect, test } from 'vitest';
import { calibration } from '../../src/stats/calibration.ts';
import { expectedCalibrationError, reliabilityBins } from '../../src/stats/reliability.ts';

test('examples by hand: edges belong to the bin below, and 0 to the first', () => {
  const bins = reliabilityBins([0, 0.5, 0.50001, 1], [0, 1, 0, 1], 2);
  expect(bins).toEqual([
    { count: 2, confidence: 0.25, accuracy: 0.5 },
    { count: 2, confidence: expect.closeTo(0.750005, 12), accuracy: 0.5 },
  ]);
  expect(expectedCalibrationError(bins)).toBeCloseTo((2 / 4) * 0.25 + (2 / 4) * 0.250005, 12);
  expect(expectedCalibrationError(reliabilityBins([], [], 3))).toBe(0);
});

test('no example is lost, order does not matter, and the error is that of `calibration`', () => {
  const examples = fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean()), { minLength: 1 });
  fc.assert(
    fc.property(examples, fc.integer({ min: 1, max: 20 }), (pairs, count) => {
      const of = (some: typeof pairs) =>
        reliabilityBins(
          some.map(([p]) => p),
          some.map(([, hit]) => hit),
          count,
        );
      const bins = of(pairs);
      expect(bins.reduce((sum, bin) => sum + bin.count, 0)).toBe(pairs.length);
      expect(expectedCalibrationError(of(pairs.toReversed()))).toBeCloseTo(expectedCalibrationError(bins), 12);
      const whole = calibration(
        pairs.map(([p]) => p),
        pairs.map(([, hit]) => hit),
        count,
      );
      expect(whole).toMatchObject({ ece: expectedCalibrationError(bins), counts: bins.map((bin) => bin.count) });
    }),
    { seed: 1 },
  );
});
