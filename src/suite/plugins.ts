import { pathToFileURL } from 'node:url';
import { HeadstartError, messageOf, type Problem } from '../base/errors.ts';
import { datasets } from '../data/registry.ts';
import { lendTensorFlow } from '../engine/guest.ts';
import { backbones, metrics, optimizers } from '../model/registry.ts';
import { objectives, presets } from '../transfer/registry.ts';
import { entriesOf, type NewEntry } from './plugin-entries.ts';
import type { Kind } from './plugin-guards.ts';
import type { PluginModule } from './plugin-module.ts';
import { registriesChanged } from './registries.ts';

/**
 * The registries of a thread hold the built-in entries, and those of the plug-ins of the suite that was loaded last. To
 * the types of the rest of the program they are the built-in ones: whatever is found under a name keeps to one contract.
 */
const registries: Readonly<Record<Kind, Record<string, object>>> = {
  datasets,
  backbones,
  objectives,
  presets,
  optimizers,
  metrics,
};

interface Loaded {
  readonly module: PluginModule;
  readonly entries: readonly NewEntry[];
}

/** What was ever imported: a module runs once in a process, and is what it was then. */
const imported = new Map<string, Loaded>();
let active: readonly Loaded[] = [];

/** The plug-ins whose entries the registries hold. */
export function pluginsInUse(): readonly PluginModule[] {
  return active.map(({ module }) => module);
}

/**
 * Makes the entries of some plug-ins known, in place of those of any before. If one of them cannot be used, the
 * registries stay as they were.
 *
 * @returns what is wrong, by the index of the plug-in; nothing if they are in use.
 */
export async function usePlugins(
  modules: readonly PluginModule[],
): Promise<readonly { readonly index: number; readonly problem: Problem }[]> {
  const found: { readonly index: number; readonly problem: Problem }[] = [];
  const loaded: Loaded[] = [];
  for (const [index, module] of modules.entries()) {
    try {
      loaded.push(await load(module));
      refuseTaken(loaded);
    } catch (error) {
      if (!(error instanceof HeadstartError)) throw error;
      found.push(...error.problems.map((problem) => ({ index, problem })));
    }
  }
  if (found.length > 0) return found;
  for (const { kind, name } of active.flatMap(({ entries }) => entries)) delete registries[kind][name];
  for (const { kind, name, entry } of loaded.flatMap(({ entries }) => entries)) registries[kind][name] = entry;
  if (active.length + loaded.length > 0) registriesChanged();
  active = loaded;
  return [];
}

async function load(module: PluginModule): Promise<Loaded> {
  const { file, written } = module;
  const known = imported.get(file);
  if (known !== undefined) {
    if (JSON.stringify(known.module.parts) === JSON.stringify(module.parts)) return { ...known, module };
    const message = 'the plug-in, or a file that it imports, has changed since this process loaded it';
    throw new HeadstartError('suite', { message, remedy: 'start again' });
  }
  const loaded = { module, entries: entriesOf(await defaultExport(file), written) };
  imported.set(file, loaded);
  return loaded;
}

async function defaultExport(file: string): Promise<unknown> {
  const giveBack = lendTensorFlow(); // importing a package may register gradients, and a model may be made at once
  try {
    const { default: exported } = (await import(pathToFileURL(file).href)) as { readonly default?: unknown };
    // A module of a folder without `"type": "module"` comes wrapped, as CommonJS.
    const wrapped = (exported as { readonly __esModule?: unknown } | undefined)?.__esModule === true;
    return wrapped ? (exported as { readonly default?: unknown }).default : exported;
  } catch (error) {
    throw new HeadstartError('suite', {
      message: `the plug-in cannot be loaded: ${messageOf(error).replace(/\s+/g, ' ').trim()}`,
      remedy: 'correct it, or remove it from `plugins`',
    });
  } finally {
    giveBack();
  }
}

/** Whether the last of some plug-ins takes a name that a built-in entry or one of the others has. */
function refuseTaken(loaded: readonly Loaded[]): void {
  const last = loaded.at(-1)!;
  for (const { kind, name } of last.entries) {
    const other = loaded
      .slice(0, -1)
      .find(({ entries }) => entries.some((each) => each.kind === kind && each.name === name));
    const isOurs = Object.hasOwn(registries[kind], name) && !isPlugged(kind, name);
    if (other === undefined && !isOurs) continue;
    const owner = other === undefined ? 'a built-in entry' : `the plug-in ${other.module.written}`;
    throw new HeadstartError('suite', {
      message: `the name ${name} in ${kind} is that of ${owner} already`,
      remedy: 'give the plug-in’s entry another name',
    });
  }
}

/** Whether a name is that of a plug-in’s entry. */
export function isPlugged(kind: Kind, name: string): boolean {
  return active.some(({ entries }) => entries.some((each) => each.kind === kind && each.name === name));
}
