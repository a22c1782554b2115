import { z } from 'zod';
import { recipePaths } from '../transfer/edit-recipe.ts';
import { stageName } from '../transfer/stage-choice.ts';
import { hint, oneOf, reference } from './fields.ts';
import { suggest } from './suggest.ts';

/** Sections that stand for many arms: ablations of one arm, and studies with a known plan. */

const recipePath = oneOf('part of a recipe', recipePaths);

const EACH = 'each stage';

const stages = z.union([z.literal(EACH), z.array(stageName).min(1)], {
  error: hint('must be `each stage` or a list of stages; write `each stage`'),
});

const pathKey = z
  .string()
  .refine((path) => recipePaths.includes(path), {
    error: ({ input }) => `is no part of a recipe; ${suggest(input, recipePaths)}`,
  })
  .meta({ enum: [...recipePaths] });

/** What the recipe's own schema says of a value is said when the value is put in. */
function valuesByPath(least: number) {
  return z.record(pathKey, z.array(z.unknown()).min(least));
}

export const ablateSchema = z.strictObject({
  of: reference.describe('the arm whose parts are in question'),
  without: z
    .array(recipePath)
    .default([])
    .describe(
      'parts of its recipe, such as `penalty` or `lr.decay`: one arm for each, with the value that changes nothing',
    ),
  only: z
    .array(recipePath)
    .default([])
    .describe(
      'parts of its recipe: one arm for each, which is plain full fine-tuning from the same source but for this part',
    ),
  reinit: stages
    .optional()
    .describe('loaded stages: one arm for each, which initialises this stage at random after all'),
  transplant: stages.optional().describe('loaded stages: one arm for each, which loads this stage alone'),
  grid: valuesByPath(1)
    .default({})
    .describe('values for parts of its recipe: one arm for each value, everything else as it was'),
  factorial: valuesByPath(2)
    .optional()
    .describe('values for two parts or more: one arm for each combination, to tell effects and interactions apart'),
});

export const studySchema = z.strictObject({
  layerwise: z
    .strictObject({
      a: reference.describe('the source whose stages are transferred'),
      b: reference
        .optional()
        .describe(
          'a source that learns from the cell’s own training examples (`examples: subset`); made if absent, with the steps of `training`',
        ),
      'frozen-random': z.boolean().default(false).describe('also random stages that stay as they are, for each cut'),
    })
    .describe('how far each stage transfers: loaded up to a cut from A or from the target itself, frozen or trained'),
});

export type AblateChoice = z.output<typeof ablateSchema>;
export type StudyChoice = z.output<typeof studySchema>;
