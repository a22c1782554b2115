import type { LabelView } from '../data/view.ts';
import type { Criterion, Stage } from '../model/contract.ts';
import { binaryCrossEntropy } from '../model/losses/binary-cross-entropy.ts';
import { viewBatches } from './feed.ts';
import type { Lesson, LessonContext } from './lesson.ts';

/**
 * Binary cross-entropy of a branch's logits, which is what it is measured by too: averages of ranks over batches would not
 * be those over examples. Input: `y` [rows, classes] of 0 and 1.
 */
export function labelCriterion(branch: string, rows: number, classes: number): Criterion {
  const loss: Criterion['loss'] = (outputs, { y, weight }) => binaryCrossEntropy(outputs.branch(branch), y!, weight!);
  return {
    key: `label(${branch})`,
    inputs: { y: { shape: [rows, classes], dtype: 'int32' } },
    scalarNames: [],
    scalars: () => ({}),
    loss,
    measure: { name: 'binary cross-entropy', better: 'lower', value: loss },
  };
}

/** Learning which of a view's classes each example has, with one head: a logit for each. */
export function labelLesson(
  head: Stage,
  { view, batch, factors }: LessonContext & { readonly view: LabelView },
): Lesson {
  return {
    branches: { head: [head] },
    criterion: labelCriterion('head', batch, view.classes.length),
    rows: batch,
    batches: (purpose) => {
      const next = viewBatches(view, batch, factors, purpose);
      return () => {
        const { x, y, weight, count } = next();
        return { values: { x, y, weight }, count };
      };
    },
  };
}
