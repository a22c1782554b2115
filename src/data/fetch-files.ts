import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { readFile, rm, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { cachedFolder, fileName, HASHES, keptNames } from './cache.ts';
import type { Download, Storage } from './contract.ts';
import { type DownloadOptions, download } from './download.ts';
import { partName } from './part-file.ts';
import { unpack } from './unpack.ts';

type Published = Extract<Storage, { kind: 'published' }>;

/** What is wrong with a file of the cache. */
export interface Damage {
  readonly file: string;
  readonly reason: 'absent' | 'damaged' | 'unknown hash';
}

/**
 * Brings the files of a data set into the cache: what is there and right is left alone, the rest is downloaded.
 *
 * @returns whether anything had to be downloaded or unpacked.
 * @throws {HeadstartError} `data` in one line if that fails; running it again goes on from there.
 */
export async function fetchFiles(
  name: string,
  { downloads }: Published,
  options: DownloadOptions & { readonly onDownload?: (source: Download) => void } = {},
): Promise<boolean> {
  let changed = false;
  for (const source of downloads) {
    if ((await damageOf(name, source)).length === 0) continue;
    const file = join(cachedFolder(name), fileName(source));
    if (!existsSync(file) || (await sha256Of(file)) !== source.sha256) {
      options.onDownload?.(source);
      await download(source, file, options);
    }
    if (source.members !== undefined) {
      await unpack(file, source.members, `remove it, and run \`npm run bench -- data fetch ${name}\` again`);
      await rm(file);
    }
    changed = true;
  }
  return changed;
}

/** Compares the files of a data set in the cache with the published hashes. */
export async function verifyFiles(name: string, { downloads }: Published): Promise<Damage[]> {
  return (await Promise.all(downloads.map((source) => damageOf(name, source)))).flat();
}

/** What an archive's members must be is known from the archive, which was checked when they were unpacked. */
async function damageOf(name: string, source: Download): Promise<Damage[]> {
  const folder = cachedFolder(name);
  const hashes = source.members === undefined ? new Map([[fileName(source), source.sha256]]) : await readHashes(folder);
  const damage: Damage[] = [];
  for (const kept of keptNames(source)) {
    const file = join(folder, kept);
    const expected = hashes.get(kept);
    if (!existsSync(file)) damage.push({ file, reason: 'absent' });
    else if (expected === undefined) damage.push({ file, reason: 'unknown hash' });
    else if ((await sha256Of(file)) !== expected) damage.push({ file, reason: 'damaged' });
  }
  return damage;
}

async function readHashes(folder: string): Promise<Map<string, string>> {
  const text = await readFile(join(folder, HASHES), 'utf8').catch(() => ''); // absent: no hash is known
  return new Map([...text.matchAll(/^([0-9a-f]{64}) [ *](.+)$/gm)].map(([, hash, file]) => [file!, hash!]));
}

/** Empty of what is no regular file, which may never end. */
async function sha256Of(file: string): Promise<string> {
  if (!(await stat(file)).isFile()) return '';
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) hash.update(chunk);
  return hash.digest('hex');
}

/**
 * Removes the files of a data set from the cache, and nothing else: neither a package's files nor what others put there.
 *
 * @returns the files that were removed.
 */
export async function removeFiles(name: string, { downloads }: Published): Promise<string[]> {
  const folder = cachedFolder(name);
  const ours = downloads.flatMap((source) => [fileName(source), ...keptNames(source)]);
  const files = [...new Set(ours)].flatMap((file) => [file, partName(file)]).concat(HASHES);
  const there = files.map((file) => join(folder, file)).filter((file) => existsSync(file));
  for (const file of there) await rm(file);
  await rmdir(folder).catch(() => {}); // it is not there, or holds something else
  return there;
}
