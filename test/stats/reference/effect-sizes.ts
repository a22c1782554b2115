import { z } from 'zod';
import { pairedEffectSizes } from '../../../src/stats/effect-sizes.ts';
import { encodedNumbers, expectFields, type Procedure } from '../reference.ts';

const arms = z.object({ transfer: encodedNumbers, scratch: encodedNumbers });

/** Expected values: scipy's noncentral t and gamma function, checked with R's effectsize. */
export const effectSizesCases: Procedure = {
  file: 'effect_sizes',
  check({ input, expected }, tolerance) {
    const { transfer, scratch } = arms.parse(input);
    const result = pairedEffectSizes(transfer, scratch);
    if (result.status === 'invalid' || result.status === 'insufficient') throw new Error(result.status);
    const named = {
      status: result.status,
      n: result.n,
      cliffs_delta: result.cliffsDelta,
      a12: result.a12,
      paired_prob_improvement: result.pairedProbability,
      mean_diff: result.meanDifference,
      relative_improvement: result.relativeImprovement,
      dz: result.dz,
      hedges_gz: result.hedgesGz,
      J: result.correction,
      d_av: result.dAv,
      g_av: result.gAv,
      dz_ci95: result.dzInterval ?? [null, null],
    };
    expectFields(named, expected, tolerance);
  },
};
