import type { ModelChoice } from '../model/architecture.ts';
import type { Recipe } from '../transfer/recipe.ts';

/** The suite's model, with the head that a recipe puts in place of the suite's. */
export function armModel(model: ModelChoice, { head }: Recipe): ModelChoice {
  return head.layers === undefined ? model : { ...model, head: head.layers };
}
