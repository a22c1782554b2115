import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { cachedFolder, findFolder, keptNames } from './cache.ts';
import type { Storage } from './contract.ts';
import { packageFolder } from './npm-package.ts';

/** Where the bytes of a data set are. Sizes are in bytes. */
export type Whereabouts =
  | { readonly status: 'files'; readonly folder: string; readonly inCache: boolean; readonly bytes: number }
  /** So much would be downloaded. */
  | { readonly status: 'missing'; readonly download: number }
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
