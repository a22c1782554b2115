import type { View } from '../data/view.ts';
import type { Stage } from '../model/contract.ts';
import { adaptationLesson } from './adaptation.ts';
import type { Lesson, LessonContext } from './lesson.ts';
import { multiTaskLesson } from './multi-task.ts';
import type { Recipe } from './recipe.ts';
import { supervisedLesson } from './supervision.ts';

/** Examples that a recipe learns from beside the target's. */
export interface OtherExamples {
  /** The labelled domain, where the recipe adapts. */
  readonly labelled: View | null;
  /** Of the further tasks, in the recipe's order. */
  readonly tasks: readonly View[];
}

/** What a recipe learns a target from: its labels or values, another domain's labels, or several tasks at once. */
export function targetLesson(
  { adapt, tasks }: Recipe,
  head: Stage,
  context: LessonContext,
  others: OtherExamples,
): Lesson {
  if (adapt !== 'none') return adaptationLesson(adapt, { ...context, head, labelled: others.labelled! });
  if (tasks !== 'single') return multiTaskLesson(tasks, head, context, others.tasks);
  return supervisedLesson(head, context);
}
