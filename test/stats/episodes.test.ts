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
    expect(episodeMean([0.1, 0.1, 0.1])).toEqual({ status: 'zero_variance', n: 3, mean: 0.1 });
    expect(episodeMean([0.1, Number.NaN])).toEqual({ status: 'invalid', reason: 'non-finite score' });
  });
});
