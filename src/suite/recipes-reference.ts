import { z } from 'zod';
import { adaptations } from '../transfer/adaptation.ts';
import type { RecipeInput } from '../transfer/recipe.ts';
import { objectives, presets } from '../transfer/registry.ts';
import { schedules } from '../transfer/schedules/registry.ts';
import { tunings } from '../transfer/tuning.ts';
import type { JsonSchema } from './json-schema.ts';
import { defaultOf, propertiesOf, typeOf } from './schema-words.ts';

/** The ways of transferring in Markdown, made from the registries. */
export function recipesReference(): string {
  return [
    '<!-- Made by `npm run schema` from the registries in src/transfer/; edits here are lost. -->',
    '# Recipes',
    INTRODUCTION,
    '## Presets',
    'A preset is a recipe under its usual name. What its recipe leaves away has the value that changes nothing.',
    table(
      ['method', 'source', 'recipe', 'where it differs from the publication'],
      Object.values(presets).map((entry) => [
        `**${code(entry.name)}**: ${entry.title}`,
        entry.reference,
        code(flow(recipeOf(entry as Preset))),
        'differs' in entry ? (entry.differs as string) : '',
      ]),
    ),
    '## Pre-training objectives',
    '`objective:` of a source.',
    ...optionTable(objectives),
    '## Learning-rate schedules',
    '`lr.schedule`, by name or as `{ use: NAME, … }`. The schedule runs over the whole budget; with `phases`, over each.',
    ...optionTable(schedules),
    '## Parameter-efficient tuning',
    '`tuning: { use: NAME, … }`. The body’s own parameters stay as they are.',
    ...optionTable(tunings),
    '## Domain adaptation',
    '`adapt: { use: NAME, … }`. Labels come from the suite’s `domains.labelled`, those of the target are never used.',
    ...optionTable(adaptations),
  ]
    .join('\n\n')
    .concat('\n');
}

const INTRODUCTION = `A recipe says how an arm gets its weights and how it trains them. Every method is a value of one type, whose keys are in
[the suite reference](suites.md#arms). All arms of a cell see the same examples in the same order, have the same budget of
optimizer steps, and start with the same head.

- Parameters that a recipe does not train keep their value to the bit, and no gradient is computed below the first
  stage that is trained.
- Where the set of trained parameters changes (a new phase, another unfrozen stage), the optimizer starts anew.
- Learning rates are multiples of the suite's. Penalties are part of the loss: with Adam they are not decoupled.`;

interface Preset {
  readonly schema: z.ZodObject;
  recipe(options: object): RecipeInput;
}

/** The recipe of a preset whose required options say what they are. */
function recipeOf({ schema, recipe }: Preset): RecipeInput {
  const options = Object.entries(schema.shape).flatMap(([key, field]): [string, unknown][] => {
    if ((field as z.ZodType).safeParse(undefined).success) return [];
    const isText = (field as z.ZodType).safeParse('x').success;
    const name = key === 'from' ? 'SOURCE' : key === 'train-from' ? 'STAGE' : 'DATA';
    return [[key, isText ? name : [name]]];
  });
  return recipe(schema.parse(Object.fromEntries(options)));
}

/** A value as YAML on one line. */
function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value === 'number') return String(Number(value.toPrecision(3)));
  if (typeof value !== 'object' || value === null) return String(value);
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return entries.length === 0 ? '{}' : `{ ${entries.map(([key, inner]) => `${key}: ${flow(inner)}`).join(', ')} }`;
}

interface Entry {
  readonly title: string;
  readonly reference: string;
  readonly schema: z.ZodObject;
}

function optionTable(entries: Readonly<Record<string, Entry>>): string[] {
  return [
    table(
      ['name', 'what it does', 'source', 'options'],
      Object.entries(entries).map(([name, { title, reference, schema }]) => [
        code(name),
        title,
        reference,
        options(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema),
      ]),
    ),
  ];
}

function options(schema: JsonSchema): string {
  return propertiesOf(schema)
    .map(([key, part]) => `${code(key)} (${typeOf(part)}, default ${defaultOf(part) ?? 'none'}): ${part.description}`)
    .join('<br>');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function code(text: string): string {
  return `\`${text}\``;
}
