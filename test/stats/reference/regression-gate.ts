import { z } from 'zod';
import { nonInferiority } from '../../../src/stats/non-inferiority.ts';
import { encodedNumbers, expectFields, type Procedure } from '../reference.ts';

const gate = z.object({
  differences: encodedNumbers,
  margin: z.number(),
  test_train_ratio: z.number(),
  alpha: z.number(),
  higher_is_better: z.boolean(),
});

/** Expected values: R's t.test and pt. */
export const regressionGateCases: Procedure = {
  file: 'regression_gate',
  check({ input, expected }, tolerance) {
    const {
      differences,
      margin,
      test_train_ratio: testTrainRatio,
      alpha,
      higher_is_better: higher,
    } = gate.parse(input);
    const direction = higher ? 'higher' : 'lower';
    const result = nonInferiority(differences, { margin, direction, testTrainRatio, alpha });
    const { decision, ...rest } = result;
    const named = 'interval' in result && {
      ci: { level: 1 - 2 * alpha, low: result.interval[0], high: result.interval[1] },
    };
    const tests = result.status === 'ok' && {
      se: result.standardError,
      t_lower: result.tLower,
      p_noninferior: result.pNonInferior,
      t_upper: result.tUpper,
      p_upper: result.pUpper,
      p_tost: result.pTost,
    };
    expectFields({ ...rest, ...named, ...tests, decision_noninferior: decision }, expected, tolerance);
  },
};
