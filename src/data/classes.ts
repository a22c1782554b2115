import { type DatasetName, datasets } from './registry.ts';

/** Whether the class names of a data set depend on its options. */
export function hasOwnClasses(use: DatasetName): boolean {
  return typeof datasets[use].classes === 'function';
}

/**
 * All class names of a data set with some options, which its schema has checked.
 *
 * @throws {HeadstartError} `data` if they are found in files that are absent or not what they should be.
 */
export function classesOf(use: DatasetName, options: object): readonly string[] {
  const { classes } = datasets[use];
  return typeof classes === 'function' ? (classes as (options: object) => readonly string[])(options) : classes;
}
