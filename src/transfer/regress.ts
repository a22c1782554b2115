import { type Scalar, sub } from '@tensorflow/tfjs-core';
import type { ValueView } from '../data/view.ts';
import type { NamedTensors } from '../engine/contract.ts';
import type { Criterion, Outputs, Stage } from '../model/contract.ts';
import { squaredError } from '../model/losses/squared-error.ts';
import { standardisation } from '../stats/standardisation.ts';
import { viewBatches } from './feed.ts';
import type { Lesson, LessonContext } from './lesson.ts';

/**
 * Mean squared error of a branch's output. Input: `y` [rows], standardised values. Measured by R² = 1 − error: the variance
 * of standardised values is 1. It is linear in the error, so that its mean over batches is that over examples.
 */
export function regressCriterion(branch: string, rows: number): Criterion {
  const loss = (outputs: Outputs, { y, weight }: NamedTensors) => squaredError(outputs.branch(branch), y!, weight!);
  return {
    key: `regress(${branch})`,
    inputs: { y: { shape: [rows], dtype: 'float32' } },
    scalarNames: [],
    scalars: () => ({}),
    loss,
    measure: { name: 'R²', better: 'higher', value: (outputs, inputs) => sub(1, loss(outputs, inputs)) as Scalar },
  };
}

/**
 * Learning a view's values with one head. They are standardised by the view's own mean and deviation, so that the loss and
 * the learning rate do not depend on their unit; constant values become 0.
 */
export function regressLesson(
  head: Stage,
  { view, batch, factors }: LessonContext & { readonly view: ValueView },
): Lesson {
  const { mean, sd } = standardisation(view.values);
  return {
    branches: { head: [head] },
    criterion: regressCriterion('head', batch),
    rows: batch,
    batches: (purpose) => {
      const next = viewBatches(view, batch, factors, purpose);
      const y = new Float32Array(batch);
      return () => {
        const { x, y: values, weight, count } = next();
        for (let row = 0; row < batch; row++) y[row] = row < count ? (values[row]! - mean) / sd : 0;
        return { values: { x, y, weight }, count };
      };
    },
  };
}
