import { statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { HeadstartError, messageOf } from '../../base/errors.ts';
import { readRegularSync } from '../../base/read-file.ts';

const MOST_BYTES = 2 ** 31 - 1;

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

/**
 * @param most bytes that it may have.
 * @throws {HeadstartError} `data` if it cannot be read.
 */
export function readFileOrRefuse(file: string, most = MOST_BYTES): Uint8Array {
  try {
    return readRegularSync(file, most);
  } catch (error) {
    throw new HeadstartError('data', {
      file: basename(file),
      message: `the file cannot be read: ${messageOf(error)}`,
      remedy: 'check its permissions and size',
    });
  }
}
