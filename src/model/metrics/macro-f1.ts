import { bestMacroF1 } from './best-sets.ts';
import type { ClassMetricEntry } from './contract.ts';
import { fromConfusion, fromPredictedMarks } from './outcome.ts';

/** The mean of the classes' F1; a class that is neither true nor predicted anywhere counts as 0. Of sets, classes above one half. */
export const macroF1 = {
  name: 'macro-f1',
  kind: 'classes',
  label: 'macro F1',
  direction: 'higher',
  unit: 'fraction',
  floor: (classes) => 1 / classes, // of guessing uniformly among balanced classes
  compute: (predictions) => fromConfusion(predictions, (metrics) => metrics.macroF1),
  ofLabels: {
    floor: bestMacroF1,
    compute: (predictions) => fromPredictedMarks(predictions, (metrics) => metrics.macroF1),
  },
} as const satisfies ClassMetricEntry<'macro-f1'>;
