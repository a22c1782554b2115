import { Readable } from 'node:stream';
import { readRegular } from '../base/read-file.ts';
import { unpackXz } from './xz.ts';

/** Packages of data are smaller; what they unpack to is a 20th of that at least. */
const MOST_BYTES = 2 ** 28;
const MOST_GROWTH = 20;

const MAGIC = '!<arch>\n';
const HEADER = 60;

/**
 * Files of a Debian package (deb(5): an `ar` archive with a tar archive in it), without installing it. Nothing is written
 * anywhere, and no script of the package is run.
 *
 * @param file NAME_VERSION_ARCHITECTURE.deb whose data are compressed by xz.
 * @param wanted paths within the package, such as `./usr/share/name/file`.
 * @throws {Error} if it is damaged, or lacks one of them.
 */
export async function debianFiles(file: string, wanted: readonly string[]): Promise<ReadonlyMap<string, Buffer>> {
  const archive = await readRegular(file, MOST_BYTES);
  const data = memberOf(archive, 'data.tar.xz');
  const { extract } = await import('tar-stream');
  const entries = extract();
  Readable.from([await unpackXz(data, MOST_GROWTH * archive.length)]).pipe(entries);
  const found = new Map<string, Buffer>();
  for await (const entry of entries) {
    const { name, type } = entry.header;
    const chunks: Buffer[] = [];
    for await (const chunk of entry as AsyncIterable<Buffer>) chunks.push(chunk);
    if (type === 'file' && wanted.includes(name)) found.set(name, Buffer.concat(chunks));
  }
  const absent = wanted.find((name) => !found.has(name));
  if (absent !== undefined) throw new Error(`${absent} is not in it`);
  return found;
}

/** A member of an `ar` archive: headers of 60 bytes of text, members at even places. */
function memberOf(archive: Buffer, name: string): Buffer {
  if (archive.toString('latin1', 0, MAGIC.length) !== MAGIC) throw new Error('it is no Debian package');
  for (let at = MAGIC.length; at + HEADER <= archive.length; ) {
    const header = archive.toString('latin1', at, at + HEADER);
    const size = Number(header.slice(48, 58));
    const end = at + HEADER + size;
    if (!Number.isSafeInteger(size) || size < 0 || end > archive.length) throw new Error('a member is cut off');
    if (header.slice(0, 16).trim().replace(/\/$/, '') === name) return archive.subarray(at + HEADER, end);
    at = end + (size % 2);
  }
  throw new Error(`${name} is not in it`);
}
