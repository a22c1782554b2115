import type { ValueMetricEntry } from './contract.ts';
import { fromErrors } from './outcome.ts';

/** Mean distance of the predicted from the actual values, in their unit. */
export const mae = {
  name: 'mae',
  kind: 'values',
  label: 'MAE',
  direction: 'lower',
  unit: 'plain',
  inQuantity: true,
  floor: ({ aroundMedian }) => aroundMedian, // of the best constant
  compute: (predictions) => fromErrors(predictions, (metrics) => metrics.mae),
} as const satisfies ValueMetricEntry<'mae'>;
