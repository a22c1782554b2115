import { expect } from 'vitest';
import { z } from 'zod';
import { signedRank } from '../../../src/stats/signed-rank.ts';
import { encodedNumbers, expectFields, type Procedure } from '../reference.ts';

/** Expected values: enumeration in Python, checked with scipy, and with coin and exactRankTests of R. */
export const wilcoxonSignedRankCases: Procedure = {
  file: 'wilcoxon_signed_rank',
  check({ input, expected }, tolerance) {
    const differences = encodedNumbers.parse(input['differences']);
    expect(Object.keys(expected)).toEqual(['wilcox', 'pratt']);
    for (const [name, zeros] of [['wilcox', 'wilcoxon'] as const, ['pratt', 'pratt'] as const]) {
      const result = signedRank(differences, { zeros });
      const wanted = z.record(z.string(), z.unknown()).parse(expected[name]);
      if (result.status === 'invalid' || result.status === 'insufficient') {
        expectFields({ ...result }, wanted, tolerance);
        continue;
      }
      const { n, nUsed, nZero, wPlus, wMinus, rankBiserial, exact } = result;
      const normal = result.status === 'ok' ? result : { z: null, pNormal: null, pNormalCorrected: null };
      const named = {
        n,
        n_used: nUsed,
        n_zero: nZero,
        w_plus: wPlus,
        w_minus: wMinus,
        statistic_min: Math.min(wPlus, wMinus),
        p_exact_two: exact?.pTwoSided,
        p_exact_greater: exact?.pGreater,
        p_exact_less: exact?.pLess,
        z: normal.z,
        p_normal_two: normal.pNormal,
        p_normal_cc_two: normal.pNormalCorrected,
        rank_biserial: rankBiserial,
      };
      expectFields(named, wanted, tolerance);
    }
  },
};
