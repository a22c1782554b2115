import type { Procedure } from '../reference.ts';
import { areaUnderLearningCurveCases } from './area-under-learning-curve.ts';
import { bayesCorrelatedTCases } from './bayes-correlated-t.ts';
import { bootstrapCiCases } from './bootstrap-ci.ts';
import { calibrationCases } from './calibration.ts';
import { ckaCases } from './cka.ts';
import { classificationMetricsCases } from './classification-metrics.ts';
import { corpusBleuCases } from './corpus-bleu.ts';
import { cv5x2Cases } from './cv5x2.ts';
import { dataEquivalenceCases } from './data-equivalence.ts';
import { domainAdaptationCases } from './domain-adaptation.ts';
import { effectSizesCases } from './effect-sizes.ts';
import { fewShotEpisodesCases } from './few-shot-episodes.ts';
import { friedmanNemenyiCases } from './friedman-nemenyi.ts';
import { layerwiseTransferabilityCases } from './layerwise-transferability.ts';
import { learningCurvePowerlawCases } from './learning-curve-powerlaw.ts';
import { mcnemarCases } from './mcnemar.ts';
import { multipleComparisonsCases } from './multiple-comparisons.ts';
import { nadeauBengioCases } from './nadeau-bengio.ts';
import { negativeTransferCases } from './negative-transfer.ts';
import { pairedPermutationCases } from './paired-permutation.ts';
import { pairedTCases } from './paired-t.ts';
import { performanceProfileCostCases } from './performance-profile-cost.ts';
import { powerSampleSizeCases } from './power-sample-size.ts';
import { regressionGateCases } from './regression-gate.ts';
import { rliableAggregatesCases } from './rliable-aggregates.ts';
import { timeToTargetCases } from './time-to-target.ts';
import { transferMetricsCases } from './transfer-metrics.ts';
import { transferabilityScoresCases } from './transferability-scores.ts';
import { wilcoxonSignedRankCases } from './wilcoxon-signed-rank.ts';

/** Every procedure of `test/reference` that `src/stats` has, one line each: `reference.test.ts` runs all their cases. */
export const procedures: readonly Procedure[] = [
  areaUnderLearningCurveCases,
  bayesCorrelatedTCases,
  bootstrapCiCases,
  calibrationCases,
  ckaCases,
  classificationMetricsCases,
  corpusBleuCases,
  cv5x2Cases,
  dataEquivalenceCases,
  domainAdaptationCases,
  effectSizesCases,
  fewShotEpisodesCases,
  friedmanNemenyiCases,
  layerwiseTransferabilityCases,
  learningCurvePowerlawCases,
  mcnemarCases,
  multipleComparisonsCases,
  nadeauBengioCases,
  negativeTransferCases,
  pairedPermutationCases,
  pairedTCases,
  performanceProfileCostCases,
  powerSampleSizeCases,
  regressionGateCases,
  rliableAggregatesCases,
  timeToTargetCases,
  transferMetricsCases,
  transferabilityScoresCases,
  wilcoxonSignedRankCases,
];

/** Files that are no statistics, by the test that runs their cases. */
export const testedElsewhere: Readonly<Record<string, string>> = {
  stratified_group_kfold: 'test/data/group-parts.test.ts',
  ulmfit_schedules: 'test/transfer/schedules.test.ts',
};
