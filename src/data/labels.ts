import { HeadstartError } from '../base/errors.ts';

/** The most classes of a data set: a label is one byte. */
export const MOST_CLASSES = 256;

/**
 * Checks that every label of a file names a class.
 *
 * @throws {HeadstartError} `data` with the first that does not.
 */
export function checkLabels(file: string, labels: Uint8Array, classes: readonly string[], remedy: string): void {
  const stray = labels.findIndex((label) => label >= classes.length);
  if (stray < 0) return;
  const message = `label ${stray} is none of the ${classes.length} classes`;
  throw new HeadstartError('data', { file, message, received: labels[stray], remedy });
}
