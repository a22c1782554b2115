import { calibration } from '../../stats/calibration.ts';
import { softmax } from '../../stats/forecast.ts';
import type { ClassMetricEntry } from './contract.ts';
import { logitsOf, noScore } from './outcome.ts';
import { predictedClass } from './predicted-class.ts';

const BINS = 15; // Guo et al. 2017

/** Expected calibration error of the predicted class's probability, over 15 bins of equal width. */
export const ece = {
  name: 'ece',
  kind: 'classes',
  label: 'expected calibration error',
  direction: 'lower',
  unit: 'fraction',
  // Of guessing with certainty. A guess that gives all classes equal probabilities is perfectly calibrated: by that floor a
  // trial that diverged would be the best of all.
  floor: (classes) => 1 - 1 / classes,
  compute: (predictions) => {
    const { labels, classes } = predictions;
    const probabilities = softmax(logitsOf(predictions)).values;
    const predicted = Array.from(labels, (_, example) => predictedClass(predictions, example));
    const confidence = predicted.map((k, example) => probabilities[example * classes + k]!);
    const correct = predicted.map((k, example) => k === labels[example]);
    const result = calibration(confidence, correct, BINS);
    return result.status === 'ok' ? result.ece : noScore(result);
  },
} as const satisfies ClassMetricEntry<'ece'>;
