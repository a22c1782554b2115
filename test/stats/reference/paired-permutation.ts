import { stream } from '../../../src/base/random.ts';
import { signFlip } from '../../../src/stats/sign-flip.ts';
import { encodedNumbers, expectFields, type Procedure } from '../reference.ts';

/** Expected values: full enumeration in Python. */
export const pairedPermutationCases: Procedure = {
  file: 'paired_permutation',
  check({ input, expected }, tolerance) {
    const random = stream('reference', { procedure: 'paired_permutation' });
    const result = signFlip(encodedNumbers.parse(input['differences']), { random });
    if (result.status !== 'ok') return expectFields({ ...result }, expected, tolerance);
    expectFields({ n: result.n, statistic_mean: result.mean, p_two: result.pTwoSided }, expected, tolerance);
  },
};
