import { type ClassificationMetrics, classificationMetrics } from '../../stats/classification-metrics.ts';
import type { RowMatrix } from '../../stats/row-matrix.ts';
import type { NoScore, Predictions } from '../contract.ts';
import { predictedClass } from './predicted-class.ts';

/** A procedure of `src/stats/` that gave no value. */
type Failure =
  | { readonly status: 'insufficient' }
  | { readonly status: 'invalid'; readonly reason: string }
  | { readonly status: 'absent_class'; readonly absent: readonly number[] };

/** Why a procedure gave no value, for the reader of a report. */
export function noScore(failure: Failure): NoScore {
  switch (failure.status) {
    case 'insufficient':
      return { reason: 'there are no examples to score' };
    case 'invalid':
      return { reason: failure.reason };
    case 'absent_class': {
      const { length } = failure.absent;
      return { reason: `${length} ${length === 1 ? 'class has' : 'classes have'} no example among those scored` };
    }
  }
}

export function logitsOf({ logits, labels }: Predictions): RowMatrix {
  return { values: logits, rows: labels.length };
}

/** One of the figures that the confusion matrix of the predicted classes gives. */
export function fromConfusion(
  predictions: Predictions,
  figure: (metrics: Extract<ClassificationMetrics, { readonly status: 'ok' }>) => number,
): number | NoScore {
  const { labels, classes } = predictions;
  const predicted = Array.from(labels, (_, example) => predictedClass(predictions, example));
  const metrics = classificationMetrics(labels, predicted, classes);
  return metrics.status === 'ok' ? figure(metrics) : noScore(metrics);
}
