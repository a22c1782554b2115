import type { TargetKind } from '../data/targets.ts';
import type { View } from '../data/view.ts';
import type { Stage, TargetDescription } from '../model/contract.ts';
import type { Lesson, LessonContext } from './lesson.ts';
import { classes } from './supervisions/classes.ts';
import type { Reader, SupervisionEntry } from './supervisions/contract.ts';
import { labels } from './supervisions/labels.ts';
import { values } from './supervisions/values.ts';

/** Everything that depends on the kind of targets in learning and scoring. Adding a kind is a file and a line here. */
const supervisions: { readonly [Kind in TargetKind]: SupervisionEntry<Kind> } = { classes, values, labels };

/** The entry of a view's kind, which TypeScript cannot follow through a union of entries. */
function entryOf({ kind }: View) {
  return supervisions[kind] as unknown as {
    lesson(head: Stage, context: LessonContext): Lesson;
    reader(learnt: View): Reader;
    describe(view: View): TargetDescription;
  };
}

/** Learning a view's targets with one head. */
export function supervisedLesson(head: Stage, context: LessonContext): Lesson {
  return entryOf(context.view).lesson(head, context);
}

/**
 * How the outputs of a head are read.
 *
 * @param learnt the examples that it learnt from.
 */
export function readerOf(learnt: View): Reader {
  return entryOf(learnt).reader(learnt);
}

/** What is known of a view's targets without looking at any prediction. */
export function describeTargets(view: View): TargetDescription {
  return entryOf(view).describe(view);
}
