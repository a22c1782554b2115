import { forwardPredictor } from '../forward.ts';
import { labelLesson } from '../label.ts';
import type { SupervisionEntry } from './contract.ts';

/** Sets of classes: binary cross-entropy, and one logit for each class. */
export const labels: SupervisionEntry<'labels'> = {
  lesson: labelLesson,
  predictor: (engine, view, _, branch) => {
    const { marks, classes } = view;
    return forwardPredictor(engine, view, branch, (logits) => ({
      kind: 'labels',
      logits,
      marks,
      classes: classes.length,
    }));
  },
  describe: ({ classes, marks, rows }) => ({
    kind: 'labels',
    shares: classes.map((_, label) => {
      let count = 0;
      for (let at = label; at < marks.length; at += classes.length) count += marks[at]!;
      return rows.length === 0 ? 0 : count / rows.length;
    }),
  }),
};
