import type { ClassMetricEntry } from './contract.ts';
import { fromConfusion } from './outcome.ts';

/** Share of examples whose largest logit is the true class. */
export const accuracy = {
  name: 'accuracy',
  kind: 'classes',
  label: 'accuracy',
  direction: 'higher',
  unit: 'fraction',
  floor: (classes) => 1 / classes,
  compute: (predictions) => fromConfusion(predictions, (metrics) => metrics.accuracy),
} as const satisfies ClassMetricEntry<'accuracy'>;
