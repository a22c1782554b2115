import type { ClassMetricEntry } from './contract.ts';
import { fromConfusion } from './outcome.ts';

/** The mean recall of the classes that are among the scored examples: a rare class counts as much as a frequent one. */
export const balancedAccuracy = {
  name: 'balanced-accuracy',
  kind: 'classes',
  label: 'balanced accuracy',
  direction: 'higher',
  unit: 'fraction',
  floor: (classes) => 1 / classes, // whatever the guess, and however rare a class
  compute: (predictions) => fromConfusion(predictions, (metrics) => metrics.balancedAccuracy),
} as const satisfies ClassMetricEntry<'balanced-accuracy'>;
