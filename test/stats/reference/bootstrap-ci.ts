import { z } from 'zod';
import { allResamples, bootstrapInterval } from '../../../src/stats/bootstrap-interval.ts';
import { median } from '../../../src/stats/median.ts';
import { encodedNumbers, expectFields, type Procedure } from '../reference.ts';

const sample = z.object({
  data: encodedNumbers,
  statistic: z.enum(['mean', 'median']),
  confidence: z.number(),
  resamples: z.union([z.literal('exhaustive n^n'), z.array(z.array(z.number()))]),
});

/** Expected values: numpy's percentiles, and scipy's bootstrap by BCa. */
export const bootstrapCiCases: Procedure = {
  file: 'bootstrap_ci',
  check({ input, expected }, tolerance) {
    const { data, statistic, confidence: level, resamples: listed } = sample.parse(input);
    const resamples = typeof listed === 'string' ? allResamples(data.length) : listed;
    const chosen = statistic === 'median' && { statistic: median };
    const result = bootstrapInterval(data, { resamples, level, ...chosen });
    if (result.status === 'invalid' || result.status === 'empty')
      return expectFields({ ...result }, expected, tolerance);
    const { resamples: count, below, ...rest } = result;
    expectFields({ ...rest, B: count, prop_below: below }, expected, tolerance);
  },
};
