import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crossoverSize } from '../../src/stats/crossover-size.ts';
import { clippedLogit, oddsThreshold } from '../../src/stats/odds.ts';
import { timeToThreshold, transferMetrics } from '../../src/stats/transfer-metrics.ts';

const STEPS = [0, 10, 20, 40];
const scores = fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 4, maxLength: 4 });

function ok(...input: Parameters<typeof transferMetrics>) {
  const metrics = transferMetrics(...input);
  if (metrics.status !== 'ok') throw new Error(metrics.status);
  return metrics;
}

describe('what transfer changes about a run', () => {
  it('is turned round when the arms are swapped', () => {
    fc.assert(
      fc.property(scores, scores, fc.integer({ min: 1, max: 100 }), (transfer, scratch, target) => {
        const one = ok({ steps: STEPS, transfer, scratch }, { target });
        const other = ok({ steps: STEPS, transfer: scratch, scratch: transfer }, { target });
        expect(other.jumpStart).toBe(0 - one.jumpStart);
        expect(other.asymptotic).toBe(0 - one.asymptotic);
        expect((1 + other.transferRatio!) * (1 + one.transferRatio!)).toBeCloseTo(1, 9);
        expect([other.timeScratch, other.timeTransfer]).toEqual([one.timeTransfer, one.timeScratch]);
        if (one.speedUp !== null && other.speedUp !== null) expect(one.speedUp * other.speedUp || 1).toBeCloseTo(1, 9);
      }),
    );
  });

  it('is a gain where less is better and is less', () => {
    fc.assert(
      fc.property(scores, scores, fc.integer({ min: 1, max: 100 }), (transfer, scratch, target) => {
        const negated = (list: readonly number[]) => list.map((score) => 101 - score);
        const up = ok({ steps: STEPS, transfer, scratch }, { target });
        const losses = { steps: STEPS, transfer: negated(transfer), scratch: negated(scratch) };
        const down = ok(losses, { target: 101 - target, direction: 'lower' });
        expect(down.jumpStart).toBe(up.jumpStart);
        expect(down.asymptotic).toBe(up.asymptotic);
        expect(down.timeTransfer ?? -1).toBeCloseTo(up.timeTransfer ?? -1, 9);
        expect(down.timeScratch ?? -1).toBeCloseTo(up.timeScratch ?? -1, 9);
        expect(Math.sign(down.transferRatio!)).toBe(Math.sign(up.transferRatio!));
      }),
    );
  });

  it('has no ratio to an area or a time of nothing', () => {
    const zero = [0, 0, 0, 0];
    const runs = { steps: STEPS, transfer: [1, 2, 3, 4], scratch: zero };
    expect(ok(runs)).toMatchObject({ transferRatio: null, timeTransfer: null, timeScratch: null, speedUp: null });
    expect(ok({ ...runs, scratch: [-1, -1, -1, -1] }).transferRatio).toBeNull();
    const there = { steps: STEPS, transfer: [9, 9, 9, 9], scratch: [1, 9, 9, 9] };
    expect(ok(there, { target: 9 })).toMatchObject({ timeTransfer: 0, timeScratch: 10, speedUp: null });
    const one = { steps: [50], transfer: [0.7], scratch: [0.5] };
    expect(ok(one, { target: 0.6 })).toMatchObject({
      asymptotic: expect.closeTo(0.2, 12),
      transferRatio: null,
      timeTransfer: 50,
      timeScratch: null,
      speedUp: null,
    });
  });

  it('needs two runs over the same ascending steps', () => {
    const runs = { steps: STEPS, transfer: [1, 2, 3, 4], scratch: [1, 2, 3, 4] };
    expect(transferMetrics({ steps: [], transfer: [], scratch: [] })).toEqual({ status: 'insufficient' });
    for (const broken of [
      { ...runs, transfer: [1, 2, 3] },
      { ...runs, scratch: [1, 2, 3, Number.NaN] },
      { ...runs, transfer: [1, 2, 3, Number.POSITIVE_INFINITY] },
      { ...runs, steps: [0, 10, 10, 20] },
      { ...runs, steps: [-1, 10, 20, 30] },
      { ...runs, steps: [0, 10, 20, Number.POSITIVE_INFINITY] },
    ]) {
      expect(transferMetrics(broken).status).toBe('invalid');
    }
    expect(transferMetrics(runs, { target: Number.NaN }).status).toBe('invalid');
  });

  it('is the first crossing of a threshold, at the observation where it is met there', () => {
    expect(timeToThreshold(STEPS, [1, 3, 2, 5], 3)).toBe(10);
    expect(timeToThreshold(STEPS, [1, 3, 2, 5], 2)).toBe(5);
    expect(timeToThreshold(STEPS, [1, 3, 2, 5], 0)).toBe(0);
    expect(timeToThreshold(STEPS, [1, 3, 2, 5], 6)).toBeNull();
    expect(timeToThreshold(STEPS, [9, 3, 2, 5], 6, 'lower')).toBe(5);
  });
});

