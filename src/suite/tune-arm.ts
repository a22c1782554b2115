import type { Json } from '../base/hash.ts';
import { writtenAt } from '../transfer/edit-recipe.ts';
import type { Recipe } from '../transfer/recipe.ts';
import type { SearchSpace, Setting } from '../transfer/search/configurations.ts';
import { isTrainingKnob, isWholeKnob } from '../transfer/search/knobs.ts';
import { type KnobValues, valueAtShare } from '../transfer/search/range.ts';
import { type Edited, editRecipe } from './edit-arm.ts';
import type { Path } from './path.ts';
import type { Finding } from './source.ts';

/** Somewhere inside a range: its ends alone would not show that it must hold whole numbers. */
const INSIDE = 0.377;

/**
 * The parts of a space that a recipe has: a value at the path, or a mapping around it whose schema takes one. No penalty
 * is a weight decay of 0. Other knobs change nothing in this arm.
 */
export function recipeKnobs(
  recipe: Recipe,
  space: SearchSpace,
): { readonly knobs: readonly string[]; readonly findings: readonly Finding[] } {
  const knobs: string[] = [];
  const findings: Finding[] = [];
  for (const [knob, values] of Object.entries(space).filter(([knob]) => !isTrainingKnob(knob))) {
    const present = recipeValue(recipe, knob) !== undefined;
    if (!present && !isOpen(recipe, knob)) continue;
    const probes = probesOf(knob, values);
    const refused = probes.flatMap(({ value, place }) => {
      const edited = editRecipe(recipe, [{ path: knob, value, place }]);
      return 'findings' in edited ? [edited.findings] : [];
    });
    if (!present && refused.length === probes.length) continue;
    knobs.push(knob);
    findings.push(...(values.kind === 'list' ? refused.flat() : (refused[0] ?? [])));
  }
  return { knobs, findings };
}

/** A recipe with the values of a setting, as far as it has these parts. */
export function settledRecipe(recipe: Recipe, knobs: readonly string[], setting: Setting): Edited {
  const edits = knobs.flatMap((path) =>
    setting[path] === undefined ? [] : [{ path, value: setting[path], place: ['tune', 'space', path] }],
  );
  return edits.length === 0 ? { recipe } : editRecipe(recipe, edits);
}

/** What a recipe has at a knob; undefined if it leaves it to the schema, or has no such part. */
export function recipeValue(recipe: Recipe, knob: string): Json | undefined {
  const written = writtenAt(recipe, knob) as Json | undefined;
  return written ?? (knob === 'penalty.weight-decay' && recipe.penalty === 'none' ? 0 : undefined);
}

/** Whether a part could stand there without another one having to give way. */
function isOpen(recipe: Recipe, knob: string): boolean {
  const holder = writtenAt(recipe, knob.slice(0, knob.lastIndexOf('.')));
  return typeof holder === 'object' && holder !== null;
}

function probesOf(knob: string, values: KnobValues): { readonly value: Json; readonly place: Path }[] {
  const place = ['tune', 'space', knob];
  if (values.kind === 'list') return values.values.map((value, index) => ({ value, place: [...place, index] }));
  return [values.from, values.to, valueAtShare(values, INSIDE, isWholeKnob(knob))].map((value) => ({ value, place }));
}
