import type { JsonSchema } from './json-schema.ts';

/** A JSON Schema in words, for the reference. */

/** The keys of a mapping, without those that must be absent; what tells a variant apart comes first. */
export function propertiesOf(schema: JsonSchema): [string, JsonSchema][] {
  const all = Object.entries(schema.properties ?? {}).filter((pair): pair is [string, JsonSchema] => {
    const [, value] = pair;
    return typeof value === 'object' && value.not === undefined;
  });
  return all.sort(([, a], [, b]) => Number(b.const !== undefined) - Number(a.const !== undefined));
}

/** The variants among which a value may choose. */
export function variantsOf(schema: JsonSchema): readonly JsonSchema[] {
  const all = [schema, ...(schema.anyOf ?? [])] as readonly JsonSchema[];
  return all.flatMap(({ oneOf }) => (oneOf ?? []) as readonly JsonSchema[]).filter(({ properties }) => properties);
}

/** The default as YAML; undefined if there is none. */
export function defaultOf(schema: JsonSchema): string | undefined {
  const value = schema.default;
  if (value === undefined || JSON.stringify(value) === '{}') return undefined; // the defaults of the keys inside
  return `\`${JSON.stringify(value).replaceAll('"', '').replaceAll(',', ', ')}\``;
}

/** `whole number (1 to 8,192)`, `list of text`, `one of …`. */
export function typeOf(schema: JsonSchema): string {
  if (schema.anyOf !== undefined) return join(schema.anyOf.map((part) => typeOf(part as JsonSchema)));
  if (variantsOf(schema).length > 0) return 'one of these mappings';
  if (schema.const !== undefined) return code(schema.const);
  if (schema.enum !== undefined) return choiceWords([...new Set(schema.enum.map(String))]);
  switch (schema.type) {
    case 'integer':
    case 'number':
      return numberWords(schema);
    case 'array':
      return Array.isArray(schema.items)
        ? `[${schema.items.map((item) => typeOf(item as JsonSchema)).join(', ')}]`
        : listWords(typeOf(schema.items as JsonSchema));
    case 'object':
      return 'a mapping';
    case 'boolean':
      return '`true` or `false`';
    default:
      return textWords(schema);
  }
}

function code(value: unknown): string {
  return `\`${String(value)}\``;
}

function join(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} or ${parts.at(-1)}`;
}

const LISTED = 20;

function choiceWords(names: readonly string[]): string {
  if (names.length <= LISTED) return join(names.map(code));
  return `one of ${names.length} names, ${names.slice(0, 3).map(code).join(', ')} …`;
}

function listWords(item: string): string {
  return item.includes(' or ') ? `list of (${item})` : `list of ${item}`;
}

function numberWords({ type, minimum, maximum, exclusiveMinimum, exclusiveMaximum }: JsonSchema): string {
  const show = (limit: number | boolean) => limit.toLocaleString('en-US');
  const limits = [
    minimum !== undefined && maximum !== undefined ? `${show(minimum)} to ${show(maximum)}` : undefined,
    minimum !== undefined && maximum === undefined ? `at least ${show(minimum)}` : undefined,
    exclusiveMinimum === undefined ? undefined : `above ${show(exclusiveMinimum)}`,
    minimum === undefined && maximum !== undefined ? `at most ${show(maximum)}` : undefined,
    exclusiveMaximum === undefined ? undefined : `below ${show(exclusiveMaximum)}`,
  ];
  const range = limits.filter((limit) => limit !== undefined).join(', ');
  const kind = type === 'integer' ? 'whole number' : 'number';
  return range === '' ? kind : `${kind} (${range})`;
}

/** Text by an example or by its pattern, with `NAME` for what a stage's name looks like. */
function textWords({ examples, pattern }: JsonSchema): string {
  if (Array.isArray(examples)) return code(examples[0]);
  if (pattern === undefined) return 'text';
  return code(pattern.replace(/^\^|\$$/g, '').replaceAll('[A-Za-z][A-Za-z0-9_-]*', 'NAME'));
}
