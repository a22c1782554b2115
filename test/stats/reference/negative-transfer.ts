import { z } from 'zod';
import { negativeTransfer } from '../../../src/stats/negative-transfer.ts';
import { encodedNumbers, expectFields, type Procedure } from '../reference.ts';

/** Expected values: scipy's t distribution. */
export const negativeTransferCases: Procedure = {
  file: 'negative_transfer',
  check({ input, expected }, tolerance) {
    const { test_train_ratio: testTrainRatio, rope } = z
      .object({ test_train_ratio: z.number(), rope: z.number() })
      .parse(input);
    const result = negativeTransfer(encodedNumbers.parse(input['differences']), { testTrainRatio, rope });
    if (result.status !== 'ok') {
      expectFields({ ...result }, expected, tolerance);
      return;
    }
    const { standardError, interval, pNegative, pRope, pPositive, negativeByInterval, ...rest } = result;
    const probabilities = { p_negative: pNegative, p_rope: pRope, p_positive: pPositive };
    const named = { se: standardError, ci: interval, ...probabilities, negative_by_ci: negativeByInterval };
    expectFields({ ...rest, ...named }, expected, tolerance);
  },
};
