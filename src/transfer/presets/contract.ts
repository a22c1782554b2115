import type { z } from 'zod';
import type { RecipeInput } from '../recipe.ts';

/** A method of the field under its usual name; one entry of the registry. */
export interface PresetEntry<Name extends string, Schema extends z.ZodObject> {
  readonly name: Name;
  readonly title: string;
  /** Where the method comes from. */
  readonly reference: string;
  /** Where the recipe differs from the publication; absent if it does not. */
  readonly differs?: string;
  /** Options beside `preset`. */
  readonly schema: Schema;
  recipe(options: z.infer<Schema>): RecipeInput;
}
