import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allResamples, bootstrapInterval } from '../../src/stats/bootstrap-interval.ts';
import { median } from '../../src/stats/median.ts';

describe('the median', () => {
  it('rounds as numpy does', () => {
    // python3 -c "import numpy as np; print(repr(np.median([.01, .05])))", numpy 1.24
    expect(median([0.01, 0.05])).toBe(0.030000000000000002);
    expect(median([0.03, 0.03])).toBe(0.03);
    expect(median([1e308, 1e308])).toBe(1e308);
  });

  it('ties with resamples as in numpy', () => {
    // d = np.array([.01,.02,.04,.05]); b = np.median(d[list(itertools.product(range(4), repeat=4))], axis=1)
    // ((b < np.median(d)).sum() + (b <= np.median(d)).sum()) / 512
    const result = bootstrapInterval([0.01, 0.02, 0.04, 0.05], { resamples: allResamples(4), statistic: median });
    expect(result).toMatchObject({ status: 'ok', below: 0.48828125 });
  });

  it('has as many values below as above, in any order and unit, and mirrors', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -99, max: 99 }), { minLength: 1, maxLength: 30 }), (values) => {
        const middle = median(values);
        const beyond = [values.filter((value) => value < middle), values.filter((value) => value > middle)];
        for (const side of beyond) expect(side.length).toBeLessThanOrEqual(values.length / 2);
        expect(median(values.toReversed())).toBe(middle);
        expect(median(values.map((value) => 4 * value))).toBe(4 * middle);
        expect(median(values.map((value) => 0 - value)) + middle).toBe(0);
      }),
    );
  });

  it('is not there without numbers', () => {
    expect(() => median([])).toThrow(RangeError);
  });
});
