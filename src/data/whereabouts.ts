import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cachedFolder, findFolder, keptNames } from './cache.ts';
import type { Storage } from './contract.ts';
import { debianFolder } from './debian-package.ts';
import { packageFolder } from './npm-package.ts';

/** Where the bytes of a data set are. Sizes are in bytes. */
export type Whereabouts =
  | { readonly status: 'files'; readonly folder: string; readonly inCache: boolean; readonly bytes: number }
  /** So much would be downloaded. */
  | { readonly status: 'missing'; readonly download: number }
  /** So many of the packages that bring it are not installed. */
  | { readonly status: 'not installed'; readonly packages: readonly string[] }
  /** Made when a suite names it, of nothing or of another data set. */
  | { readonly status: 'made'; readonly of: string | undefined }
  | { readonly status: 'own' };

/**
 * Finds a data set's files by name, without reading them.
 *
 * @throws {HeadstartError} `data` if an npm package is not installed.
 */
export function whereabouts(name: string, storage: Storage): Whereabouts {
  switch (storage.kind) {
    case 'npm': {
      const folder = packageFolder(storage.package);
      const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
      return { status: 'files', folder, inCache: false, bytes: sizeOf(folder, files) };
    }
    case 'published': {
      const folder = findFolder(name, storage);
      const { downloads } = storage;
      if (folder === undefined) {
        return { status: 'missing', download: downloads.reduce((total, { bytes }) => total + bytes, 0) };
      }
      const bytes = sizeOf(folder, downloads.flatMap(keptNames));
      return { status: 'files', folder, inCache: folder === cachedFolder(name), bytes };
    }
    case 'debian': {
      const folders = Object.entries(storage.packages).map(([own, folder]) => ({
        own,
        folder: debianFolder(name, folder),
      }));
      const packages = folders.filter(({ folder }) => folder === undefined).map(({ own }) => own);
      if (packages.length > 0) return { status: 'not installed', packages };
      const found = folders.map(({ folder }) => folder!);
      const sizes = found.map((folder) => sizeOf(folder, readdirSync(folder, { recursive: true, encoding: 'utf8' })));
      const bytes = sizes.reduce((total, size) => total + size, 0);
      return { status: 'files', folder: dirname(found[0]!), inCache: false, bytes };
    }
    case 'made':
      return { status: 'made', of: storage.of };
    case 'own':
      return { status: 'own' };
  }
}

function sizeOf(folder: string, files: readonly string[]): number {
  return files.reduce((total, file) => {
    const facts = statSync(join(folder, file));
    return total + (facts.isFile() ? facts.size : 0);
  }, 0);
}
