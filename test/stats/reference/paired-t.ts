import { expect } from 'vitest';
import { z } from 'zod';
import { pairedT } from '../../../src/stats/paired-t.ts';
import { encodedNumbers, expectFields, type Procedure } from '../reference.ts';

const arms = z.object({ transfer: encodedNumbers, scratch: encodedNumbers });

/** Expected values: scipy.stats.ttest_rel. */
export const pairedTCases: Procedure = {
  file: 'paired_t',
  check({ input, expected }, tolerance) {
    const { transfer, scratch } = arms.parse(input);
    const result = pairedT(transfer.map((score, index) => score - scratch[index]!));
    if (result.status === 'invalid' || result.status === 'insufficient') {
      const df = result.status === 'insufficient' ? Math.max(0, result.n - 1) : null;
      expectFields({ ...result, df }, expected, tolerance);
      return;
    }
    const { pTwoSided, pGreater, pLess, interval, ...rest } = result;
    const named = { ...rest, p_two: pTwoSided, p_greater: pGreater, p_less: pLess, ci: interval };
    expectFields(named, expected, tolerance);
    // A small p keeps its digits: the tolerance above would pass 0.
    const wanted = z.number().parse(expected['p_two']);
    expect(Math.abs(pTwoSided - wanted)).toBeLessThanOrEqual(tolerance * wanted);
  },
};
