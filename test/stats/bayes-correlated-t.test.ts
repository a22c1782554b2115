import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bayesCorrelatedT } from '../../src/stats/bayes-correlated-t.ts';
import { correctedT } from '../../src/stats/corrected-t.ts';
import { differenceLists } from './arbitraries.ts';

describe('the Bayesian correlated t', () => {
  const ropes = fc.double({ min: 0, max: 0.1, noNaN: true });
  const ok = (differences: readonly number[], rope: number) => {
    const result = bayesCorrelatedT(differences, { rho: 0.2, rope });
    fc.pre(result.status === 'ok');
    return result;
  };

  it('swaps the outer regions when the arms are swapped', () => {
    fc.assert(
      fc.property(differenceLists, ropes, (differences, rope) => {
        const one = ok(differences, rope);
        const other = ok(
          differences.map((difference) => -difference),
          rope,
        );
        expect(other.below).toBeCloseTo(one.above, 10);
        expect(other.above).toBeCloseTo(one.below, 10);
        expect(other.within).toBeCloseTo(one.within, 10);
      }),
    );
  });

  it('gives probabilities that add up to one, and more to a wider region', () => {
    fc.assert(
      fc.property(differenceLists, ropes, (differences, rope) => {
        const { below, within, above } = ok(differences, rope);
        expect(below + within + above).toBeCloseTo(1, 12);
        expect(Math.min(below, within, above)).toBeGreaterThanOrEqual(0);
        expect(ok(differences, rope + 0.01).within).toBeGreaterThanOrEqual(within);
      }),
    );
  });

  it('has the interval of the corrected t: 1/k over 1 − 1/k is 1/(k − 1)', () => {
    fc.assert(
      fc.property(differenceLists, (differences) => {
        const { interval } = ok(differences, 0);
        const frequentist = correctedT(differences, { testTrainRatio: 0.25 });
        if (frequentist.status !== 'ok') throw new Error(frequentist.status);
        expect(interval[0]).toBeCloseTo(frequentist.interval[0], 10);
        expect(interval[1]).toBeCloseTo(frequentist.interval[1], 10);
      }),
    );
  });

  it('has the interval of the plain paired t over independent differences', () => {
    fc.assert(
      fc.property(differenceLists, (differences) => {
        const posterior = bayesCorrelatedT(differences, { rho: 0, rope: 0.01 });
        const plain = correctedT(differences, { testTrainRatio: 0 });
        if (posterior.status !== 'ok' || plain.status !== 'ok') throw new Error(posterior.status);
        expect(posterior.rho).toBe(0);
        expect(posterior.interval[0]).toBeCloseTo(plain.interval[0], 10);
        expect(posterior.interval[1]).toBeCloseTo(plain.interval[1], 10);
      }),
    );
  });

  it('is never ok without variance or over numbers that are not finite', () => {
    expect(bayesCorrelatedT([0.1, 0.1, 0.1], { rho: 0.2, rope: 0.01 }).status).toBe('zero_variance');
    expect(bayesCorrelatedT([0.1, Number.NaN], { rho: 0.2, rope: 0.01 }).status).toBe('invalid');
    expect(bayesCorrelatedT([0.1, 0.2], { rho: 1, rope: 0.01 }).status).toBe('invalid');
    expect(bayesCorrelatedT([0.1, 0.2], { rho: 0.2, rope: -0.01 }).status).toBe('invalid');
    expect(bayesCorrelatedT([1e308, -1e308], { rho: 0.2, rope: 0.01 }).status).toBe('invalid');
  });
});
