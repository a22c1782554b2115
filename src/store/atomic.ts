import { link, mkdir, open, rename, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

let counter = 0;

/** A name beside the final one that no other process or call uses. */
function temporaryName(file: string): string {
  return join(dirname(file), `.${basename(file)}.${process.pid}.${counter++}.tmp`);
}

/**
 * Publishes a file that never changes: the first writer wins.
 * Temporary file, fsync, `link` to the final name, unlink, fsync of the folder: a reader sees the whole file or none,
 * and after a crash it is there or not, never half.
 *
 * @returns false if the file was there already; it is left as it was.
 */
export async function publishOnce(file: string, bytes: string | Uint8Array): Promise<boolean> {
  await mkdir(dirname(file), { recursive: true });
  const temporary = await writeDurably(file, bytes);
  try {
    await link(temporary, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await unlink(temporary);
  }
  await syncFolder(dirname(file));
  return true;
}

/** Replaces a file that may change: a reader sees the old content or the new one, never a mixture. */
export async function replaceFile(file: string, bytes: string | Uint8Array): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const temporary = await writeDurably(file, bytes);
  await rename(temporary, file);
  await syncFolder(dirname(file));
}

async function writeDurably(file: string, bytes: string | Uint8Array): Promise<string> {
  const temporary = temporaryName(file);
  const handle = await open(temporary, 'wx');
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return temporary;
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
