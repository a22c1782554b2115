import { randomUUID } from 'node:crypto';
import type { Dirent } from 'node:fs';
import { link, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../base/errors.ts';
import { outcomeIn } from './cache.ts';

/** What lies in a cache of outcomes. */
export interface CacheSurvey {
  readonly bytes: number;
  readonly outcomes: number;
  /** Failures that were kept, of which each is tried again. */
  readonly failures: number;
  readonly checkpoints: number;
  /** Outcomes that are not whole, and files that were moved aside because they were not. */
  readonly damaged: number;
}

/**
 * Counts the files of a cache, and reads every outcome to see whether it is whole.
 *
 * @returns undefined if there is no such folder.
 */
export async function surveyCache(folder: string): Promise<CacheSurvey | undefined> {
  let files: Dirent[];
  try {
    files = await readdir(folder, { withFileTypes: true, recursive: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const found = { bytes: 0, outcomes: 0, failures: 0, checkpoints: 0, damaged: 0 };
  for (const entry of files) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const facts = await stat(file).catch(() => undefined); // a run that goes on may have removed it
    if (facts === undefined) continue;
    found.bytes += facts.size;
    const [, id = '', ending = ''] = /^([0-9a-f]{64})(\..*)$/.exec(entry.name) ?? [];
    if (ending === '.safetensors') found.checkpoints++;
    else if (ending.startsWith('.attempt-')) found.failures++;
    else if (ending.endsWith('.damaged')) found.damaged++;
    else if (ending === '.json') {
      const text = await readFile(file, 'utf8').catch(() => '');
      if (outcomeIn(text, id) === undefined) found.damaged++;
      else found.outcomes++;
    }
  }
  return found;
}

/** Whether files can be written to a folder, and linked as a cache publishes them; why not, where they cannot. */
export interface FolderProof {
  readonly write: string | null;
  readonly link: string | null;
}

/** Finds out by doing it, and leaves nothing behind. @param folder that is there. */
export async function proveFolder(folder: string): Promise<FolderProof> {
  const file = join(folder, `.probe-${randomUUID()}.tmp`);
  const other = `${file}.link`;
  try {
    const handle = await open(file, 'wx').catch((error: Error) => messageOf(error));
    if (typeof handle === 'string') return { write: handle, link: handle };
    try {
      await handle.writeFile('probe');
      await handle.sync();
    } catch (error) {
      return { write: messageOf(error), link: messageOf(error) };
    } finally {
      await handle.close();
    }
    return { write: null, link: await link(file, other).then(() => null, messageOf) };
  } finally {
    await rm(file, { force: true });
    await rm(other, { force: true });
  }
}
