import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { learningCurveArea } from '../../src/stats/learning-curve-area.ts';

const curves = fc
  .uniqueArray(fc.tuple(fc.integer({ min: 1, max: 100_000 }), fc.integer({ min: 0, max: 1000 })), {
    minLength: 2,
    maxLength: 8,
    selector: ([size]) => size,
  })
  .map((points) => {
    const sorted = points.toSorted(([a], [b]) => a - b);
    return { sizes: sorted.map(([size]) => size), scores: sorted.map(([, score]) => score / 1000) };
  });

function ok(...input: Parameters<typeof learningCurveArea>) {
  const area = learningCurveArea(...input);
  if (area.status !== 'ok') throw new Error(area.status);
  return area;
}

describe('the area under a learning curve', () => {
  it('lies between the lowest and the highest score', () => {
    fc.assert(
      fc.property(curves, (curve) => {
        const { linear, log } = ok(curve);
        for (const area of [linear, log]) {
          expect(area).toBeGreaterThanOrEqual(Math.min(...curve.scores) - 1e-12);
          expect(area).toBeLessThanOrEqual(Math.max(...curve.scores) + 1e-12);
        }
      }),
    );
  });

  it('over log n depends on ratios of sizes alone', () => {
    fc.assert(
      fc.property(curves, (curve) => {
        const dozens = { ...curve, sizes: curve.sizes.map((size) => 12 * size) };
        expect(ok(dozens).log).toBeCloseTo(ok(curve).log, 9);
        expect(ok(dozens).linear).toBeCloseTo(ok(curve).linear, 9);
      }),
    );
  });

  it('of the better arm is larger by the area between them', () => {
    fc.assert(
      fc.property(curves, (curve) => {
        const gains = curve.scores.map((score) => 0.3 * score + 0.1);
        const better = { ...curve, scores: curve.scores.map((score, index) => score + gains[index]!) };
        expect(ok(better).log - ok(curve).log).toBeCloseTo(ok({ ...curve, scores: gains }).log, 9);
      }),
    );
  });

  it('is told on the scale from guessing to the best, upwards and downwards', () => {
    const accuracy = { sizes: [10, 100], scores: [0.4, 0.6] };
    expect(ok(accuracy, { chance: 0.1, best: 1 }).normalised).toBeCloseTo(4 / 9, 12);
    const loss = { sizes: [10, 100], scores: [1.2, 0.8] };
    expect(ok(loss, { chance: 2, best: 0 }).normalised).toBeCloseTo(0.5, 12);
    expect(ok(accuracy).normalised).toBeNull();
  });

  it('needs two sizes, ascending and above zero, finite scores and a scale', () => {
    const status = (sizes: number[], scores: number[]) => learningCurveArea({ sizes, scores }).status;
    expect(learningCurveArea({ sizes: [], scores: [] })).toEqual({ status: 'insufficient', sizes: 0 });
    expect(learningCurveArea({ sizes: [50], scores: [0.5] })).toEqual({ status: 'insufficient', sizes: 1 });
    expect(status([50, 50], [0.5, 0.6])).toBe('invalid');
    expect(status([100, 50], [0.5, 0.6])).toBe('invalid');
    expect(status([0, 50], [0.5, 0.6])).toBe('invalid');
    expect(status([50, Number.POSITIVE_INFINITY], [0.5, 0.6])).toBe('invalid');
    expect(status([50, 100], [0.5, Number.NaN])).toBe('invalid');
    expect(status([50, 100], [0.5])).toBe('invalid');
    expect(status([50, 100], [1e308, 1e308])).toBe('invalid');
    const curve = { sizes: [50, 100], scores: [0.5, 0.6] };
    expect(learningCurveArea(curve, { chance: 1, best: 1 }).status).toBe('invalid');
    expect(learningCurveArea(curve, { chance: 0, best: Number.NaN }).status).toBe('invalid');
  });
});
