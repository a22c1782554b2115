import type { TargetKind } from '../data/targets.ts';
import type { View } from '../data/view.ts';
import type { Engine } from '../engine/contract.ts';
import type { Stage } from '../model/contract.ts';
import type { TargetDescription } from '../model/metrics/contract.ts';
import type { Predictor } from './forward.ts';
import type { Lesson, LessonContext } from './lesson.ts';
import { classes } from './supervisions/classes.ts';
import type { SupervisionEntry } from './supervisions/contract.ts';
import { labels } from './supervisions/labels.ts';
import { sequences } from './supervisions/sequences.ts';
import { values } from './supervisions/values.ts';

/** Everything that depends on the kind of targets in learning and scoring. Adding a kind is a file and a line here. */
const supervisions: { readonly [Kind in TargetKind]: SupervisionEntry<Kind> } = {
  classes,
  values,
  labels,
  sequences,
};

/** The entry of a view's kind, which TypeScript cannot follow through a union of entries. */
function entryOf({ kind }: View) {
  return supervisions[kind] as unknown as {
    lesson(head: Stage, context: LessonContext): Lesson;
    predictor(engine: Engine, view: View, learnt: View, branch: string): Predictor;
    describe(view: View): TargetDescription;
  };
}

/** Learning a view's targets with one head. */
export function supervisedLesson(head: Stage, context: LessonContext): Lesson {
  return entryOf(context.view).lesson(head, context);
}

/**
 * What predicts a view's targets by a branch.
 *
 * @param learnt the examples that the branch learns from.
 */
export function predictorOf(engine: Engine, view: View, learnt: View, branch: string): Predictor {
  return entryOf(view).predictor(engine, view, learnt, branch);
}

/** What is known of a view's targets without looking at any prediction. */
export function describeTargets(view: View): TargetDescription {
  return entryOf(view).describe(view);
}
