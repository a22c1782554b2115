import { readFileSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { HeadstartError, messageOf } from '../../base/errors.ts';

/**
 * A file that a suite names.
 *
 * @param path absolute, or from where the command is run.
 * @returns it as an absolute path.
 *
 * @throws {HeadstartError} `data` if it is not there, or no file.
 */
export function givenFile(path: string): string {
  const file = resolve(path);
  if (statSync(file, { throwIfNoEntry: false })?.isFile() === true) return file;
  throw new HeadstartError('data', { message: 'there is no such file', received: path, remedy: 'check `path`' });
}

/** @throws {HeadstartError} `data` if it cannot be read. */
export function readFileOrRefuse(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new HeadstartError('data', {
      file: basename(file),
      message: `the file cannot be read: ${messageOf(error)}`,
      remedy: 'check its permissions and size',
    });
  }
}
