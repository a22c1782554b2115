import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { open } from 'node:fs/promises';

/**
 * Reading files whose names or links came from somebody else: a suite, a results folder, a checkout. A pipe would wait for
 * ever and a device never end, so that only regular files are read, no more of them than they say that they hold, and none
 * beyond a limit.
 */

/** Not to wait for whoever writes a pipe; Windows has no such flag, and no such pipes among files. */
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * The bytes of a regular file.
 *
 * @param most bytes that it may have.
 * @throws {Error} with a message that fits into a sentence, or as `open` does: the caller says whose mistake it is.
 */
export async function readRegular(file: string, most: number): Promise<Buffer> {
  const handle = await open(file, FLAGS);
  try {
    const bytes = room(await handle.stat(), most);
    let length = 0;
    while (length < bytes.length) {
      const { bytesRead } = await handle.read(bytes, length, bytes.length - length, length);
      if (bytesRead === 0) break; // it was cut while it was read
      length += bytesRead;
    }
    return bytes.subarray(0, length);
  } finally {
    await handle.close();
  }
}

/** The same, where nothing can wait. */
export function readRegularSync(file: string, most: number): Buffer {
  const descriptor = openSync(file, FLAGS);
  try {
    const bytes = room(fstatSync(descriptor), most);
    let length = 0;
    while (length < bytes.length) {
      const read = readSync(descriptor, bytes, length, bytes.length - length, length);
      if (read === 0) break;
      length += read;
    }
    return bytes.subarray(0, length);
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Part of a regular file, which may be larger than memory.
 *
 * @param offset of its first byte.
 * @param length in bytes; fewer come where the file ends before.
 * @throws {Error} as `readRegular` does.
 */
export async function readRegularPart(file: string, offset: number, length: number): Promise<Buffer> {
  const handle = await open(file, FLAGS);
  try {
    checkRegular(await handle.stat());
    const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafeSlow(length), 0, length, offset);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/**
 * Lends a regular file to a function that looks into it here and there, where nothing can wait.
 *
 * @param use gets its size in bytes, and a reader that fills a buffer from an offset on and says how much there was.
 * @throws {Error} as `readRegular` does.
 */
export function withRegularSync<Result>(
  file: string,
  use: (size: number, read: (into: Uint8Array, offset: number) => number) => Result,
): Result {
  const descriptor = openSync(file, FLAGS);
  try {
    const facts = fstatSync(descriptor);
    checkRegular(facts);
    return use(facts.size, (into, offset) => readSync(descriptor, into, 0, into.length, offset));
  } finally {
    closeSync(descriptor);
  }
}

interface Facts {
  isFile(): boolean;
  isDirectory(): boolean;
  readonly size: number;
}

function checkRegular(facts: Facts): void {
  if (facts.isDirectory()) throw new Error('it is a folder');
  if (!facts.isFile()) throw new Error('it is not a regular file');
}

function room(facts: Facts, most: number): Buffer {
  checkRegular(facts);
  if (facts.size > most) throw new Error(`it has ${facts.size} bytes, and ${most} are the limit`);
  return Buffer.allocUnsafeSlow(facts.size);
}
