import { z } from 'zod';
import { correctedTPower, detectableEffect } from '../../../src/stats/detectable-effect.ts';
import { approximateEquivalencePairs, equivalencePower } from '../../../src/stats/equivalence-power.ts';
import { mcNemarExamples } from '../../../src/stats/mcnemar-examples.ts';
import { nonInferiorityPairs } from '../../../src/stats/non-inferiority-pairs.ts';
import { approximatePairs, requiredPairs } from '../../../src/stats/paired-sample-size.ts';
import type { SampleSize } from '../../../src/stats/sample-size.ts';
import { smallestSignedRankP } from '../../../src/stats/signed-rank.ts';
import { expectFields, type Procedure } from '../reference.ts';

const size = (result: SampleSize) => (result.status === 'ok' ? result.n : null);
const number = z.number();
const planned = { alpha: number, power: number };

/** What each kind of case asks for, by the names of its input. */
const kinds = {
  paired_t_n: z.object({ dz: number, ...planned }).transform(({ dz, ...design }) => ({
    n: size(requiredPairs(dz, design)),
    n_90: size(requiredPairs(dz, { ...design, power: 0.9 })),
    n_normal_approx: size(approximatePairs(dz, design)),
  })),
  paired_t_power: z.object({ dz: number, n: number, alpha: number }).transform(({ dz, ...design }) => ({
    power: design.n < 2 ? null : correctedTPower(dz, { ...design, testTrainRatio: 0 }),
  })),
  nb_power: z.object({ k: number, r: number, dz: number, alpha: number }).transform(({ k, r, dz, alpha }) => {
    const design = { n: k * r, testTrainRatio: 1 / (k - 1), alpha };
    const effect = detectableEffect(design);
    return {
      power: k < 2 ? null : correctedTPower(dz, design),
      min_detectable_dz_80: effect.status === 'ok' ? effect.dz : null,
    };
  }),
  tost_power: z
    .object({ mu: number, sd: number, margin: number, n: number, alpha: number })
    .transform(({ mu: mean, ...design }) => ({
      power: equivalencePower({ mean, ...design }),
      n_normal_approx_80_at_mu0: approximateEquivalencePairs(design.sd, design.margin, design.alpha, 0.8),
    })),
  mcnemar_n: z.object({ p10: number, p01: number, ...planned }).transform(({ p10, p01, ...design }) => ({
    n: size(mcNemarExamples(p10, p01, design)),
  })),
  wilcoxon_min_p: z.object({ n: number }).transform(({ n }) => ({ min_two_sided_p: smallestSignedRankP(n) })),
  noninferiority_n: z
    .object({ mu: number, sd: number, margin: number, ...planned })
    .transform(({ mu: mean, sd, margin, ...design }) => ({
      n: size(nonInferiorityPairs({ mean, sd, margin }, design)),
    })),
};

const kindOf = z.enum(Object.keys(kinds) as (keyof typeof kinds)[]);

/** Expected values: R's pwr 1.3.0 and R's noncentral t. */
export const powerSampleSizeCases: Procedure = {
  file: 'power_sample_size',
  check({ input, expected }, tolerance) {
    expectFields(kinds[kindOf.parse(input['kind'])].parse(input), expected, tolerance);
  },
};
