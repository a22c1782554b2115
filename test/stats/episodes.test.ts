import { describe, expect, it } from 'vitest';
import { episodeMean } from '../../src/stats/episodes.ts';
import { encodedNumbers, expectClose, readReference } from './reference.ts';

// Expected values: numpy, and scipy's t quantile (see the file's head).
const reference = readReference('few_shot_episodes');
/** The file's t quantile is scipy's of that time: 2e-11 off with one degree of freedom, where it is tan(0.475 π). */
const QUANTILE_TOLERANCE = 1e-10;

describe('the mean over episodes', () => {
  it.each(reference.cases)('is that of numpy, $name', ({ input, expected }) => {
    const result = episodeMean(encodedNumbers.parse(input['episode_accuracy']));
    if (result.status === 'invalid') throw new Error(result.reason);
    expectClose(result.mean ?? Number.NaN, expected['mean'], reference.tolerance);
    expect(result.status).toBe(expected['ci95_half'] === null ? 'insufficient' : 'ok');
    if (result.status !== 'ok') return;
    expectClose(result.ci95Half, expected['ci95_half'], reference.tolerance);
    expectClose(result.ci95HalfT, expected['ci95_half_t'], QUANTILE_TOLERANCE);
  });

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
