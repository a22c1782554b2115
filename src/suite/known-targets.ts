import { HeadstartError, type Problem } from '../base/errors.ts';
import { targetNamesOf } from '../data/classes.ts';
import { type DatasetName, datasets } from '../data/registry.ts';
import type { TargetNames } from '../data/targets.ts';
import { isMapping } from './path.ts';

/** What is to be told of the examples of an unchecked entry of `data`, or why that cannot be known. */
export type KnownTargets =
  | { readonly status: 'known'; readonly use: DatasetName; readonly targets: TargetNames }
  /** The schema has said what is wrong with the entry. */
  | { readonly status: 'unreadable' }
  /** The entry is right, and the files it names are not. */
  | { readonly status: 'refused'; readonly problem: Problem };

/** Finds what is to be told of the examples that an entry of a suite's `data` names: their class, or a value. */
export function knownTargets(choice: unknown): KnownTargets {
  if (!isMapping(choice)) return { status: 'unreadable' };
  const use = choice['use'];
  if (typeof use !== 'string' || !Object.hasOwn(datasets, use)) return { status: 'unreadable' };
  const name = use as DatasetName;
  const { schema } = datasets[name];
  const own = Object.fromEntries(Object.entries(choice).filter(([key]) => Object.hasOwn(schema.shape, key)));
  const options = schema.safeParse(own);
  if (!options.success) return { status: 'unreadable' };
  try {
    return { status: 'known', use: name, targets: targetNamesOf(name, options.data) };
  } catch (error) {
    if (!(error instanceof HeadstartError)) throw error;
    return { status: 'refused', problem: error.problems[0] };
  }
}
