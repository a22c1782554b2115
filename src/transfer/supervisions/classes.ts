import { classifyLesson } from '../classify.ts';
import type { SupervisionEntry } from './contract.ts';

/** Classes: cross-entropy, and one logit for each. */
export const classes: SupervisionEntry<'classes'> = {
  lesson: classifyLesson,
  reader:
    () =>
    (logits, { labels, classes: names }) => ({ kind: 'classes', logits, labels, classes: names.length }),
  describe: ({ classes: names }) => ({ kind: 'classes', classes: names.length }),
};
