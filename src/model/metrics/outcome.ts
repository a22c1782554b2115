import { type ClassificationMetrics, classificationMetrics } from '../../stats/classification-metrics.ts';
import { type LabelF1, labelF1 } from '../../stats/label-metrics.ts';
import { type RegressionMetrics, regressionMetrics } from '../../stats/regression-metrics.ts';
import type { RowMatrix } from '../../stats/row-matrix.ts';
import type { ClassPredictions, LabelPredictions, NoScore, ValuePredictions } from './contract.ts';
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

export function labelLogitsOf({ logits, classes }: LabelPredictions): RowMatrix {
  return { values: logits, rows: logits.length / classes };
}

/** Which classes are predicted of each example: those more likely than not, of a logit above 0. */
export function predictedMarks(logits: Float32Array): Uint8Array {
  return Uint8Array.from(logits, (logit) => Number(logit > 0));
}

/** One of the figures that the predicted sets of classes give. */
export function fromPredictedMarks(
  { logits, marks, classes }: LabelPredictions,
  figure: (metrics: Extract<LabelF1, { readonly status: 'ok' }>) => number,
): number | NoScore {
  const metrics = labelF1(predictedMarks(logits), marks, classes);
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
