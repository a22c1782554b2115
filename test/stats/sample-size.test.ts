import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { correctedTPower } from '../../src/stats/detectable-effect.ts';
import { approximateEquivalencePairs, equivalencePower } from '../../src/stats/equivalence-power.ts';
import { mcNemarExamples } from '../../src/stats/mcnemar-examples.ts';
import { nonInferiorityPairs } from '../../src/stats/non-inferiority-pairs.ts';
import { approximatePairs, requiredPairs } from '../../src/stats/paired-sample-size.ts';
import { repeatFloor, requiredRepeats, requiredRounds } from '../../src/stats/required-repeats.ts';

const effects = fc.double({ min: 0.05, max: 3, noNaN: true });
const powers = fc.double({ min: 0.1, max: 0.99, noNaN: true });

describe('the number of pairs', () => {
  it('is the smallest that has the power, in either direction of the effect', () => {
    fc.assert(
      fc.property(effects, powers, (dz, power) => {
        const result = requiredPairs(dz, { power });
        if (result.status !== 'ok') throw new Error(result.status);
        const powerOf = (n: number) => correctedTPower(dz, { n, testTrainRatio: 0 });
        expect(powerOf(result.n)).toBeGreaterThanOrEqual(power);
        if (result.n > 2) expect(powerOf(result.n - 1)).toBeLessThan(power);
        expect(requiredPairs(-dz, { power })).toEqual(result);
      }),
      { numRuns: 40 },
    );
  });

  it('is near the normal approximation where many are needed', () => {
    const [exact, near] = [requiredPairs(0.02), approximatePairs(0.02)];
    expect(exact).toEqual({ status: 'ok', n: 19_625 }); // scipy 1.17.1: scipy.stats.nct, counted up
    expect(near).toEqual({ status: 'ok', n: 19_625 });
  });

  it('is none without an effect, and none for what is no design', () => {
    expect(requiredPairs(0)).toEqual({ status: 'never' });
    expect(requiredPairs(1e-6)).toEqual({ status: 'never' });
    expect(approximatePairs(0)).toEqual({ status: 'never' });
    expect(requiredPairs(Number.POSITIVE_INFINITY)).toEqual({ status: 'invalid', reason: 'non-finite number' });
    expect(requiredPairs(1, { alpha: 0 })).toEqual({ status: 'invalid', reason: 'level outside (0, 1)' });
    expect(approximatePairs(1, { power: 1 })).toEqual({ status: 'invalid', reason: 'power outside (0, 1)' });
    expect(requiredPairs(100)).toEqual({ status: 'ok', n: 2 });
  });
});

describe('the number of repeats', () => {
  it('is the smallest that has the power above the floor, and none below it', () => {
    const folds = fc.integer({ min: 2, max: 20 });
    const above = fc.double({ min: 0.5, max: 4, noNaN: true });
    fc.assert(
      fc.property(folds, above, powers, (k, share, power) => {
        const floor = repeatFloor(k, { power });
        const dz = share * floor;
        const result = requiredRepeats(dz, k, { power });
        if (result.status === 'invalid') throw new Error(result.reason);
        expect(result.floor).toBe(floor);
        const powerOf = (repeats: number) => correctedTPower(dz, { n: k * repeats, testTrainRatio: 1 / (k - 1) });
        if (result.status === 'never') {
          expect(share).toBeLessThan(1 + 1e-6);
          expect(powerOf(1_000_000)).toBeLessThan(power);
          return;
        }
        expect(share).toBeGreaterThan(1);
        expect(result.power).toBeGreaterThanOrEqual(power);
        expect(result.power).toBe(powerOf(result.repeats));
        if (result.repeats > 1) expect(powerOf(result.repeats - 1)).toBeLessThan(power);
      }),
      { numRuns: 60 },
    );
  });

  it('has the floor of the normal distribution over the root of k − 1', () => {
    // scipy 1.17.1: brentq on norm.cdf(z + ncp) + norm.cdf(z - ncp) - 0.8, z = norm.ppf(0.025)
    expect(repeatFloor(2)).toBeCloseTo(2.8015817870135793, 11);
    expect(repeatFloor(5)).toBeCloseTo(2.8015817870135793 / 2, 11);
  });

  it('of hold-outs is that of folds as large, counted one by one, from two on', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 20 }),
        fc.double({ min: 1.1, max: 4, noNaN: true }),
        powers,
        (k, share, power) => {
          const dz = share * repeatFloor(k, { power });
          const [folds, parts] = [
            requiredRepeats(dz, k, { power }),
            requiredRounds(dz, { pairs: 1, testTrainRatio: 1 / (k - 1) }, { power }),
          ];
          if (folds.status !== 'ok' || parts.status !== 'ok') throw new Error(`${folds.status}, ${parts.status}`);
          expect(parts.floor).toBeCloseTo(folds.floor, 12);
          expect(Math.max(1, Math.ceil(parts.repeats / k - 1e-9))).toBe(folds.repeats);
          expect(parts.repeats).toBeGreaterThanOrEqual(2);
        },
      ),
      { numRuns: 40 },
    );
    const ofRatio = (testTrainRatio: number, dz = 1) => requiredRounds(dz, { pairs: 1, testTrainRatio });
    expect(ofRatio(0)).toEqual({ status: 'invalid', reason: 'no ratio above 0' });
    expect(ofRatio(0.25, Number.NaN)).toEqual({ status: 'invalid', reason: 'non-finite number' });
    expect(ofRatio(0.25, 1.4).status).toBe('never');
  });

  it('says what is no design', () => {
    expect(requiredRepeats(1, 1)).toEqual({ status: 'invalid', reason: 'fewer than two folds' });
    expect(requiredRepeats(1, 2.5).status).toBe('invalid');
    expect(requiredRepeats(Number.NaN, 5)).toEqual({ status: 'invalid', reason: 'non-finite number' });
    expect(requiredRepeats(0, 5)).toMatchObject({ status: 'never' });
    expect(requiredRepeats(0, 5, { alpha: 0.1, power: 0.05 })).toMatchObject({ status: 'ok', repeats: 1 }); // chance has it
    expect(repeatFloor(1)).toBeNaN();
  });
});

