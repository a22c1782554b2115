import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/random.ts';
import { allResamples, bootstrapInterval, randomResamples } from '../../src/stats/bootstrap-interval.ts';

const drawn = (data: readonly number[], level?: number) =>
  bootstrapInterval(data, {
    resamples: randomResamples(data.length, 400, stream('bootstrap test', { n: data.length })),
    ...(level !== undefined && { level }),
  });
const samples = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 3, maxLength: 25 });

describe('bootstrap intervals', () => {
  it('lie within the data, hold each other’s level, and move with the data', () => {
    fc.assert(
      fc.property(samples, fc.integer({ min: -50, max: 50 }), (data, shift) => {
        const one = drawn(data);
        fc.pre(one.status === 'ok');
        if (one.status !== 'ok') return;
        for (const [low, high] of [one.percentile, one.bca]) {
          expect(low).toBeGreaterThanOrEqual(Math.min(...data));
          expect(high).toBeLessThanOrEqual(Math.max(...data));
          expect(low).toBeLessThanOrEqual(high);
        }
        const wider = drawn(data, 0.99);
        if (wider.status === 'ok') {
          expect(wider.percentile[0]).toBeLessThanOrEqual(one.percentile[0]);
          expect(wider.bca[1]).toBeGreaterThanOrEqual(one.bca[1]);
        }
        const moved = drawn(data.map((value) => 1024 * (value + shift))); // exact in floating point
        if (moved.status !== 'ok') return;
        expect(moved.percentile[0]).toBeCloseTo(1024 * (one.percentile[0] + shift), 6);
        expect(moved.acceleration).toBeCloseTo(one.acceleration, 9);
      }),
    );
  });

  it('of a symmetric sample has no acceleration, and of a skewed one leans to the long side', () => {
    const symmetric = drawn([-3, -2, -1, 0, 1, 2, 3]);
    const skewed = drawn([0, 0, 0.1, 0.1, 0.2, 0.3, 5]);
    if (symmetric.status !== 'ok' || skewed.status !== 'ok') throw new Error('no interval');
    expect(symmetric.acceleration).toBeCloseTo(0, 12);
    expect(skewed.acceleration).toBeGreaterThan(0.1);
    expect(skewed.bca[1]).toBeGreaterThanOrEqual(skewed.percentile[1]);
  });

  it('cover the mean about as often as they say: 95 % intervals of 30 normal numbers', () => {
    const random = stream('bootstrap coverage', {});
    let hits = 0;
    for (let trial = 0; trial < 300; trial++) {
      const result = drawn(Array.from({ length: 30 }, () => random.normal()));
      if (result.status === 'ok' && result.bca[0] <= 0 && result.bca[1] >= 0) hits++;
    }
    expect(hits / 300).toBeGreaterThan(0.9);
    expect(hits / 300).toBeLessThan(0.98);
  });

  it('have no BCa, and say why, where it cannot be computed', () => {
    expect(drawn([2, 2, 2])).toMatchObject({ status: 'zero_variance', theta: 2, percentile: [2, 2], below: 0.5 });
    expect(bootstrapInterval([5], { resamples: allResamples(1) })).toMatchObject({ status: 'insufficient', theta: 5 });
    expect(bootstrapInterval([1, 2], { resamples: [[0, 0]] })).toMatchObject({
      status: 'no_bca',
      reason: 'all resamples are on one side of the statistic',
    });
    const first = (sample: readonly number[]) => sample.length; // the same for every resample and whatever is left out
    const fixed = bootstrapInterval([1, 2, 3], { statistic: first, resamples: allResamples(3) });
    expect(fixed).toMatchObject({ status: 'no_bca', reason: 'no single value moves the statistic' });
  });

  it('refuse what is no data, no resample or no level', () => {
    expect(bootstrapInterval([], { resamples: [] })).toEqual({ status: 'empty' });
    expect(bootstrapInterval([1, 2], { resamples: [] })).toEqual({ status: 'empty' });
    expect(bootstrapInterval([1, Number.NaN], { resamples: [] }).status).toBe('invalid');
    expect(bootstrapInterval([1, Number.POSITIVE_INFINITY], { resamples: allResamples(2) }).status).toBe('invalid');
    for (const places of [[0], [0, 2], [0, -1], [0, 0.5]])
      expect(bootstrapInterval([1, 2], { resamples: [places] }).status).toBe('invalid');
    for (const level of [0, 1, Number.NaN])
      expect(bootstrapInterval([1, 2], { resamples: allResamples(2), level }).status).toBe('invalid');
    const broken = { statistic: () => Number.NaN, resamples: allResamples(2) };
    expect(bootstrapInterval([1, 2], broken).status).toBe('invalid');
  });

  it('are made of all resamples, each once, where there are few', () => {
    expect([...allResamples(2)]).toEqual([
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ]);
    expect(new Set([...allResamples(4)].map(String)).size).toBe(256);
    expect(() => [...allResamples(8)]).toThrow(RangeError);
    expect(() => [...allResamples(0)]).toThrow(RangeError);
  });
});
