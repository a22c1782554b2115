import type { ValueMetricEntry } from './contract.ts';
import { fromErrors } from './outcome.ts';

/** Share of the variance of the scored values that is predicted; 1 is perfect. None where the values are all the same. */
export const r2 = {
  name: 'r2',
  kind: 'values',
  label: 'R²',
  direction: 'higher',
  unit: 'plain',
  // Of answering with the mean of the scored values. The mean of the training values is a little worse than that, by the
  // squared distance of the two means over the variance, and a bad model can be far below 0.
  floor: () => 0,
  compute: (predictions) =>
    fromErrors(predictions, (metrics) =>
      metrics.status === 'ok' ? metrics.r2 : { reason: 'the values to predict are all the same' },
    ),
} as const satisfies ValueMetricEntry<'r2'>;
