import { z } from 'zod';
import { bayesCorrelatedT } from '../../../src/stats/bayes-correlated-t.ts';
import { encodedNumbers, expectFields, type Procedure } from '../reference.ts';

const posteriors = z.object({ differences: encodedNumbers, k: z.number(), rope: z.number() });

/** Expected values: the authors' baycomp (0ce309b), executed, and scipy's t distribution. */
export const bayesCorrelatedTCases: Procedure = {
  file: 'bayes_correlated_t',
  check({ input, expected }, tolerance) {
    const { differences, k, rope } = posteriors.parse(input);
    const result = bayesCorrelatedT(differences, { rho: 1 / k, rope });
    if (result.status === 'invalid' || result.status === 'insufficient') {
      expectFields({ ...result }, expected, tolerance);
      return;
    }
    const { below, within, above, interval, ...rest } = result;
    const named = { p_scratch: below, p_rope: within, p_transfer: above, hdi95: interval };
    expectFields({ ...rest, ...named }, expected, tolerance);
  },
};
