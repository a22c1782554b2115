import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { HeadstartError } from '../base/errors.ts';
import type { Download, Storage } from './contract.ts';

/** Where published files lie: in a package of the system, or in the user's cache. */

type Published = Extract<Storage, { kind: 'published' }>;

/** Files of the cache carry the hashes of what was unpacked in this one, as `sha256sum` writes and reads it. */
export const HASHES = 'SHA256SUMS';

/** The folder that downloads are kept in: `HEADSTART_DATA`, else `.cache/headstart` in the home folder. */
export function cacheFolder(): string {
  const named = process.env['HEADSTART_DATA'];
  return named === undefined || named === '' ? join(homedir(), '.cache', 'headstart') : named;
}

/** The folder of one data set in the cache. */
export function cachedFolder(name: string): string {
  return join(cacheFolder(), name);
}

/** The name that a downloaded file has on disk. */
export function fileName({ url }: Download): string {
  return basename(new URL(url).pathname);
}

/** The names of the files that are kept of a download: the file itself, or the archive's members. */
export function keptNames(download: Download): string[] {
  return download.members === undefined ? [fileName(download)] : Object.keys(download.members).map(memberName);
}

/** The name that an archive's member has on disk. */
export function memberName(member: string): string {
  return member.slice(member.lastIndexOf('/') + 1);
}

/** The one command that makes a data set available. */
export function fetchCommand(name: string): string {
  return `run \`npm run bench -- data get ${name}\``;
}

/** The folder that holds all files of a data set, if there is one: a package's before the cache's. */
export function findFolder(name: string, { downloads, folders }: Published): string | undefined {
  const names = downloads.flatMap(keptNames);
  return [...folders, cachedFolder(name)].find((folder) => names.every((file) => existsSync(join(folder, file))));
}

/**
 * The folder that holds all files of a data set.
 *
 * @throws {HeadstartError} `data` naming the command that downloads them.
 */
export function publishedFolder(name: string, storage: Published): string {
  const folder = findFolder(name, storage);
  if (folder !== undefined) return folder;
  throw new HeadstartError('data', { message: `the data set ${name} is not here`, remedy: fetchCommand(name) });
}
