import type { z } from 'zod';
import type { DatasetEntry } from '../data/contract.ts';
import type { BackboneEntry, MetricEntry } from '../model/contract.ts';
import type { ObjectiveEntry } from '../transfer/objectives/contract.ts';
import type { PresetEntry } from '../transfer/presets/contract.ts';

/**
 * What a plug-in adds to the registries, by name: the default export of a module that a suite names under `plugins`.
 * Its entries are then used by name like the built-in ones. Everything that the module imports is part of the identity
 * of every node, so that a changed plug-in never passes for the old one.
 */
export interface Plugin {
  readonly datasets?: Readonly<Record<string, DatasetEntry<string, z.ZodObject>>>;
  readonly backbones?: Readonly<Record<string, BackboneEntry<string, z.ZodObject>>>;
  readonly metrics?: Readonly<Record<string, MetricEntry<string>>>;
  readonly objectives?: Readonly<Record<string, ObjectiveEntry<string, z.ZodObject>>>;
  readonly presets?: Readonly<Record<string, PresetEntry<string, z.ZodObject>>>;
}

/** Types a plug-in: `export default definePlugin({ backbones: { 'my-model': … } })`. It returns what it is given. */
export function definePlugin(plugin: Plugin): Plugin {
  return plugin;
}
