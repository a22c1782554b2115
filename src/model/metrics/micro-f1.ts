import { bestMicroF1 } from './best-sets.ts';
import type { ClassMetricEntry } from './contract.ts';
import { fromConfusion, fromPredictedMarks } from './outcome.ts';

/**
 * F1 of all classes' hits and mistakes together. With one label for each example that is the accuracy; of
 * sets, the classes that are more likely than not are predicted.
 */
export const microF1 = {
  name: 'micro-f1',
  kind: 'classes',
  label: 'micro F1',
  direction: 'higher',
  unit: 'fraction',
  floor: (classes) => 1 / classes,
  compute: (predictions) => fromConfusion(predictions, (metrics) => metrics.microF1),
  ofLabels: {
    floor: bestMicroF1,
    compute: (predictions) => fromPredictedMarks(predictions, (metrics) => metrics.microF1),
  },
} as const satisfies ClassMetricEntry<'micro-f1'>;
