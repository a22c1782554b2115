import { existsSync } from 'node:fs';
import { rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { cachedFolder, fileName, HASHES, keptNames } from './cache.ts';
import type { Download, Storage } from './contract.ts';
import { type DownloadOptions, download } from './download.ts';
import { partName } from './part-file.ts';
import { unpack } from './unpack.ts';
import { damageOf, hashOf } from './verify-files.ts';

type Published = Extract<Storage, { kind: 'published' }>;

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
    if ((await damageOf(cachedFolder(name), [source])).length === 0) continue;
    const file = join(cachedFolder(name), fileName(source));
    if (!existsSync(file) || (await hashOf(file, 'sha256')) !== source.sha256) {
      options.onDownload?.(source);
      await download(source, file, options);
    }
    if (source.members !== undefined) {
      await unpack(file, source.members, `remove it, and run \`npm run bench -- data get ${name}\` again`);
      await rm(file);
    }
    changed = true;
  }
  return changed;
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
