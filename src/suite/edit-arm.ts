import { hashOf } from '../base/hash.ts';
import { editedRecipe, writtenRecipe } from '../transfer/edit-recipe.ts';
import { type Recipe, recipeSchema } from '../transfer/recipe.ts';
import { carryFacts, explainIssues } from './issues.ts';
import { isMapping, type Path } from './path.ts';
import type { Finding } from './source.ts';

/** A value for one part of a recipe; undefined stands for the one that changes nothing. */
export interface Edit {
  readonly path: string;
  readonly value: unknown;
  /** Where the file asks for it. */
  readonly place: Path;
}

export type Edited = { readonly recipe: Recipe } | { readonly findings: readonly Finding[] };

/** A recipe with other values at some paths, or what its schema says against them, each at its place in the file. */
export function editRecipe(recipe: Recipe, edits: readonly Edit[]): Edited {
  const written = edits.reduce((all, { path, value }) => editedRecipe(all, path, value), writtenRecipe(recipe));
  const parsed = recipeSchema.safeParse(written, { error: carryFacts });
  if (parsed.success) return { recipe: parsed.data };
  return { findings: explainIssues(parsed.error.issues, written).map((finding) => placed(finding, edits)) };
}

/** A finding inside the recipe, moved to the value in the file that brought it about. */
function placed({ at: _, ...finding }: Finding, edits: readonly Edit[]): Finding {
  const inside = finding.path.join('.');
  const own = edits.find(({ path }) => inside === path || inside.startsWith(`${path}.`));
  if (own !== undefined) {
    return { ...finding, path: [...own.place, ...finding.path.slice(own.path.split('.').length)] };
  }
  const cause = edits.find(({ path }) => path.startsWith(`${String(finding.path[0])}.`)) ?? edits[0]!;
  return {
    path: cause.place,
    message: `${cause.path} does not go with the rest of the recipe: ${finding.message}`,
    remedy: `give whole values of ${cause.path.split('.')[0]}`,
  };
}

/** Equal for recipes that are the same. */
export function recipeKey(recipe: Recipe): string {
  return hashOf(writtenRecipe(recipe));
}

/** A value of a recipe as part of an arm's name: `0.7`, `slanted-triangular`, `block1+block2`, `l2-sp alpha 0.1`. */
export function valueName(value: unknown): string {
  if (typeof value === 'number') return String(Number(value.toPrecision(6)));
  if (Array.isArray(value)) return value.map(valueName).join('+');
  if (!isMapping(value)) return String(value);
  const words = Object.entries(value).map(([key, inner]) => {
    if (key === 'use') return valueName(inner);
    return isMapping(inner) && Object.keys(inner).length === 0 ? key : `${key} ${valueName(inner)}`;
  });
  return words.length === 0 ? 'on' : words.join(' ');
}
