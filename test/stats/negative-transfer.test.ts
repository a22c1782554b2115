import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bayesCorrelatedT } from '../../src/stats/bayes-correlated-t.ts';
import { negativeAcrossSuites, negativeTransfer } from '../../src/stats/negative-transfer.ts';
import { differenceLists } from './arbitraries.ts';

const options = { testTrainRatio: 0.25, rope: 0.01 };

describe('negative transfer', () => {
  it('is what the Bayesian correlated t calls below, with the ratio of its folds', () => {
    fc.assert(
      fc.property(differenceLists, (differences) => {
        const result = negativeTransfer(differences, options);
        fc.pre(result.status === 'ok');
        const posterior = bayesCorrelatedT(differences, { rho: 0.2, rope: 0.01 });
        if (posterior.status !== 'ok') throw new Error(posterior.status);
        expect(result.pNegative).toBeCloseTo(posterior.below, 9);
        expect(result.pRope).toBeCloseTo(posterior.within, 9);
        expect(result.pPositive).toBeCloseTo(posterior.above, 9);
        expect(result.interval[0]).toBeCloseTo(posterior.interval[0], 9);
        expect(result.interval[1]).toBeCloseTo(posterior.interval[1], 9);
      }),
    );
  });

  it('turns positive when the arms are swapped', () => {
    const swapped = {
      negative: 'positive',
      positive: 'negative',
      equivalent: 'equivalent',
      inconclusive: 'inconclusive',
    };
    fc.assert(
      fc.property(differenceLists, (differences) => {
        const one = negativeTransfer(differences, options);
        const other = negativeTransfer(
          differences.map((difference) => -difference),
          options,
        );
        expect(other.status).toBe(one.status);
        expect(other.verdict).toBe(swapped[one.verdict]);
      }),
    );
  });

  it('is less certain over folds, and equivalent within a wide region', () => {
    const differences = [-0.05, -0.01, -0.06, -0.02, -0.04];
    const folds = negativeTransfer(differences, options);
    const independent = negativeTransfer(differences, { ...options, testTrainRatio: 0 });
    if (folds.status !== 'ok' || independent.status !== 'ok') throw new Error('not ok');
    expect(folds.pNegative).toBeLessThan(independent.pNegative);
    expect(negativeTransfer(differences, { ...options, rope: 0.5 }).verdict).toBe('equivalent');
  });

  it('says of equal differences where they lie, and that they lie on the border', () => {
    const verdict = (value: number) => negativeTransfer([value, value, value], options);
    expect(verdict(-0.02)).toMatchObject({ status: 'zero_variance', verdict: 'negative' });
    expect(verdict(0.02)).toMatchObject({ status: 'zero_variance', verdict: 'positive' });
    expect(verdict(0)).toMatchObject({ status: 'zero_variance', verdict: 'equivalent' });
    expect(verdict(-0.01)).toMatchObject({ status: 'zero_variance', verdict: 'inconclusive' });
    const none = negativeTransfer([0, 0], { testTrainRatio: 0, rope: 0 });
    expect(none).toMatchObject({ status: 'zero_variance', verdict: 'inconclusive' });
  });

  it('is inconclusive wherever it cannot be computed', () => {
    expect(negativeTransfer([], options)).toEqual({ status: 'insufficient', n: 0, verdict: 'inconclusive' });
    expect(negativeTransfer([-1], options)).toEqual({ status: 'insufficient', n: 1, verdict: 'inconclusive' });
    const invalid = { status: 'invalid', verdict: 'inconclusive' };
    expect(negativeTransfer([-1, Number.NaN], options)).toMatchObject(invalid);
    expect(negativeTransfer([-1, Number.NEGATIVE_INFINITY], options)).toMatchObject(invalid);
    expect(negativeTransfer([-1, -2], { ...options, rope: -0.1 })).toMatchObject(invalid);
    expect(negativeTransfer([-1, -2], { ...options, testTrainRatio: Number.NaN })).toMatchObject(invalid);
  });
});

describe('negative transfer over suites', () => {
  const suite = (...differences: number[]) => negativeTransfer(differences, { testTrainRatio: 0, rope: 0.01 });

  it('is counted among the suites that were judged, by Holm', () => {
    const bad = suite(-0.05, -0.04, -0.06, -0.045, -0.055);
    const good = suite(0.05, 0.04, 0.06, 0.045, 0.055);
    const result = negativeAcrossSuites([good, bad, suite(-0.9), suite(-0.2, -0.2)]);
    expect(result).toMatchObject({ judged: 3, negativeShare: 2 / 3, worst: 3 });
    if (bad.status !== 'ok' || good.status !== 'ok') throw new Error('not ok');
    expect(result.adjusted).toEqual([good.pOneSided, 2 * bad.pOneSided, null, null]);
  });

  it('is of no suites nothing', () => {
    const nothing = { judged: 0, negativeShare: null, worst: null };
    expect(negativeAcrossSuites([])).toEqual({ adjusted: [], ...nothing });
    expect(negativeAcrossSuites([suite(0.1)])).toEqual({ adjusted: [null], ...nothing });
  });
});
