import { z } from 'zod';
import { mcNemar } from '../../../src/stats/mcnemar.ts';
import { expectFields, type Procedure } from '../reference.ts';

const table = z.object({
  both_correct: z.number(),
  only_scratch_correct: z.number(),
  only_transfer_correct: z.number(),
  both_wrong: z.number(),
});

/** Expected values: statsmodels 0.13.5. */
export const mcnemarCases: Procedure = {
  file: 'mcnemar',
  check({ input, expected }, tolerance) {
    const counts = table.parse(input);
    const result = mcNemar({
      both: counts.both_correct,
      onlyFirst: counts.only_transfer_correct,
      onlySecond: counts.only_scratch_correct,
      neither: counts.both_wrong,
    });
    if (result.status === 'invalid' || result.status === 'insufficient')
      return expectFields({ ...result }, expected, tolerance);
    const rest = result.status === 'ok' ? result : null;
    const named = {
      n_discordant: result.discordant,
      p_exact: result.pExact,
      p_midp: result.pMid,
      chi2: rest?.chiSquare,
      p_chi2: rest?.pChiSquare,
      chi2_cc: rest?.chiSquareCorrected,
      p_chi2_cc: rest?.pChiSquareCorrected,
      odds_ratio: rest?.oddsRatio,
      diff: result.difference,
    };
    expectFields(named, expected, tolerance);
  },
};
