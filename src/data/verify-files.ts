import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { cachedFolder, fileName, findFolder, HASHES, keptNames } from './cache.ts';
import type { Download, Storage } from './contract.ts';
import { packageFolder } from './npm-package.ts';

/** What is wrong with a file of a data set. */
export interface Damage {
  readonly file: string;
  readonly reason: 'absent' | 'damaged' | 'unknown hash';
}

type Of<Kind extends Storage['kind']> = Extract<Storage, { kind: Kind }>;

/** Hashes that files of a data set must have, by path. */
type Expected = ReadonlyMap<string, string | undefined>;

/** Where the records of Debian's packages lie: the MD5 sums of each one's files. */
const DPKG = '/var/lib/dpkg/info';

/**
 * Hashes the files of a data set again, and compares them with what was published: a package's own sums, those of the
 * download, or those of an archive's members, which were taken when it was unpacked. A package's files before the cache's.
 *
 * @returns what differs; null where nothing was published that files could be compared with.
 * @throws {HeadstartError} `data` if an npm package is not installed.
 */
export async function verifyFiles(name: string, storage: Storage): Promise<Damage[] | null> {
  switch (storage.kind) {
    case 'npm': {
      const folder = packageFolder(storage.package);
      const expected = new Map(Object.entries(storage.files).map(([file, hash]) => [join(folder, file), hash]));
      return compare(expected, 'sha256');
    }
    case 'published':
      return damageOf(findFolder(name, storage) ?? cachedFolder(name), storage.downloads);
    case 'debian':
      return verifyPackages(storage);
    case 'made':
    case 'own':
      return null;
  }
}

/** Compares downloaded files in a folder with the published hashes. */
export async function damageOf(folder: string, downloads: Of<'published'>['downloads']): Promise<Damage[]> {
  const all = await Promise.all(downloads.map(async (source) => compare(await hashesIn(folder, source), 'sha256')));
  return all.flat();
}

/** What an archive's members must be is known from the archive, which was checked when they were unpacked. */
async function hashesIn(folder: string, source: Download): Promise<Expected> {
  if (source.members === undefined) return new Map([[join(folder, fileName(source)), source.sha256]]);
  const known = sumsOf(await readFile(join(folder, HASHES), 'utf8').catch(() => '')); // absent: no hash is known
  return new Map(keptNames(source).map((file) => [join(folder, file), known.get(file)]));
}

async function verifyPackages({ packages }: Of<'debian'>): Promise<Damage[] | null> {
  const expected = new Map<string, string>();
  for (const [name, folder] of Object.entries(packages)) {
    const sums = await readFile(join(DPKG, `${name}.md5sums`), 'utf8').catch(() => null); // not installed
    if (sums === null) return null;
    for (const [file, hash] of sumsOf(sums)) {
      const place = join('/', file);
      if (place.startsWith(`${folder}/`)) expected.set(place, hash);
    }
  }
  return expected.size === 0 ? null : compare(expected, 'md5');
}

/** What `sha256sum` and `md5sum` write: hash by name. */
function sumsOf(text: string): Map<string, string> {
  return new Map([...text.matchAll(/^([0-9a-f]{32,64}) [ *](.+)$/gm)].map(([, hash, file]) => [file!, hash!]));
}

async function compare(expected: Expected, algorithm: 'sha256' | 'md5'): Promise<Damage[]> {
  const damage: Damage[] = [];
  for (const [file, hash] of expected) {
    if (!existsSync(file)) damage.push({ file, reason: 'absent' });
    else if (hash === undefined) damage.push({ file, reason: 'unknown hash' });
    else if ((await hashOf(file, algorithm)) !== hash) damage.push({ file, reason: 'damaged' });
  }
  return damage;
}

/** In lower-case hexadecimal; empty of what is no regular file, which may never end. */
export async function hashOf(file: string, algorithm: 'sha256' | 'md5'): Promise<string> {
  if (!(await stat(file)).isFile()) return '';
  const hash = createHash(algorithm);
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) hash.update(chunk);
  return hash.digest('hex');
}
