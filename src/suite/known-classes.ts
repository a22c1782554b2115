import { HeadstartError, type Problem } from '../base/errors.ts';
import { classesOf } from '../data/classes.ts';
import { type DatasetName, datasets } from '../data/registry.ts';
import { isMapping } from './path.ts';

/** The class names of an unchecked entry of `data`, or why they cannot be known. */
export type KnownClasses =
  | { readonly status: 'known'; readonly use: DatasetName; readonly classes: readonly string[] }
  /** The schema has said what is wrong with the entry. */
  | { readonly status: 'unreadable' }
  /** The entry is right, and the files it names are not. */
  | { readonly status: 'refused'; readonly problem: Problem };

/** Finds the class names that an entry of a suite's `data` can choose from. */
export function knownClasses(choice: unknown): KnownClasses {
  if (!isMapping(choice)) return { status: 'unreadable' };
  const use = choice['use'];
  if (typeof use !== 'string' || !Object.hasOwn(datasets, use)) return { status: 'unreadable' };
  const name = use as DatasetName;
  const { schema } = datasets[name];
  const own = Object.fromEntries(Object.entries(choice).filter(([key]) => Object.hasOwn(schema.shape, key)));
  const options = schema.safeParse(own);
  if (!options.success) return { status: 'unreadable' };
  try {
    return { status: 'known', use: name, classes: classesOf(name, options.data) };
  } catch (error) {
    if (!(error instanceof HeadstartError)) throw error;
    return { status: 'refused', problem: error.problems[0] };
  }
}
