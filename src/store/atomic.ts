import { randomUUID } from 'node:crypto';
import { access, link, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { HeadstartError, messageOf } from '../base/errors.ts';
import { isGone, writerTag } from './writers.ts';

/** A name beside the final one that no other process, machine or call uses, also where process ids come back. */
function temporaryName(file: string): string {
  return join(dirname(file), `.${basename(file)}.${writerTag()}.${randomUUID()}.tmp`);
}

/** The tag of its writer, in the name of a temporary file. */
const TEMPORARY = /^\..+\.([\w-]+)\.[0-9a-f-]{36}\.tmp$/;

/** What a file system says that has no hard links, such as that of a memory card. */
const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'];

/** A disk that is full, a folder that is read-only or a file in the way is no bug of ours. */
async function explained<Result>(file: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw new HeadstartError('store', {
      file,
      message: `this cannot be written (${messageOf(error)})`,
      remedy: 'make room, mend the permissions, or name another folder with --out; then run again to resume',
    });
  }
}

/**
 * Publishes a file that never changes: the first writer wins.
 * Temporary file, fsync, `link` to the final name, unlink, fsync of the folder: a reader sees the whole file or none,
 * and after a crash it is there or not, never half. Where there are no hard links, the file is renamed.
 *
 * @returns false if the file was there already; it is left as it was.
 * @throws {HeadstartError} `store` if it cannot be written.
 */
export function publishOnce(file: string, bytes: string | Uint8Array): Promise<boolean> {
  return explained(file, () => throughTemporary(file, bytes, (temporary) => linkNew(temporary, file)));
}

/** The same for a file that need not outlive the machine. */
export function publishFleeting(file: string, bytes: string): Promise<boolean> {
  return explained(file, () => throughTemporary(file, bytes, (temporary) => linkNew(temporary, file), 'fleeting'));
}

/** Replaces a file that may change: a reader sees the old content or the new one, never a mixture. */
export function replaceFile(file: string, bytes: string | Uint8Array): Promise<void> {
  return explained(file, () => throughTemporary(file, bytes, (temporary) => rename(temporary, file)));
}

/**
 * Removes temporary files in a folder whose writers were killed; those of other machines stay.
 *
 * @returns the names of all other files.
 */
export async function sweep(folder: string): Promise<string[]> {
  const rest: string[] = [];
  const names = await readdir(folder).catch(() => []); // nothing was written there yet
  for (const name of names) {
    const tag = TEMPORARY.exec(name)?.[1];
    if (tag === undefined) rest.push(name);
    else if (isGone(tag)) await rm(join(folder, name), { force: true }).catch(() => {}); // it harms nobody
  }
  return rest;
}

/** @returns false if the file was there already. */
async function linkNew(temporary: string, file: string): Promise<boolean> {
  try {
    await link(temporary, file);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    if (!NO_LINKS.includes(code)) throw error;
    if (await exists(file)) return false;
    await rename(temporary, file);
  }
  return true;
}

/** Writes a temporary file durably, hands it on, and leaves nothing of it behind, whatever happens. */
async function throughTemporary<Result>(
  file: string,
  bytes: string | Uint8Array,
  use: (temporary: string) => Promise<Result>,
  life: 'durable' | 'fleeting' = 'durable',
): Promise<Result> {
  await makeFolder(dirname(file));
  const temporary = temporaryName(file);
  try {
    const handle = await open(temporary, 'wx');
    try {
      await handle.writeFile(bytes);
      if (life === 'durable') await handle.sync();
    } finally {
      await handle.close();
    }
    return await use(temporary);
  } finally {
    await rm(temporary, { force: true });
    if (life === 'durable') await syncFolder(dirname(file));
  }
}

/** Makes a folder and those above it. Of a read-only file system Node says only that something is missing. */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    let missing = folder;
    while (!(await exists(dirname(missing)))) missing = dirname(missing);
    await mkdir(missing); // says why
    await mkdir(folder, { recursive: true });
  }
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
