import { z } from 'zod';
import { fiveByTwo } from '../../../src/stats/cv5x2.ts';
import { encodedNumbers, expectFields, type Procedure } from '../reference.ts';

/** Expected values: scipy's t and F distributions. */
export const cv5x2Cases: Procedure = {
  file: 'cv5x2',
  check({ input, expected }, tolerance) {
    const result = fiveByTwo(z.array(encodedNumbers).parse(input['differences']));
    if (result.status === 'invalid') throw new Error(result.reason);
    const { status, variances, t, pT, f, pF } = result;
    expectFields({ status, s2: variances, t, p_t: pT, F: f, p_F: pF }, expected, tolerance);
  },
};
