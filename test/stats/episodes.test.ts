import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { episodeMean } from '../../src/stats/episodes.ts';
import { expectClose } from './reference.ts';

describe('the mean over episodes', () => {
  it('has the exact t interval of two episodes: t with one degree of freedom is Cauchy', () => {
    const result = episodeMean([0.5, 0.75]);
    expectClose(result.status === 'ok' ? result.ci95HalfT : Number.NaN, Math.tan(0.475 * Math.PI) / 8, 1e-13);
  });

  it('says why there is no interval', () => {
    expect(episodeMean([])).toEqual({ status: 'insufficient', n: 0, mean: null });
    expect(episodeMean([0.1, 0.1, 0.1])).toEqual({
      status: 'zero_variance',
      n: 3,
      mean: 0.1,
      ci95Half: 0,
      ci95HalfT: 0,
    });
    expect(episodeMean([0.1, Number.NaN])).toEqual({ status: 'invalid', reason: 'non-finite score' });
  });

  it('heeds no order, and follows offset and unit', () => {
    const scores = fc.array(fc.integer({ min: 0, max: 64 }), { minLength: 2, maxLength: 20 });
    fc.assert(
      fc.property(scores, fc.integer({ min: -9, max: 9 }), (list, shift) => {
        const one = episodeMean(list);
        fc.pre(one.status === 'ok');
        const other = episodeMean(list.toReversed().map((score) => 4 * score + shift));
        if (one.status !== 'ok' || other.status !== 'ok') return expect.fail(other.status);
        expect(other.mean).toBeCloseTo(4 * one.mean + shift, 10);
        expect(other.ci95Half).toBeCloseTo(4 * one.ci95Half, 10);
        expect(one.ci95HalfT).toBeGreaterThan(one.ci95Half);
      }),
    );
  });
});
