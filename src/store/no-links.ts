import { lstat, readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { HeadstartError } from '../base/errors.ts';

/**
 * Results and reports may come with a checkout, and a symbolic link planted in them would have us write wherever it leads.
 * Files are put in place by renaming, which replaces a link and does not follow it; it is the folders that are looked at.
 *
 * @param out the folder that the user chose, which may be a link; what lies in it may not.
 * @param folders in `out`, which need not be there yet.
 * @throws {HeadstartError} `store` naming the link.
 */
export async function refuseLinks(out: string, ...folders: readonly string[]): Promise<void> {
  for (const folder of folders) {
    let place = out;
    for (const part of relative(out, folder).split(sep)) {
      place = join(place, part);
      const facts = await lstat(place).catch(absent);
      if (facts?.isSymbolicLink()) throw refusal(place);
    }
  }
}

/** The same for the folders in a folder, such as those of the cache. */
export async function refuseLinksIn(folder: string): Promise<void> {
  const link = (await readdir(folder, { withFileTypes: true }).catch(absent))?.find((entry) => entry.isSymbolicLink());
  if (link !== undefined) throw refusal(join(folder, link.name));
}

function refusal(place: string): HeadstartError {
  return new HeadstartError('store', {
    file: place,
    message: 'this is a symbolic link, and nothing is written through links in results/ and reports/',
    remedy: 'remove it, or name the folder that it leads to with --out',
  });
}

/** What is not there is no link; what cannot be read fails where it is written. */
function absent(error: NodeJS.ErrnoException): undefined {
  if (['ENOENT', 'ENOTDIR', 'EACCES'].includes(error.code ?? '')) return undefined;
  throw error;
}
