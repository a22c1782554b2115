import type { Json } from '../../base/hash.ts';
import type { TensorSpecs } from '../../engine/contract.ts';
import type { Weights } from '../architecture.ts';
import { weightSources } from './registry.ts';

/** A weight source as a suite names it. Options were checked by its own schema, which TypeScript cannot follow. */
export interface WeightSourceChoice {
  readonly use: keyof typeof weightSources;
  readonly options: { readonly [option: string]: Json };
}

interface Entry {
  trainedFor(options: object): string;
  files(options: object): string[];
  load(options: object, specs: TensorSpecs): Weights;
  headClasses?(options: object): readonly string[] | null;
  content?(options: object): object | undefined;
  readonly paths?: readonly string[];
}

function entryOf({ use }: WeightSourceChoice): Entry {
  return weightSources[use] as Entry;
}

/** @throws {HeadstartError} as `load` of the entry does. */
export function loadWeights(choice: WeightSourceChoice, specs: TensorSpecs): Weights {
  return entryOf(choice).load(choice.options, specs);
}

/** @throws {HeadstartError} as `files` of the entry does. */
export function weightFiles(choice: WeightSourceChoice): string[] {
  return entryOf(choice).files(choice.options);
}

/** What a choice is, wherever its files lie. */
export function placeless(choice: WeightSourceChoice): WeightSourceChoice {
  const { paths = [] } = entryOf(choice);
  const options = Object.entries(choice.options).filter(([name]) => !paths.includes(name));
  return { use: choice.use, options: Object.fromEntries(options) };
}

export function trainedFor(choice: WeightSourceChoice): string {
  return entryOf(choice).trainedFor(choice.options);
}

/** Names of the classes of the head that is among the weights; null if there is none, or they are not known. */
export function headClassesOf(choice: WeightSourceChoice): readonly string[] | null {
  return entryOf(choice).headClasses?.(choice.options) ?? null;
}

/** What the numbers of an example stood for when the weights were trained, where that is known. */
export function contentOf(choice: WeightSourceChoice): object | undefined {
  return entryOf(choice).content?.(choice.options);
}
