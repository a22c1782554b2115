import { z } from 'zod';
import { correctedT } from '../../../src/stats/corrected-t.ts';
import { encodedNumbers, expectFields, type Procedure } from '../reference.ts';

/** Expected values: scipy 1.10.1's t distribution, by the formula of Nadeau & Bengio 2003. */
export const nadeauBengioCases: Procedure = {
  file: 'nadeau_bengio',
  check({ input, expected }, tolerance) {
    const differences = encodedNumbers.parse(input['differences']);
    const result = correctedT(differences, { testTrainRatio: z.number().parse(input['test_train_ratio']) });
    if (result.status === 'invalid' || result.status === 'insufficient') {
      expectFields({ ...result }, expected, tolerance);
      return;
    }
    const { standardError, pTwoSided, pGreater, pLess, interval, ...rest } = result;
    const named = { se: standardError, p_two: pTwoSided, p_greater: pGreater, p_less: pLess, ci: interval };
    expectFields({ ...rest, ...named }, expected, tolerance);
  },
};
