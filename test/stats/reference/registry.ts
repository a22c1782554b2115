import type { Procedure } from '../reference.ts';
import { bayesCorrelatedTCases } from './bayes-correlated-t.ts';
import { ckaCases } from './cka.ts';
import { cv5x2Cases } from './cv5x2.ts';
import { domainAdaptationCases } from './domain-adaptation.ts';
import { fewShotEpisodesCases } from './few-shot-episodes.ts';
import { layerwiseTransferabilityCases } from './layerwise-transferability.ts';
import { multipleComparisonsCases } from './multiple-comparisons.ts';
import { nadeauBengioCases } from './nadeau-bengio.ts';
import { pairedPermutationCases } from './paired-permutation.ts';
import { pairedTCases } from './paired-t.ts';
import { transferabilityScoresCases } from './transferability-scores.ts';

/** Every procedure of `test/reference` that `src/stats` has, one line each: `reference.test.ts` runs all their cases. */
export const procedures: readonly Procedure[] = [
  bayesCorrelatedTCases,
  ckaCases,
  cv5x2Cases,
  domainAdaptationCases,
  fewShotEpisodesCases,
  layerwiseTransferabilityCases,
  multipleComparisonsCases,
  nadeauBengioCases,
  pairedPermutationCases,
  pairedTCases,
  transferabilityScoresCases,
];

/** Files that are no statistics, by the test that runs their cases. */
export const testedElsewhere: Readonly<Record<string, string>> = {
  power_sample_size: 'test/stats/detectable-effect.test.ts',
  stratified_group_kfold: 'test/data/group-parts.test.ts',
  ulmfit_schedules: 'test/transfer/schedules.test.ts',
};
