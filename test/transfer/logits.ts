import type { ClassPredictions, Predictions } from '../../src/model/metrics/contract.ts';

/** Predictions of classes. */
export function ofLogits(predictions: Predictions): ClassPredictions {
  if (predictions.kind === 'classes') return predictions;
  throw new Error('these are values');
}
