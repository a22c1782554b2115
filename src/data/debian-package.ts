import { statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { cachedFolder } from './cache.ts';

/** What Debian's packages bring, where a data set is offered nowhere else file by file. */

/**
 * The folder of an installed package, else the one of the same name in the cache of a data set; undefined if neither is
 * there.
 */
export function debianFolder(name: string, folder: string): string | undefined {
  return [folder, join(cachedFolder(name), basename(folder))].find((place) =>
    statSync(place, { throwIfNoEntry: false })?.isDirectory(),
  );
}

/** The one command that installs packages. */
export function installCommand(packages: readonly string[]): string {
  return `run \`sudo apt-get install ${packages.join(' ')}\``;
}
