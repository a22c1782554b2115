import { type DatasetName, datasets } from './registry.ts';
import type { TargetNames } from './targets.ts';

/** Whether the class names of a data set depend on its options. */
export function hasOwnClasses(use: DatasetName): boolean {
  const { classes, targets } = entryOf(use);
  return typeof (classes ?? targets) === 'function';
}

/**
 * What is to be told of the examples of a data set with some options, which its schema has checked.
 *
 * @throws {HeadstartError} `data` if it is found in files that are absent or not what they should be.
 */
export function targetNamesOf(use: DatasetName, options: object): TargetNames {
  const { classes, targets } = entryOf(use);
  if (targets !== undefined) return typeof targets === 'function' ? targets(options) : targets;
  return { kind: 'classes', classes: typeof classes === 'function' ? classes(options) : classes! };
}

/** All class names of a data set; null where its examples have values. Throws as `targetNamesOf` does. */
export function classesOf(use: DatasetName, options: object): readonly string[] | null {
  const names = targetNamesOf(use, options);
  return names.kind === 'classes' ? names.classes : null;
}

/** An entry whose options its own schema has checked, which TypeScript cannot follow through a union of entries. */
function entryOf(use: DatasetName) {
  return datasets[use] as {
    readonly classes?: readonly string[] | ((options: object) => readonly string[]);
    readonly targets?: TargetNames | ((options: object) => TargetNames);
  };
}
