import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { regressionMetrics } from '../../src/stats/regression-metrics.ts';

const ok = (targets: readonly number[], predictions: readonly number[]) => {
  const result = regressionMetrics(targets, predictions);
  fc.pre(result.status === 'ok');
  return result;
};
const value = fc.integer({ min: -1000, max: 1000 }).map((count) => count / 8);
const examples = fc.array(fc.tuple(value, value), { minLength: 2, maxLength: 30 });
const split = (pairs: readonly (readonly [number, number])[]) =>
  [pairs.map(([y]) => y), pairs.map(([, p]) => p)] as const;

describe('regression metrics', () => {
  it('are those of scikit-learn 1.9.1: r2_score, mean_absolute_error, root_mean_squared_error', () => {
    const { r2, mae, rmse } = ok([3, -0.5, 2, 7], [2.5, 0, 2, 8]);
    expect(r2).toBeCloseTo(0.9486081370449679, 12);
    expect([mae, rmse]).toEqual([0.5, expect.closeTo(0.6123724356957945, 12)]);
    expect(ok([1, 2, 3], [3, 2, 1]).r2).toBeCloseTo(-3, 12);
  });

  it('give 1 and no error for a perfect prediction, and R² = 0 for the mean', () => {
    fc.assert(
      fc.property(examples, (pairs) => {
        const [targets] = split(pairs);
        expect(ok(targets, targets)).toMatchObject({ r2: 1, mae: 0, rmse: 0 });
        const mean = targets.reduce((sum, target) => sum + target, 0) / targets.length;
        expect(
          ok(
            targets,
            targets.map(() => mean),
          ).r2,
        ).toBeCloseTo(0, 9);
      }),
    );
  });

  it('move with the unit: errors by its factor, R² not at all; and not with an offset of both', () => {
    fc.assert(
      fc.property(examples, fc.constantFrom(-4, 0.5, 2, 1024), value, (pairs, scale, offset) => {
        const one = ok(...split(pairs));
        const moved = ok(...split(pairs.map(([y, p]) => [scale * (y + offset), scale * (p + offset)] as const)));
        expect(moved.r2 / one.r2 || 1).toBeCloseTo(1, 6);
        expect(moved.mae).toBeCloseTo(Math.abs(scale) * one.mae, 6);
        expect(moved.rmse).toBeCloseTo(Math.abs(scale) * one.rmse, 6);
      }),
    );
  });

  it('have the mean error below the root of the mean square, and R² at most 1', () => {
    fc.assert(
      fc.property(examples, (pairs) => {
        const { r2, mae, rmse } = ok(...split(pairs));
        expect(mae).toBeLessThanOrEqual(rmse + 1e-12);
        expect(r2).toBeLessThanOrEqual(1);
        expect(ok(...split(pairs.toReversed())).r2).toBeCloseTo(r2, 9);
      }),
    );
  });

  it('have no R² where the targets are constant, up to rounding, or one', () => {
    expect(regressionMetrics([4], [6])).toEqual({ status: 'zero_variance', n: 1, mae: 2, rmse: 2 });
    expect(regressionMetrics([0.1, 0.1, 0.1], [0.1, 0.1, 0.1])).toEqual({
      status: 'zero_variance',
      n: 3,
      mae: 0,
      rmse: 0,
    });
    expect(regressionMetrics([0.3, 0.1 + 0.2], [0, 1]).status).toBe('zero_variance');
  });

  it('neither overflow nor vanish with the unit', () => {
    for (const unit of [1e-200, 1e200]) {
      const result = regressionMetrics(
        [3 * unit, -0.5 * unit, 2 * unit, 7 * unit],
        [2.5 * unit, 0, 2 * unit, 8 * unit],
      );
      if ('rmse' in result) expect(result.rmse / unit).toBeCloseTo(0.6123724356957945, 9);
      expect(['ok', 'invalid', 'zero_variance']).toContain(result.status);
    }
  });

  it('say that nothing is not enough, and refuse what is not finite or does not fit', () => {
    expect(regressionMetrics([], [])).toEqual({ status: 'insufficient', n: 0 });
    expect(regressionMetrics([1, 2], [1]).status).toBe('invalid');
    for (const stray of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(regressionMetrics([1, stray], [1, 2]).status).toBe('invalid');
      expect(regressionMetrics([1, 2], [1, stray]).status).toBe('invalid');
      expect(regressionMetrics([stray], [1]).status).toBe('invalid');
    }
    // So small that their variance vanishes, but not their deviation.
    const tiny = 2 ** -900;
    expect(regressionMetrics([0, tiny, 2 * tiny], [tiny, tiny, 2 * tiny])).toMatchObject({ status: 'ok', r2: 0.5 });
  });
});
