import type { ClassMetricEntry } from './contract.ts';
import { fromConfusion } from './outcome.ts';

/** Matthews' correlation of truth and prediction, −1 to 1; 0 where either is all of one class. */
export const mcc = {
  name: 'mcc',
  kind: 'classes',
  label: 'Matthews correlation',
  direction: 'higher',
  unit: 'plain',
  floor: () => 0, // a guess is not correlated with the truth
  compute: (predictions) => fromConfusion(predictions, (metrics) => metrics.mcc),
} as const satisfies ClassMetricEntry<'mcc'>;
