import { type ClassificationMetrics, classificationMetrics } from '../../stats/classification-metrics.ts';
import { type RegressionMetrics, regressionMetrics } from '../../stats/regression-metrics.ts';
import type { RowMatrix } from '../../stats/row-matrix.ts';
import type { ClassPredictions, NoScore, ValuePredictions } from '../contract.ts';
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

export function logitsOf({ logits, labels }: ClassPredictions): RowMatrix {
  return { values: logits, rows: labels.length };
}

/** One of the figures that the confusion matrix of the predicted classes gives. */
export function fromConfusion(
  predictions: ClassPredictions,
  figure: (metrics: Extract<ClassificationMetrics, { readonly status: 'ok' }>) => number,
): number | NoScore {
  const { labels, classes } = predictions;
  const predicted = Array.from(labels, (_, example) => predictedClass(predictions, example));
  const metrics = classificationMetrics(labels, predicted, classes);
  return metrics.status === 'ok' ? figure(metrics) : noScore(metrics);
}

/** One of the figures that the errors of predicted values give. Constant values have errors too. */
export function fromErrors(
  { actual, predicted }: ValuePredictions,
  figure: (metrics: Extract<RegressionMetrics, { readonly status: 'ok' | 'zero_variance' }>) => number | NoScore,
): number | NoScore {
  const metrics = regressionMetrics(actual, predicted);
  return metrics.status === 'ok' || metrics.status === 'zero_variance' ? figure(metrics) : noScore(metrics);
}
