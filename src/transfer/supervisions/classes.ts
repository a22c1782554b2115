import { classifyLesson } from '../classify.ts';
import { forwardPredictor } from '../forward.ts';
import type { SupervisionEntry } from './contract.ts';

/** Classes: cross-entropy, and one logit for each. */
export const classes: SupervisionEntry<'classes'> = {
  lesson: classifyLesson,
  predictor: (engine, view, _learnt, branch) => {
    const { labels, classes: names } = view;
    return forwardPredictor(engine, view, branch, (logits) => ({
      kind: 'classes',
      logits,
      labels,
      classes: names.length,
    }));
  },
  describe: ({ classes: names }) => ({ kind: 'classes', classes: names.length }),
};
