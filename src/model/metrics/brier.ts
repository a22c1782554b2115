import { brierScore } from '../../stats/brier-score.ts';
import { softmax } from '../../stats/forecast.ts';
import type { ClassMetricEntry } from './contract.ts';
import { logitsOf, noScore } from './outcome.ts';

/** Mean squared distance of the probabilities to the truth, summed over classes: 0 to 2. */
export const brier = {
  name: 'brier',
  kind: 'classes',
  label: 'Brier score',
  direction: 'lower',
  unit: 'plain',
  floor: (classes) => 1 - 1 / classes, // of equal probabilities
  compute: (predictions) => {
    const result = brierScore(softmax(logitsOf(predictions)), predictions.labels);
    return result.status === 'ok' ? result.loss : noScore(result);
  },
} as const satisfies ClassMetricEntry<'brier'>;
