import { stat } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { HeadstartError, messageOf, printableText } from '../base/errors.ts';
import { datasets } from '../data/registry.ts';
import { backbones, metrics } from '../model/registry.ts';
import { objectives, presets } from '../transfer/registry.ts';

/** What a plug-in can add to. */
const registries: Readonly<Record<string, Record<string, unknown>>> = {
  datasets,
  backbones,
  metrics,
  objectives,
  presets,
};

const isFunction = z.custom((value) => typeof value === 'function', 'must be a function');
const isSchema = z.custom((value) => value instanceof z.ZodObject, 'must be a z.object of the project’s zod');
const entry = z.object({ name: z.string(), title: z.string() });

/** What every entry must have; the rest is TypeScript's to check. */
const shapes = {
  datasets: entry.extend({ schema: isSchema, load: isFunction }),
  backbones: entry.extend({ schema: isSchema, stages: isFunction }),
  metrics: z.object({ name: z.string(), label: z.string(), floor: isFunction, compute: isFunction }),
  objectives: entry.extend({ schema: isSchema, lesson: isFunction }),
  presets: entry.extend({ schema: isSchema, recipe: isFunction }),
} as const;

const pluginSchema = z.strictObject(
  Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, z.record(z.string(), shape).optional()])),
);

/** By `registry name`: the plug-in that added it. */
const added = new Map<string, string>();

/**
 * Loads plug-ins and adds their entries to the registries of this thread. Loading one again changes nothing.
 *
 * @param files absolute paths of modules.
 * @throws {HeadstartError} `suite` if a module is absent, throws, exports something else, or takes a known name.
 */
export async function loadPlugins(files: readonly string[]): Promise<void> {
  for (const file of files) register(file, await exportOf(file));
}

async function exportOf(file: string): Promise<z.output<typeof pluginSchema>> {
  const refuse = (message: string, remedy: string, received?: unknown) =>
    new HeadstartError('suite', {
      file: printableText(file),
      message,
      remedy,
      ...(received !== undefined && { received }),
    });
  const facts = await stat(file).catch(() => undefined);
  if (!facts?.isFile()) throw refuse('there is no such plug-in', 'name a TypeScript or JavaScript module');
  let loaded: { readonly default?: unknown };
  try {
    loaded = (await import(pathToFileURL(file).href)) as { readonly default?: unknown };
  } catch (error) {
    throw refuse(
      `the plug-in cannot be loaded: ${printableText(messageOf(error))}`,
      'mend it, or remove it from `plugins`',
    );
  }
  const parsed = pluginSchema.safeParse(loaded.default);
  if (parsed.success) return loaded.default as z.output<typeof pluginSchema>; // the objects themselves, not copies
  const [issue] = parsed.error.issues;
  const where = ['default export', ...(issue?.path ?? [])].map(String).join('.');
  throw refuse(`the plug-in’s ${where} is wrong: ${issue?.message}`, 'export default definePlugin({ … })');
}

function register(file: string, plugin: z.output<typeof pluginSchema>): void {
  for (const [registry, entries] of Object.entries(plugin)) {
    for (const [name, value] of Object.entries(entries ?? {})) {
      const key = `${registry} ${name}`;
      const known = registries[registry]!;
      if (added.get(key) === file && known[name] !== undefined) continue;
      const problem = Object.hasOwn(known, name)
        ? `${registry} has ${name} already`
        : (value as { name: string }).name !== name
          ? `the entry ${name} of ${registry} calls itself ${(value as { name: string }).name}`
          : undefined;
      if (problem !== undefined) {
        throw new HeadstartError('suite', {
          file: printableText(file),
          message: problem,
          remedy: 'choose another name',
        });
      }
      known[name] = value;
      added.set(key, file);
    }
  }
}
