import { z } from 'zod';
import { HeadstartError, messageOf, printableText } from '../base/errors.ts';
import { guards, type Kind } from './plugin-guards.ts';

/** What an entry of a plug-in must have, kind by kind, and what its options may not be called. */

const isFunction = z.custom((value) => typeof value === 'function', 'must be a function');
const isSchema = z.custom(
  (value) => value instanceof z.ZodObject,
  'must be a z.object of zod 4, such as that of headstart/plugin',
);
const text = z.string('must be text').min(1, 'must not be empty');
const quantity = z.object({ name: text, unit: z.string('must be text') });
const options = { title: text, schema: isSchema };

const shapes = {
  datasets: z
    .object({
      ...options,
      classes: z.union([z.array(z.string()), isFunction]).optional(),
      targets: z
        .union([
          z.object({ kind: z.literal('values'), quantity }),
          z.object({ kind: z.literal('labels'), classes: z.array(text) }),
          isFunction,
        ])
        .optional(),
      load: isFunction,
    })
    .refine(({ classes, targets }) => (classes === undefined) !== (targets === undefined), {
      path: ['classes'],
      message: 'must be there, or `targets` in its place',
    }),
  backbones: z.object({ ...options, stages: isFunction }),
  objectives: z.object({
    ...options,
    reference: text,
    supervised: z.boolean(),
    learns: z.enum(['classes', 'values', 'labels', 'sequences']).optional(),
    lesson: isFunction,
    check: isFunction.optional(),
  }),
  presets: z.object({ ...options, reference: text, recipe: isFunction }),
  optimizers: z.object({ ...options, create: isFunction }),
  metrics: z.object({
    kind: z.enum(['classes', 'values', 'labels', 'sequences']).optional(),
    label: text,
    direction: z.enum(['higher', 'lower']),
    unit: z.enum(['fraction', 'plain']),
    note: text.optional(),
    floor: isFunction,
    compute: isFunction,
  }),
} as const satisfies Readonly<Record<Kind, z.ZodType>>;

const kinds = Object.keys(shapes);

/** Keys that stand beside an entry's own options in a suite. */
export const COMMON_KEYS: Readonly<Record<Kind, readonly string[]>> = {
  datasets: ['use', 'classes', 'size', 'pool', 'resize', 'channels'],
  backbones: ['backbone', 'head'],
  objectives: ['objective', 'data', 'from', 'examples', 'steps', 'checkpoints', 'transductive', 'weights'],
  presets: ['preset'],
  optimizers: ['use'],
  metrics: [],
};

/** An entry that is fit for the registry. */
export interface NewEntry {
  readonly kind: Kind;
  readonly name: string;
  readonly entry: object;
}

/**
 * The entries of what a plug-in exports, each with its name, and so that what goes wrong in it is one line.
 *
 * @param exported the module's default export, of any kind.
 * @param written what the suite calls the plug-in.
 * @throws {HeadstartError} `suite` that names the first part that is wrong, what it is, and what it must be.
 */
export function entriesOf(exported: unknown, written: string): NewEntry[] {
  if (!isRecord(exported)) {
    throw refusal('its default export', 'must be what definePlugin returns', exported);
  }
  return Object.entries(exported).flatMap(([kind, entries]) => {
    if (!Object.hasOwn(shapes, kind)) throw refusal(kind, `is none of ${kinds.join(', ')}`);
    if (entries === undefined) return [];
    if (!isRecord(entries)) throw refusal(kind, 'must be a mapping from names to entries', entries);
    return Object.entries(entries).map(([name, entry]) => checked(kind as Kind, name, entry, written));
  });
}

function checked(kind: Kind, name: string, entry: unknown, written: string): NewEntry {
  const path = `${kind}.${name}`;
  if (!/^[a-z][a-z0-9-]{0,59}$/.test(name)) {
    throw refusal(path, 'must be called by lower-case letters, digits and hyphens, a letter first', name);
  }
  const parsed = shapes[kind].safeParse(entry);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const received = issue!.path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown>)?.[key], entry);
    throw refusal([path, ...issue!.path.map(String)].join('.'), wish(issue!), received);
  }
  const whole = { ...(entry as object), name };
  if (kind === 'metrics') return { kind, name, entry: guards[kind](whole, written) };
  const schema = ownSchema(kind, path, (entry as { readonly schema: z.ZodObject }).schema);
  return { kind, name, entry: guards[kind]({ ...whole, schema }, written) };
}

/** The entry's schema, which refuses unknown keys; whatever it takes, a suite can write and a hash can hold. */
function ownSchema(kind: Kind, path: string, schema: z.ZodObject): z.ZodObject {
  const taken = Object.keys(schema.shape).find((option) => COMMON_KEYS[kind].includes(option));
  if (taken !== undefined) {
    throw refusal(`${path}.schema.${taken}`, `must have another name: \`${taken}\` has a meaning in suites already`);
  }
  try {
    z.toJSONSchema(schema, { io: 'input' });
    return schema.strict();
  } catch (error) {
    const reason = printableText(messageOf(error)).replace(/\.$/, '');
    throw refusal(`${path}.schema`, `must take what YAML can write (${reason})`);
  }
}

function wish(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_value') return `must be ${issue.values.map(String).join(' or ')}`;
  if (issue.code === 'invalid_type' && !issue.message.startsWith('must')) return `must be a ${issue.expected}`;
  return issue.code === 'invalid_union' ? 'must be a list of names, or a function' : issue.message;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refusal(part: string, message: string, received?: unknown): HeadstartError {
  const shown = typeof received === 'function' ? 'a function' : received;
  return new HeadstartError('suite', {
    message: `the plug-in exports the wrong thing: ${part} ${message}`,
    ...(received === undefined ? {} : { received: shown }),
    remedy: 'correct it there: docs/plugins.md has the contract',
  });
}
