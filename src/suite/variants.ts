import { z } from 'zod';
import { isMapping } from './path.ts';
import { suggest } from './suggest.ts';

/** What the schema needs to know of an entry of any registry with options. */
interface Entry {
  readonly title: string;
  readonly schema: z.ZodObject;
}

/** The values of one registry's variants: the entry's name under `Key`, its own options, and the common keys. */
type Variant<Key extends string, Registry extends Readonly<Record<string, Entry>>, Common extends z.ZodRawShape> = {
  [Name in keyof Registry]: Readonly<Record<Key, Name>> &
    z.infer<Registry[Name]['schema']> &
    z.infer<z.ZodObject<Common>>;
}[keyof Registry];

/**
 * A choice of one entry of a registry, told apart by the entry's name under `key`. A new entry needs no change here.
 *
 * @param kind what an entry is, for messages.
 * @param common keys that every entry takes beside its own options.
 * @param others further variants, which leave `key` away.
 */
export function variants<
  Key extends string,
  Registry extends Readonly<Record<string, Entry>>,
  Common extends z.ZodRawShape,
  Other extends z.ZodObject = never,
>(
  key: Key,
  kind: string,
  registry: Registry,
  common: (entry: Registry[keyof Registry]) => Common,
  others: readonly Other[] = [],
) {
  const options = Object.entries(registry).map(([name, entry]) =>
    entry.schema
      .safeExtend({ [key]: z.literal(name), ...common(entry as Registry[keyof Registry]) })
      .describe(entry.title),
  );
  const union = z.discriminatedUnion(key, [...options, ...others] as unknown as [z.ZodObject], {
    error: ({ code, input }) => {
      if (code !== 'invalid_union' || !isMapping(input)) return undefined;
      const known = Object.keys(registry);
      if (input[key] === undefined) return `${kind}: ${known.join(', ')}`;
      return `unknown ${kind}; ${suggest(input[key], known)}`;
    },
  });
  // Zod's types cannot follow a map over a registry.
  return union as unknown as z.ZodType<Variant<Key, Registry, Common> | z.infer<Other>>;
}
