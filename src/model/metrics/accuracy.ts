import type { MetricEntry } from '../contract.ts';
import { predictedClass } from './predicted-class.ts';

/** Share of examples whose largest logit is the true class. */
export const accuracy = {
  name: 'accuracy',
  label: 'accuracy',
  direction: 'higher',
  unit: 'fraction',
  floor: (classes) => 1 / classes,
  compute: (predictions) => {
    const { labels } = predictions;
    let right = 0;
    for (let example = 0; example < labels.length; example++) {
      if (predictedClass(predictions, example) === labels[example]) right++;
    }
    return right / labels.length;
  },
} as const satisfies MetricEntry<'accuracy'>;