describe('nine tenths of the best odds', () => {
  it('lie below the best accuracy', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0.01, max: 0.99, noNaN: true }), { minLength: 1 }), (accuracies) => {
        const best = Math.max(...accuracies);
        const threshold = oddsThreshold(accuracies)!;
        expect(threshold / (1 - threshold) / (best / (1 - best))).toBeCloseTo(0.9, 9);
      }),
    );
  });

  it('of a perfect accuracy need a number of test examples', () => {
    expect(oddsThreshold([0.5, 1])).toBeNull();
    expect(oddsThreshold([0.5, 1], 100)).toBeCloseTo((0.9 * 199) / (1 + 0.9 * 199), 12); // 0.995 has odds of 199
    expect(oddsThreshold([0, 0])).toBe(0);
    expect(oddsThreshold([])).toBeNull();
    expect(oddsThreshold([0.5, Number.NaN])).toBeNull();
    expect(oddsThreshold([0.5, 1.2])).toBeNull();
  });
});

describe('the clipped logit', () => {
  it('is odd about one half', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, share) => {
        const [low, high] = [clippedLogit(share, n), clippedLogit(1 - share, n)];
        if (low.status !== 'ok' || high.status !== 'ok') throw new Error('not ok');
        expect(low.logit + high.logit).toBeCloseTo(0, 9);
        expect(Math.abs(low.logit)).toBeLessThanOrEqual(Math.log(2 * n - 1) + 1e-9);
      }),
    );
  });

  it('needs an accuracy and a whole number of examples', () => {
    for (const [share, n] of [
      [1.1, 10],
      [-0.1, 10],
      [Number.NaN, 10],
      [0.5, 0],
      [0.5, 1.5],
      [0.5, Number.NaN],
    ] as const)
      expect(clippedLogit(share, n).status).toBe('invalid');
  });
});

describe('the crossover size', () => {
  const SIZES = [50, 100, 200, 400];

  it('is where the gain comes down to zero, over log n', () => {
    expect(crossoverSize(SIZES, [3, 1, -1, -2])).toEqual({
      status: 'ok',
      size: expect.closeTo(100 * Math.SQRT2, 9),
      censored: null,
    });
    expect(crossoverSize(SIZES, [3, 1, 0, 1])).toEqual({ status: 'ok', size: 200, censored: null });
  });

  it('is beyond the sizes where transfer stays ahead, or never was', () => {
    expect(crossoverSize(SIZES, [3, 2, 1, 0.1])).toEqual({ status: 'ok', size: 400, censored: 'right' });
    expect(crossoverSize(SIZES, [-1, 2, 1, -1])).toEqual({ status: 'ok', size: 50, censored: 'left' });
    expect(crossoverSize(SIZES, [0, 0, 0, 0])).toEqual({ status: 'ok', size: 50, censored: null });
    expect(crossoverSize([50], [1])).toEqual({ status: 'ok', size: 50, censored: 'right' });
  });

  it('depends on ratios of gains and of sizes alone', () => {
    const gains = fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(gains, fc.constantFrom(0.01, 7), (list, scale) => {
        const one = crossoverSize(SIZES, list);
        const scaled = crossoverSize(
          SIZES.map((size) => scale * size),
          list.map((gain) => scale * gain),
        );
        if (one.status !== 'ok' || scaled.status !== 'ok') throw new Error('not ok');
        expect(scaled.size / scale).toBeCloseTo(one.size, 6);
        expect(scaled.censored).toBe(one.censored);
      }),
    );
  });

  it('needs sizes and gains', () => {
    expect(crossoverSize([], [])).toEqual({ status: 'insufficient' });
    expect(crossoverSize(SIZES, [1, 2]).status).toBe('invalid');
    expect(crossoverSize([50, 50], [1, 2]).status).toBe('invalid');
    expect(crossoverSize([50, 100], [1, Number.NaN]).status).toBe('invalid');
  });
});
