import { labelPrecision } from '../../stats/label-metrics.ts';
import type { LabelMetricEntry } from './contract.ts';
import { labelLogitsOf, noScore } from './outcome.ts';

/** Mean over classes of the average precision of the class, over those that some scored example has. */
export const meanAveragePrecision = {
  name: 'map',
  kind: 'labels',
  label: 'mAP',
  direction: 'higher',
  unit: 'fraction',
  // A constant ranks all examples alike: its precision is the share of those that have the class.
  floor: (shares) => {
    const found = shares.filter((share) => share > 0);
    return found.reduce((sum, share) => sum + share / found.length, 0);
  },
  compute: (predictions) => {
    const found = labelPrecision(labelLogitsOf(predictions), predictions.marks);
    return found.status === 'ok' ? found.mean : noScore(found);
  },
} as const satisfies LabelMetricEntry<'map'>;
