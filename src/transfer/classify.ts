import { argMax, cast, div, equal, mul, type Scalar, sum, type Tensor } from '@tensorflow/tfjs-core';
import { ofClasses } from '../data/view.ts';
import type { Criterion, Stage } from '../model/contract.ts';
import { crossEntropy } from '../model/losses/cross-entropy.ts';
import { viewBatches } from './feed.ts';
import type { Lesson, LessonContext } from './lesson.ts';

/** Softmax cross-entropy of a branch's logits; measured by accuracy. Input: `y` [rows] class indices. */
export function classifyCriterion(branch: string, rows: number): Criterion {
  return {
    key: `classify(${branch})`,
    inputs: { y: { shape: [rows], dtype: 'int32' } },
    scalarNames: [],
    scalars: () => ({}),
    loss: (outputs, { y, weight }) => crossEntropy(outputs.branch(branch), y!, weight!),
    measure: {
      name: 'accuracy',
      better: 'higher',
      value: (outputs, { y, weight }) => accuracyOf(outputs.branch(branch), y!, weight!),
    },
  };
}

/** Share of examples whose largest logit is that of their class. `weight` 0 leaves a row out. */
export function accuracyOf(logits: Tensor, labels: Tensor, weight: Tensor): Scalar {
  const right = cast(equal(cast(argMax(logits, 1), 'int32'), labels), 'float32');
  return div(sum(mul(right, weight)), sum(weight)) as Scalar;
}

/** Learning a view's labels with one head. */
export function classifyLesson(head: Stage, { view, batch, factors }: LessonContext): Lesson {
  return {
    branches: { head: [head] },
    criterion: classifyCriterion('head', batch),
    rows: batch,
    batches: (purpose) => {
      const next = viewBatches(ofClasses(view), batch, factors, purpose);
      return () => {
        const { x, y, weight, count } = next();
        return { values: { x, y, weight }, count };
      };
    },
  };
}
