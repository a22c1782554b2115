import { z } from 'zod';
import { classificationMetrics } from '../../../src/stats/classification-metrics.ts';
import { expectFields, type Procedure } from '../reference.ts';

const names = z.array(z.union([z.number(), z.string()]));
const predictions = z.object({ y_true: names, y_pred: names, labels: names });

/** Expected values: scikit-learn 1.2.1. */
export const classificationMetricsCases: Procedure = {
  file: 'classification_metrics',
  check({ input, expected }, tolerance) {
    const { y_true: truth, y_pred: predicted, labels } = predictions.parse(input);
    const classOf = (name: string | number) => labels.indexOf(name);
    const result = classificationMetrics(truth.map(classOf), predicted.map(classOf), labels.length);
    if (result.status !== 'ok') return expectFields({ ...result }, expected, tolerance);
    const { accuracy, macroF1, microF1, weightedF1, balancedAccuracy, mcc, cohenKappa, support, confusion } = result;
    const named = {
      macro_f1: macroF1,
      micro_f1: microF1,
      weighted_f1: weightedF1,
      balanced_accuracy: balancedAccuracy,
      cohen_kappa: cohenKappa,
      per_class_f1: result.f1,
      per_class_precision: result.precision,
      per_class_recall: result.recall,
    };
    expectFields({ ...named, accuracy, mcc, support, confusion }, expected, tolerance);
  },
};