describe('equivalence and non-inferiority', () => {
  // scipy 1.17.1: the integral over scipy.stats.chi by scipy.integrate.quad, split at 60 points
  it.each([
    [0, 2, 0.024181719293975924],
    [0, 3, 0.019024874525483678],
    [0.01, 1000, 0.04999999999998493],
  ])('power of TOST is that of scipy: mean %d, %d pairs', (mean, n, expected) => {
    expect(equivalencePower({ mean, sd: 0.02, margin: 0.01, n })).toBeCloseTo(expected, 11);
  });

  it('power of TOST is the same for either direction and every unit, and falls away from equality', () => {
    const means = fc.double({ min: 0, max: 0.02, noNaN: true });
    fc.assert(
      fc.property(means, fc.integer({ min: 2, max: 300 }), (mean, n) => {
        const power = equivalencePower({ mean, sd: 0.02, margin: 0.01, n });
        expect(equivalencePower({ mean: -mean, sd: 0.02, margin: 0.01, n })).toBeCloseTo(power, 11);
        expect(equivalencePower({ mean: 7 * mean, sd: 0.14, margin: 0.07, n })).toBeCloseTo(power, 11);
        expect(equivalencePower({ mean: mean + 0.001, sd: 0.02, margin: 0.01, n })).toBeLessThanOrEqual(power + 1e-12);
      }),
    );
  });

  it('fewer pairs are needed the better the arm is, and none are enough beyond the margin', () => {
    const pairsAt = (mean: number) => nonInferiorityPairs({ mean, sd: 0.02, margin: 0.01 });
    const sizes = [-0.005, 0, 0.005, 0.05].map((mean) => pairsAt(mean));
    expect(sizes.map((size) => (size.status === 'ok' ? size.n : null))).toEqual([101, 27, 13, 3]);
    expect(pairsAt(-0.01)).toEqual({ status: 'never' });
    expect(pairsAt(-0.02)).toEqual({ status: 'never' });
    expect(nonInferiorityPairs({ mean: 0, sd: 0, margin: 1 })).toEqual({
      status: 'invalid',
      reason: 'no deviation above 0',
    });
  });

  it('refuse what has no power', () => {
    expect(() => equivalencePower({ mean: 0, sd: 0, margin: 1, n: 5 })).toThrow(RangeError);
    expect(() => equivalencePower({ mean: 0, sd: 1, margin: 1, n: 1 })).toThrow(RangeError);
    expect(() => equivalencePower({ mean: 0, sd: 1, margin: 1, n: 5, alpha: 0.5 })).toThrow(RangeError);
    expect(approximateEquivalencePairs(1, 0)).toBe(Number.POSITIVE_INFINITY);
    expect(() => approximateEquivalencePairs(0, 0)).toThrow(RangeError);
    expect(() => approximateEquivalencePairs(1, 1, 0)).toThrow(RangeError);
  });
});

describe('the number of test examples for McNemar', () => {
  it('is the same for either model, and falls as they differ more', () => {
    const shares = fc.double({ min: 0.001, max: 0.4, noNaN: true });
    fc.assert(
      fc.property(shares, shares, (first, second) => {
        fc.pre(Math.abs(first - second) > 1e-3);
        const result = mcNemarExamples(first, second);
        expect(mcNemarExamples(second, first)).toEqual(result);
        if (result.status !== 'ok') throw new Error(result.status);
        const further = mcNemarExamples(Math.max(first, second) + 0.01, Math.min(first, second));
        expect(further.status === 'ok' ? further.n : Number.NaN).toBeLessThanOrEqual(result.n);
      }),
    );
  });

  it('is none for models that are as good, and none for what are no shares', () => {
    expect(mcNemarExamples(0.1, 0.1)).toEqual({ status: 'never' });
    expect(mcNemarExamples(0, 0)).toEqual({ status: 'never' });
    expect(mcNemarExamples(0.6, 0.6)).toEqual({ status: 'invalid', reason: 'no shares of all examples' });
    expect(mcNemarExamples(-0.1, 0.2).status).toBe('invalid');
    expect(mcNemarExamples(Number.NaN, 0.2)).toEqual({ status: 'invalid', reason: 'non-finite number' });
    expect(mcNemarExamples(1, 0)).toEqual({ status: 'ok', n: 4 }); // z(0.975)² = 3.84: no error of the second kind
  });
});
