import type { ValueMetricEntry } from './contract.ts';
import { fromErrors } from './outcome.ts';

/** Root of the mean squared distance of the predicted from the actual values, in their unit: large errors count more. */
export const rmse = {
  name: 'rmse',
  kind: 'values',
  label: 'RMSE',
  direction: 'lower',
  unit: 'plain',
  inQuantity: true,
  floor: ({ aroundMean }) => aroundMean, // of the best constant
  compute: (predictions) => fromErrors(predictions, (metrics) => metrics.rmse),
} as const satisfies ValueMetricEntry<'rmse'>;
