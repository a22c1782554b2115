import { targetNamesOf } from '../data/classes.ts';
import { datasets } from '../data/registry.ts';
import { targetWords } from '../data/targets.ts';
import { backbones, heads, metrics, optimizers } from '../model/registry.ts';
import { weightSources } from '../model/weight-sources/registry.ts';
import { analyses } from '../transfer/analyses/registry.ts';
import { objectives, presets } from '../transfer/registry.ts';
import { type JsonSchema, suiteJsonSchema } from './json-schema.ts';
import { defaultOf, propertiesOf, typeOf, variantsOf } from './schema-words.ts';

/** The reference of the suite language in Markdown, made from the schema and the registries. */
export function suiteReference(): string {
  const schema = suiteJsonSchema();
  const keys = propertiesOf(schema);
  return [
    '<!-- Made by `npm run schema` from the schema in src/suite/; edits here are lost. -->',
    '# Suite reference',
    INTRODUCTION,
    table(
      ['key', '', 'meaning'],
      keys.map(([key, part]) => [link(key, part), needOf(schema, key), part.description]),
    ),
    ...keys.filter(([, part]) => hasParts(part)).flatMap(([key, part]) => section(key, part)),
    '## Registries',
    'What suites can name. An unknown name is an error that lists the known ones.',
    ...registries(),
  ]
    .join('\n\n')
    .concat('\n');
}

const INTRODUCTION = `A suite is one YAML file: a question, the data, the model, the sources, the target, and the arms to compare.
[quickstart.yaml](../suites/quickstart.yaml) is a complete one.

- Unknown keys, names that nothing uses, and values that contradict each other are errors with line and column.
- What a comparison must hold fixed stands once, outside the arms. What an arm changes stands in the arm.
- Names of data, sources, targets and arms are your own: letters, digits, spaces and \`. _ + -\`, at most 60 characters,
  starting with a letter or digit.
- Numbers can be written as \`1e-3\`. Budgets are in optimizer steps, as \`300\` or \`300 steps\`.
- A first line \`# yaml-language-server: $schema=./schema.json\` gives completion and checks in editors.`;

type Row = readonly (string | undefined)[];

function table(head: Row, rows: readonly Row[]): string {
  const line = (cells: Row) => `| ${cells.map((cell) => (cell ?? '').replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function code(text: string): string {
  return `\`${text}\``;
}

function link(key: string, part: JsonSchema): string {
  return hasParts(part) ? `[${code(key)}](#${key})` : code(key);
}

function needOf(holder: JsonSchema, key: string): string {
  if (holder.required?.includes(key)) return 'required';
  const either = (holder.oneOf ?? []).map(({ required }) => required?.[0] ?? '');
  const others = either.filter((name) => name !== key).map(code);
  return either.includes(key) ? `this or ${others.join(', ')}` : 'optional';
}

/** Named members are described by the schema of one of them, and what has a short form by its mapping. */
function memberOf(part: JsonSchema): JsonSchema {
  if (typeof part.additionalProperties === 'object') return part.additionalProperties;
  const mappings = (part.anyOf ?? []).filter(({ properties }) => properties !== undefined);
  return mappings.length === 1 ? (mappings[0] as JsonSchema) : part;
}

function hasParts(part: JsonSchema): boolean {
  const member = memberOf(part);
  return variantsOf(member).length > 0 || propertiesOf(member).length > 0;
}

function section(key: string, part: JsonSchema): string[] {
  const member = memberOf(part);
  const named = member === part.additionalProperties ? ` Each value is ${typeOf(member)}.` : '';
  const lines = [`## ${code(key)}`, `${sentence(part.description ?? key)}${named}`];
  if (variantsOf(member).length > 0) return [...lines, ...variantSections(member)];
  const choices = propertiesOf(member).flatMap(([inner, value]) => variantSections(value, `${code(inner)} with `));
  return [...lines, keyTable(member), ...choices];
}

function variantSections(holder: JsonSchema, prefix = ''): string[] {
  return variantsOf(holder).flatMap((variant) => {
    const tag = propertiesOf(variant).find(([, value]) => value.const !== undefined);
    const title = sentence(variant.description ?? '');
    if (tag === undefined) {
      const choices = propertiesOf(variant).flatMap(([key, value]) => variantSections(value, `${code(key)} with `));
      return [`### ${prefix}${title.slice(0, -1)}`, keyTable(variant), ...choices];
    }
    return [`### ${prefix}${code(`${tag[0]}: ${String(tag[1].const)}`)}`, title, keyTable(variant)];
  });
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function keyTable(holder: JsonSchema): string {
  const rows = rowsOf(holder, '');
  return rows.length === 0 ? 'It has no options.' : table(['key', 'type', 'default', 'meaning'], rows);
}

/** One row for each key, and one for each key inside it. */
function rowsOf(holder: JsonSchema, prefix: string): Row[] {
  return propertiesOf(holder).flatMap(([key, value]): Row[] => {
    if (value.const !== undefined && prefix === '') return []; // named in the heading
    const path = `${prefix}${key}`;
    const preset = defaultOf(value);
    const need = holder.required?.includes(key) || holder.oneOf !== undefined ? needOf(holder, key) : '';
    const row = [code(path), typeOf(value), preset ?? (need === 'optional' ? '' : need), value.description];
    const inner = [value, ...(value.anyOf ?? [])].filter((part) => variantsOf(part).length === 0);
    return [row, ...inner.flatMap((part) => rowsOf(part, `${path}.`))];
  });
}

interface Entry {
  readonly title: string;
}

function registries(): string[] {
  const named = (entries: Readonly<Record<string, Entry>>) =>
    Object.entries(entries).map(([name, { title }]): Row => [code(name), title]);
  return [
    '### Data sets',
    table(
      ['name', 'what it is', 'what is told of an example'],
      Object.values(datasets).map((entry) => [code(entry.name), entry.title, toldBy(entry)]),
    ),
    '### Backbones',
    table(['name', 'what it is'], named(backbones)),
    '### Heads',
    table(['name', 'what it is'], named(heads)),
    '### Objectives',
    table(
      ['name', 'what it is', 'uses labels'],
      Object.values(objectives).map(({ name, title, supervised }) => [code(name), title, supervised ? 'yes' : 'no']),
    ),
    '### Existing weights',
    table(['name', 'what it is'], named(weightSources)),
    '### Presets',
    table(
      ['name', 'what it does', 'where it comes from'],
      Object.values(presets).map(({ name, title, reference }) => [code(name), title, reference]),
    ),
    '### Analyses',
    table(
      ['name', 'what it tells', 'where it comes from'],
      Object.values(analyses).map(({ name, title, reference }) => [code(name), title, reference]),
    ),
    '### Optimizers',
    table(['name', 'what it is'], named(optimizers)),
    '### Metrics',
    table(
      ['name', 'label', 'better'],
      Object.values(metrics).map(({ name, label, direction }) => [code(name), label, direction]),
    ),
  ];
}

/** What is to be told of the examples of a data set. */
function toldBy(entry: (typeof datasets)[keyof typeof datasets]): string {
  if ('targets' in entry) {
    const usual = entry.schema.safeParse({});
    if (!usual.success) return 'by its options';
    const targets = targetNamesOf(entry.name, usual.data);
    return targets.kind === 'classes' ? targets.classes.join(', ') : targetWords(targets);
  }
  if (typeof entry.classes !== 'function') return entry.classes.join(', ');
  const usual = entry.schema.safeParse({});
  if (!usual.success) return 'the names of its folders';
  return `by its options; as they are: ${(entry.classes as (options: object) => readonly string[])(usual.data).join(', ')}`;
}
