import { oneVersusRestAuroc } from '../../stats/auroc.ts';
import { labelAuroc } from '../../stats/label-metrics.ts';
import type { ClassMetricEntry } from './contract.ts';
import { labelLogitsOf, logitsOf, noScore } from './outcome.ts';

/**
 * Mean over classes of the area under the ROC curve of the class against the rest. No score where a class is absent. With a set of
 * classes for each example, over those that some of the scored examples have and others have not.
 */
export const auroc = {
  name: 'auroc',
  kind: 'classes',
  label: 'AUROC',
  direction: 'higher',
  unit: 'fraction',
  floor: () => 0.5, // a guess ranks a pair rightly half of the time, whatever the classes
  compute: (predictions) => {
    const result = oneVersusRestAuroc(logitsOf(predictions), predictions.labels);
    return result.status === 'ok' ? result.auroc : noScore(result);
  },
  ofLabels: {
    floor: () => 0.5,
    compute: (predictions) => {
      const result = labelAuroc(labelLogitsOf(predictions), predictions.marks);
      return result.status === 'ok' ? result.mean : noScore(result);
    },
  },
} as const satisfies ClassMetricEntry<'auroc'>;
