import { z } from 'zod';
import { friedman } from '../../../src/stats/friedman.ts';
import { nemenyiCriticalDifference, nemenyiP, nemenyiQuantile } from '../../../src/stats/nemenyi.ts';
import { encodedNumbers, expectFields, type Procedure } from '../reference.ts';

const suites = z.object({ scores: z.array(encodedNumbers), higher_is_better: z.boolean() });

/** Expected values: scipy's friedmanchisquare and studentized range, checked with R. */
export const friedmanNemenyiCases: Procedure = {
  file: 'friedman_nemenyi',
  check({ input, expected }, tolerance) {
    const { scores, higher_is_better: higher } = suites.parse(input);
    const result = friedman(scores, higher ? 'higher' : 'lower');
    if (result.status === 'invalid' || result.status === 'insufficient')
      return expectFields({ ...result }, expected, tolerance);
    const { n, arms, meanRanks, chi2, p, f, df, pF } = result;
    const corrected = result.status === 'ok' ? result : { chi2Ties: null, pTies: null };
    const named = {
      N: n,
      k: arms,
      mean_ranks: meanRanks,
      p_chi2: p,
      chi2_tie_corrected: corrected.chi2Ties,
      p_chi2_tie_corrected: corrected.pTies,
      iman_davenport_F: f,
      p_F: pF,
      q_05: nemenyiQuantile(arms, 0.05),
      q_10: nemenyiQuantile(arms, 0.1),
      cd_05: nemenyiCriticalDifference(arms, n, 0.05),
      cd_10: nemenyiCriticalDifference(arms, n, 0.1),
      nemenyi_p: nemenyiP(meanRanks, n),
    };
    expectFields({ ...named, chi2, df }, expected, tolerance);
  },
};
