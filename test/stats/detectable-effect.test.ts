import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { correctedTPower, detectableEffect } from '../../src/stats/detectable-effect.ts';

describe('the smallest detectable effect', () => {
  it('has the power that it was asked for', () => {
    const designs = fc.record({
      n: fc.integer({ min: 2, max: 200 }),
      testTrainRatio: fc.double({ min: 0, max: 1, noNaN: true }),
      alpha: fc.double({ min: 0.001, max: 0.2, noNaN: true }),
    });
    fc.assert(
      fc.property(designs, fc.double({ min: 0.3, max: 0.99, noNaN: true }), (design, power) => {
        const effect = detectableEffect(design, power);
        if (effect.status !== 'ok') throw new Error(effect.status);
        expect(correctedTPower(effect.dz, design)).toBeCloseTo(power, 10);
        expect(correctedTPower(-effect.dz, design)).toBeCloseTo(power, 10);
      }),
      { numRuns: 60 },
    );
  });

  it('falls with more repeats, towards the floor that the overlap sets', () => {
    const dz = [5, 10, 50, 500].map((n) => {
      const effect = detectableEffect({ n, testTrainRatio: 0.25 });
      return effect.status === 'ok' ? effect.dz : Number.NaN;
    });
    expect(dz).toEqual([...dz].sort((a, b) => b - a));
    expect(dz.at(-1)).toBeGreaterThan(2.8 * Math.sqrt(0.25)); // 2.80 = z(0.975) + z(0.8)
  });

  it('is nothing where chance has the power', () => {
    expect(detectableEffect({ n: 5, testTrainRatio: 0, alpha: 0.2 }, 0.1)).toEqual({ status: 'ok', dz: 0 });
  });

  it('says why there is none', () => {
    expect(detectableEffect({ n: 1, testTrainRatio: 0.25 })).toEqual({ status: 'insufficient' });
    expect(detectableEffect({ n: 2, testTrainRatio: 0.25, alpha: 1e-9 })).toEqual({ status: 'beyond_range' });
    // One fold holds out everything: 1/(k − 1) is infinite.
    expect(detectableEffect({ n: 5, testTrainRatio: Number.POSITIVE_INFINITY }).status).toBe('invalid');
    expect(detectableEffect({ n: 5, testTrainRatio: 0.25 }, 1).status).toBe('invalid');
    for (const wrong of [{ testTrainRatio: Number.POSITIVE_INFINITY }, { testTrainRatio: 0, alpha: 0 }])
      expect(() => correctedTPower(1, { n: 5, ...wrong })).toThrow(RangeError);
  });
});
