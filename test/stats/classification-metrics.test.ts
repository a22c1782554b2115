import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classificationMetrics } from '../../src/stats/classification-metrics.ts';

const ok = (truth: readonly number[], predicted: readonly number[], classes: number) => {
  const result = classificationMetrics(truth, predicted, classes);
  if (result.status !== 'ok') throw new Error(result.status);
  return result;
};

/** Labels and predictions of up to five classes, some of which may not occur. */
const judged = fc.integer({ min: 1, max: 5 }).chain((classes) => {
  const label = fc.integer({ min: 0, max: classes - 1 });
  return fc.record({
    classes: fc.constant(classes),
    pairs: fc.array(fc.tuple(label, label), { minLength: 1, maxLength: 40 }),
  });
});
const split = (pairs: readonly (readonly [number, number])[]) =>
  [pairs.map(([t]) => t), pairs.map(([, p]) => p)] as const;

describe('classification metrics', () => {
  it('have the values of scikit-learn 1.9.1 where a class is never predicted, or all predictions are of one', () => {
    const result = ok([0, 1, 2, 2, 1, 0, 3, 3], [0, 2, 2, 1, 1, 0, 3, 0], 4);
    expect(result.cohenKappa).toBeCloseTo(0.5, 12);
    expect(result.mcc).toBeCloseTo(0.5107539184552492, 12);
    expect(result.balancedAccuracy).toBeCloseTo(0.625, 12);
    expect(result.macroF1).toBeCloseTo(0.6166666666666667, 12);
    const constant = ok([0, 1, 2], [1, 1, 1], 3);
    expect([constant.mcc, constant.cohenKappa]).toEqual([0, 0]);
    expect(constant.macroF1).toBeCloseTo(0.16666666666666666, 12);
  });

  it('have κ only where chance leaves something to disagree on', () => {
    expect(ok([1, 1, 1], [1, 1, 1], 3).cohenKappa).toBeNull();
    expect(ok([1, 1, 1], [0, 0, 0], 3)).toMatchObject({ cohenKappa: 0, mcc: 0, accuracy: 0, balancedAccuracy: 0 });
  });

  it('stay within their ranges, and are perfect exactly where all is right', () => {
    fc.assert(
      fc.property(judged, ({ classes, pairs }) => {
        const result = ok(...split(pairs), classes);
        const { accuracy, macroF1, microF1, weightedF1, balancedAccuracy, mcc } = result;
        for (const share of [accuracy, macroF1, microF1, weightedF1, balancedAccuracy]) {
          expect(share).toBeGreaterThanOrEqual(0);
          expect(share).toBeLessThanOrEqual(1 + 1e-12);
        }
        expect(Math.abs(mcc)).toBeLessThanOrEqual(1 + 1e-12);
        expect(microF1).toBe(accuracy);
        const allRight = pairs.every(([truth, predicted]) => truth === predicted);
        expect(balancedAccuracy === 1).toBe(allRight);
        expect(weightedF1 > 1 - 1e-12).toBe(allRight);
      }),
    );
  });

  it('are the same whatever the order of examples and the names of classes, and MCC and κ when the two sides change places', () => {
    fc.assert(
      fc.property(judged, fc.integer({ min: 1, max: 4 }), ({ classes, pairs }, shift) => {
        const one = ok(...split(pairs), classes);
        const renamed = pairs.toReversed().map(([t, p]) => [(t + shift) % classes, (p + shift) % classes] as const);
        const other = ok(...split(renamed), classes);
        for (const key of ['accuracy', 'macroF1', 'weightedF1', 'balancedAccuracy', 'mcc'] as const)
          expect(other[key]).toBeCloseTo(one[key], 12);
        const swapped = ok(...split(pairs.map(([t, p]) => [p, t] as const)), classes);
        expect(swapped.mcc).toBeCloseTo(one.mcc, 12);
        expect(swapped.macroF1).toBeCloseTo(one.macroF1, 12);
        if (one.cohenKappa === null) expect(swapped.cohenKappa).toBeNull();
        else expect(swapped.cohenKappa).toBeCloseTo(one.cohenKappa, 12);
      }),
    );
  });

  it('count every example once in the confusion matrix', () => {
    fc.assert(
      fc.property(judged, ({ classes, pairs }) => {
        const { confusion, support, n } = ok(...split(pairs), classes);
        expect(confusion.flat().reduce((sum, count) => sum + count, 0)).toBe(n);
        expect(confusion.map((row) => row.reduce((sum, count) => sum + count, 0))).toEqual(support);
      }),
    );
  });

  it('say that nothing is not enough, and refuse what does not fit', () => {
    expect(classificationMetrics([], [], 3)).toEqual({ status: 'insufficient', n: 0 });
    expect(classificationMetrics([0, 1], [0], 2).status).toBe('invalid');
    for (const stray of [2, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(classificationMetrics([0, stray], [0, 1], 2).status).toBe('invalid');
      expect(classificationMetrics([0, 1], [0, stray], 2).status).toBe('invalid');
    }
  });
});
