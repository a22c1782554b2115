import { z } from 'zod';
import { fiveByTwo } from '../../../src/stats/cv5x2.ts';
import { encodedNumbers, expectFields, type Procedure } from '../reference.ts';

/** Expected values: scipy's t and F distributions. */
export const cv5x2Cases: Procedure = {
  file: 'cv5x2',
  check({ input, expected }, tolerance) {
    const result = fiveByTwo(z.array(encodedNumbers).parse(input['differences']));
    const tests = result.status === 'invalid' ? null : result;
    const named = { ...result, s2: tests?.variances, p_t: tests?.pT, F: tests?.f, p_F: tests?.pF };
    expectFields(named, expected, tolerance);
  },
};
