import type { MetricEntry } from '../contract.ts';
import { predictedClass } from './predicted-class.ts';

/**
 * The mean over classes of F1 = 2·TP / (2·TP + FP + FN). A class that is neither true nor predicted anywhere counts
 * as 0, as in scikit-learn's `f1_score(average="macro", zero_division=0)` over all labels.
 */
export const macroF1 = {
  name: 'macro-f1',
  label: 'macro F1',
  direction: 'higher',
  unit: 'fraction',
  floor: (classes) => 1 / classes, // of guessing uniformly among balanced classes
  compute: (predictions) => {
    const { labels, classes } = predictions;
    if (labels.length === 0) return Number.NaN;
    const hits = new Array<number>(classes).fill(0);
    const mentions = new Array<number>(classes).fill(0); // true or predicted: 2·TP + FP + FN
    for (let example = 0; example < labels.length; example++) {
      const truth = labels[example]!;
      const predicted = predictedClass(predictions, example);
      mentions[truth]!++;
      mentions[predicted]!++;
      if (truth === predicted) hits[truth]!++;
    }
    const scores = hits.map((hit, label) => (mentions[label] === 0 ? 0 : (2 * hit) / mentions[label]!));
    return scores.reduce((total, score) => total + score, 0) / classes;
  },
} as const satisfies MetricEntry<'macro-f1'>;
