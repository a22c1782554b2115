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
    const direct = 'cliffsDelta' in result ? result : null;
    const standardised = 'dz' in result ? result : null;
    const named = {
      ...result,
      cliffs_delta: direct?.cliffsDelta,
      paired_prob_improvement: direct?.pairedProbability,
      mean_diff: direct?.meanDifference,
      relative_improvement: direct?.relativeImprovement,
      hedges_gz: standardised?.hedgesGz,
      J: standardised?.correction,
      d_av: standardised?.dAv,
      g_av: standardised?.gAv,
      dz_ci95: standardised?.dzInterval,
    };
    expectFields(named, expected, tolerance);
  },
};
