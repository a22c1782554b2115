import { z } from 'zod';
import { type Recipe, recipeSchema } from './recipe.ts';
import { writtenChoice } from './stage-choice.ts';

/** Recipes changed at one path, such as `lr.decay`: what an ablation is made of. */

interface Part {
  readonly properties?: Readonly<Record<string, Part>>;
  readonly anyOf?: readonly Part[];
  readonly oneOf?: readonly Part[];
  readonly const?: unknown;
  readonly type?: string;
}

const root = z.toJSONSchema(recipeSchema, { io: 'input', unrepresentable: 'any' }) as Part;

/** Every key that a recipe can have, with those inside it: `init`, `init.stages`, …, `lr.decay`, … */
export const recipePaths = [...new Set(pathsIn(root, ''))] as readonly string[] as readonly [string, ...string[]];

function pathsIn({ properties = {}, anyOf = [], oneOf = [] }: Part, prefix: string): string[] {
  const own = Object.entries(properties).flatMap(([key, part]) =>
    part.const === undefined ? [`${prefix}${key}`, ...pathsIn(part, `${prefix}${key}.`)] : [],
  );
  return [...own, ...[...anyOf, ...oneOf].flatMap((part) => pathsIn(part, prefix))];
}

/** Whether what a recipe has at a path, if it is a number, is always a whole one: `tuning.rank`. */
export function isWholePart(path: string): boolean {
  const kinds = new Set(
    partsAt([root], path.split('.'))
      .flatMap(alternatives)
      .map(({ type }) => type),
  );
  return kinds.has('integer') && !kinds.has('number');
}

function partsAt(parts: readonly Part[], keys: readonly string[]): readonly Part[] {
  return keys.reduce<readonly Part[]>(
    (found, key) => found.flatMap(alternatives).flatMap(({ properties }) => properties?.[key] ?? []),
    parts,
  );
}

/** A part and all that may stand in its place. */
function alternatives(part: Part): Part[] {
  return [part, ...[...(part.anyOf ?? []), ...(part.oneOf ?? [])].flatMap(alternatives)];
}

type Written = Readonly<Record<string, unknown>>;

/** A recipe as a suite could write it by value, with every default: parsing it gives the recipe again. */
export function writtenRecipe(recipe: Recipe): Written {
  const { init, train, phases } = recipe;
  const written = {
    ...recipe,
    init: init === 'random' ? init : { ...init, stages: writtenChoice(init.stages) },
    train: writtenChoice(train),
    phases: phases?.map((phase) => ({ ...phase, train: writtenChoice(phase.train) })),
  };
  return JSON.parse(JSON.stringify(written)) as Written; // without keys that are there and undefined
}

/** What a recipe has at a path, as a suite could write it; undefined if it has no such key. */
export function writtenAt(recipe: Recipe, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, key) => (isRecord(value) ? value[key] : undefined), writtenRecipe(recipe));
}

/**
 * A written recipe with another value at one path, still to be parsed. Where the path leads through a value that has no
 * keys, such as `none`, keys take its place.
 *
 * @param value undefined takes the key away, so that the schema puts in the value that changes nothing.
 */
export function editedRecipe(written: Written, path: string, value: unknown): Written {
  return edited(written, path.split('.'), value);
}

function edited(holder: unknown, [key = '', ...rest]: readonly string[], value: unknown): Written {
  const { [key]: present, ...others } = isRecord(holder) ? holder : {};
  if (rest.length > 0) {
    return value === undefined && !isRecord(present)
      ? keep(holder)
      : { ...others, [key]: edited(present, rest, value) };
  }
  return value === undefined ? others : { ...others, [key]: value };
}

function keep(holder: unknown): Written {
  return isRecord(holder) ? holder : {};
}

function isRecord(value: unknown): value is Written {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
