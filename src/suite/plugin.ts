import type { z } from 'zod';
import type { DatasetEntry } from '../data/contract.ts';
import type { BackboneEntry, OptimizerEntry } from '../model/contract.ts';
import type {
  ClassMetricEntry,
  LabelMetricEntry,
  SequenceMetricEntry,
  ValueMetricEntry,
} from '../model/metrics/contract.ts';
import type { ObjectiveEntry } from '../transfer/objectives/contract.ts';
import type { PresetEntry } from '../transfer/presets/contract.ts';

/** An entry of a registry without its name, which is its key. */
type Nameless<Entry> = Omit<Entry, 'name'>;

/** The same of what is not in the registry's hands. */
type Without<Entry, Key extends string> = Entry extends unknown ? Omit<Entry, Key> : never;

/** A metric of classes, unless it says that it is one of values, labels or sequences. */
export type MetricEntry<Name extends string> =
  | (Omit<ClassMetricEntry<Name>, 'kind'> & { readonly kind?: 'classes' })
  | ValueMetricEntry<Name>
  | LabelMetricEntry<Name>
  | SequenceMetricEntry<Name>;

/** The entries of a registry, each with a schema of its own: options have the types that their entry's schema gives. */
type Schemas = Readonly<Record<string, z.ZodObject>>;

/**
 * What a plug-in adds to the registries, by name: the default export of a module that a suite names under `plugins`.
 * Its entries are then used by name like the built-in ones, and keep to the same contracts.
 */
export interface Plugin<
  Datasets extends Schemas = Schemas,
  Backbones extends Schemas = Schemas,
  Objectives extends Schemas = Schemas,
  Presets extends Schemas = Schemas,
  Optimizers extends Schemas = Schemas,
> {
  readonly datasets?: {
    readonly [Name in keyof Datasets]: Without<DatasetEntry<string, Datasets[Name]>, 'name' | 'storage' | 'card'>;
  };
  readonly backbones?: { readonly [Name in keyof Backbones]: Nameless<BackboneEntry<string, Backbones[Name]>> };
  readonly objectives?: { readonly [Name in keyof Objectives]: Nameless<ObjectiveEntry<string, Objectives[Name]>> };
  readonly presets?: { readonly [Name in keyof Presets]: Nameless<PresetEntry<string, Presets[Name]>> };
  readonly optimizers?: { readonly [Name in keyof Optimizers]: Nameless<OptimizerEntry<string, Optimizers[Name]>> };
  readonly metrics?: Readonly<Record<string, Without<MetricEntry<string>, 'name'>>>;
}

/** Types a plug-in: `export default definePlugin({ backbones: { 'my-net': … } })`. It returns what it is given. */
export function definePlugin<
  Datasets extends Schemas,
  Backbones extends Schemas,
  Objectives extends Schemas,
  Presets extends Schemas,
  Optimizers extends Schemas,
>(
  plugin: Plugin<Datasets, Backbones, Objectives, Presets, Optimizers>,
): Plugin<Datasets, Backbones, Objectives, Presets, Optimizers> {
  return plugin;
}
