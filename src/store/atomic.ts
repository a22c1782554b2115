import { randomUUID } from 'node:crypto';
import { link, mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { HeadstartError, messageOf } from '../base/errors.ts';

/** A name beside the final one that no other process, machine or call uses, also where process ids come back. */
function temporaryName(file: string): string {
  return join(dirname(file), `.${basename(file)}.${randomUUID()}.tmp`);
}

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
 * and after a crash it is there or not, never half.
 *
 * @returns false if the file was there already; it is left as it was.
 * @throws {HeadstartError} `store` if it cannot be written.
 */
export function publishOnce(file: string, bytes: string | Uint8Array): Promise<boolean> {
  return explained(file, () =>
    throughTemporary(file, bytes, async (temporary) => {
      try {
        await link(temporary, file);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
        throw error;
      }
      return true;
    }),
  );
}

/** Replaces a file that may change: a reader sees the old content or the new one, never a mixture. */
export function replaceFile(file: string, bytes: string | Uint8Array): Promise<void> {
  return explained(file, () => throughTemporary(file, bytes, (temporary) => rename(temporary, file)));
}

/** Writes a temporary file durably, hands it on, and leaves nothing of it behind, whatever happens. */
async function throughTemporary<Result>(
  file: string,
  bytes: string | Uint8Array,
  use: (temporary: string) => Promise<Result>,
): Promise<Result> {
  await mkdir(dirname(file), { recursive: true });
  const temporary = temporaryName(file);
  try {
    const handle = await open(temporary, 'wx');
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    return await use(temporary);
  } finally {
    await rm(temporary, { force: true });
    await syncFolder(dirname(file));
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
