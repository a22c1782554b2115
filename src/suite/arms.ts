import { z } from 'zod';
import { type Recipe, type RecipeInput, recipeSchema } from '../transfer/recipe.ts';
import { presets } from '../transfer/registry.ts';
import { hint, namesOf, unknownName } from './fields.ts';
import { ofRegistries } from './registries.ts';
import { variants } from './variants.ts';

/** Arms as a suite writes them: a preset by name, a preset with options, or a recipe by value. */

type PresetName = keyof typeof presets;

/** A preset whose options all have defaults can stand by its name alone. */
const completePresets = () => namesOf(presets).filter((name) => presets[name].schema.safeParse({}).success);

const bareName = () =>
  z
    .enum(completePresets(), {
      error: (issue) =>
        isPreset(issue.input) ? needsOptions(issue.input) : unknownName('preset', namesOf(presets))(issue),
    })
    .describe('a preset without options');

function isPreset(value: unknown): value is PresetName {
  return typeof value === 'string' && Object.hasOwn(presets, value);
}

function needsOptions(preset: PresetName): string {
  const required = Object.entries<z.ZodType>(presets[preset].schema.shape)
    .filter(([, field]) => !field.safeParse(undefined).success)
    .map(([key]) => `${key}: …`);
  return `the preset ${preset} needs options; write { preset: ${preset}, ${required.join(', ')} }`;
}

const recipeVariant = recipeSchema
  .safeExtend({
    preset: z.undefined().optional(), // what tells a recipe by value from a preset is that this is absent
    init: recipeSchema.shape.init.describe('where the weights come from, unless a `preset` says it'),
  })
  .describe('a recipe by value, which has no `preset`');

export const armSchema = ofRegistries(() => {
  const armVariants = variants('preset', 'preset', presets, () => ({}), [recipeVariant]);
  return z.union([bareName().transform((preset) => armVariants.parse({ preset })), armVariants], {
    error: hint('must be a preset’s name or a mapping; write a preset such as scratch, or { preset: …, from: … }'),
  });
});

/** The recipe that an arm stands for. */
export function recipeOf(arm: z.output<ReturnType<typeof armSchema>>): Recipe {
  const { preset, ...rest } = arm;
  return preset === undefined ? (rest as Recipe) : presetRecipe(preset, rest);
}

/** Options were checked by the preset's own schema, which TypeScript cannot follow through a union of entries. */
function presetRecipe(preset: PresetName, options: object): Recipe {
  return recipeSchema.parse((presets[preset].recipe as (options: object) => RecipeInput)(options));
}
