import { existsSync } from 'node:fs';
import { readdir, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cacheFolder } from '../data/cache.ts';
import { type CacheSurvey, proveFolder, surveyCache } from '../store/survey.ts';
import type { State } from './state.ts';

/** What `doctor` finds out about where files go. Sizes are in bytes. */
export interface Storage {
  /** Of the outcomes that runs share. */
  readonly folder: string;
  /** Null where nothing was run yet. */
  readonly cache: CacheSurvey | null;
  /** Of the file system that holds it; null if it does not say. */
  readonly disk: { readonly free: number; readonly total: number } | null;
  /** Downloaded data; null where nothing was downloaded. */
  readonly data: { readonly folder: string; readonly bytes: number | null };
  readonly states: readonly ({ readonly of: 'results' | 'data'; readonly what: string } & State)[];
}

/** Less free space than this, in bytes, and a run may end with a full disk. */
const LITTLE = 1e9;
const ELSEWHERE = 'name another folder with --out';

/** @param out the folder that has, or gets, `results/`. */
export async function examineStorage(out: string): Promise<Storage> {
  const folder = join(out, 'results', '.cache');
  const place = firstThere(folder);
  const [cache = null, proof, disk] = [await surveyCache(folder), await proveFolder(place), await diskOf(place)];
  const downloads = cacheFolder();
  const data = { folder: downloads, bytes: await bytesIn(downloads) };
  return {
    folder,
    cache,
    disk,
    data,
    states: [
      { of: 'results', what: 'cache', there: true, detail: `${folder}: ${cacheWords(cache)}` },
      proof.write === null
        ? { of: 'results', what: 'write', there: true, detail: `a file was written to ${place}` }
        : {
            of: 'results',
            what: 'write',
            there: false,
            detail: proof.write,
            remedy: `mend the permissions, or ${ELSEWHERE}`,
          },
      proof.link === null
        ? {
            of: 'results',
            what: 'links',
            there: true,
            detail: 'hard links work: of two runs the first to publish wins',
          }
        : {
            of: 'results',
            what: 'links',
            there: false,
            detail: proof.link,
            remedy: `${ELSEWHERE}, on a file system with links`,
          },
      diskState(disk),
      {
        of: 'data',
        what: 'cache',
        there: true,
        detail: `${downloads}: ${data.bytes === null ? 'empty' : size(data.bytes)}`,
      },
    ],
  };
}

function cacheWords(cache: CacheSurvey | null): string {
  if (cache === null) return 'empty';
  const { outcomes, failures, checkpoints, damaged, bytes } = cache;
  const parts = [
    counted(outcomes, 'outcome'),
    ...(failures === 0 ? [] : [counted(failures, 'failure')]),
    ...(checkpoints === 0 ? [] : [counted(checkpoints, 'checkpoint')]),
  ];
  const whole = damaged === 0 ? 'none damaged' : `${damaged} damaged, which runs that need them compute again`;
  return `${parts.join(', ')}, ${size(bytes)}; ${whole}`;
}

function diskState(disk: Storage['disk']): Storage['states'][number] {
  const about = { of: 'results', what: 'disk' } as const;
  if (disk === null) return { ...about, there: true, detail: 'the file system does not say how much is free' };
  const detail = `${size(disk.free)} free of ${size(disk.total)}`;
  if (disk.free >= LITTLE) return { ...about, there: true, detail };
  return { ...about, there: false, detail, remedy: `make room, or ${ELSEWHERE}` };
}

/** The folder itself, or the nearest one above it that is there. */
function firstThere(folder: string): string {
  let place = folder;
  while (!existsSync(place) && dirname(place) !== place) place = dirname(place);
  return place;
}

async function diskOf(folder: string): Promise<Storage['disk']> {
  try {
    const { bavail, blocks, bsize } = await statfs(folder);
    return { free: bavail * bsize, total: blocks * bsize };
  } catch {
    return null; // the row says so
  }
}

/** Null if there is no such folder. */
async function bytesIn(folder: string): Promise<number | null> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => null);
  if (entries === null) return null;
  let bytes = 0;
  for (const entry of entries) {
    if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name)).catch(() => ({ size: 0 }))).size;
  }
  return bytes;
}

function counted(count: number, what: string): string {
  return `${count.toLocaleString('en')} ${what}${count === 1 ? '' : 's'}`;
}

function size(bytes: number): string {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
