import type { View } from '../data/view.ts';
import type { Stage } from '../model/contract.ts';
import { adaptationLesson } from './adaptation.ts';
import { classifyLesson } from './classify.ts';
import type { Lesson, LessonContext } from './lesson.ts';
import { multiTaskLesson } from './multi-task.ts';
import type { Recipe } from './recipe.ts';

/** What a recipe learns a target from: its labels, another domain's, or several tasks at once. */
export function targetLesson(
  recipe: Recipe,
  head: Stage,
  context: LessonContext,
  /** The labelled domain, or the further tasks in the recipe's order. */
  others: readonly View[],
): Lesson {
  if (recipe.adapt !== 'none') return adaptationLesson(recipe.adapt, { ...context, head, labelled: others[0]! });
  if (recipe.tasks !== 'single') return multiTaskLesson(recipe.tasks, head, context, others);
  return classifyLesson(head, context);
}
