import { createReadStream } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { HeadstartError, messageOf, printableText } from '../base/errors.ts';
import { HASHES, memberName } from './cache.ts';
import { growthLimit } from './growth-limit.ts';
import { PartFile } from './part-file.ts';

/**
 * Unpacks the wanted members of a tar.gz archive into the archive's folder, and writes their hashes to `SHA256SUMS`
 * there, once all of them are whole.
 *
 * Hostile archives get nothing written: a member is kept only if it is a regular file of a path and a size that are
 * known beforehand, it is written under the known name, and what the archive unpacks to is limited.
 *
 * @param members path within the archive → size in bytes.
 * @throws {HeadstartError} `data` if the archive is damaged or not what it should be; nothing is left of it then.
 */
export async function unpack(
  archive: string,
  members: Readonly<Record<string, number>>,
  remedy: string,
): Promise<void> {
  const folder = dirname(archive);
  const parts = new Map<string, { readonly part: PartFile; readonly digest: string }>();
  try {
    await readMembers(archive, members, parts, folder);
    const missing = Object.keys(members).find((member) => !parts.has(member));
    if (missing !== undefined) throw new Error(`${missing} is not in it`);
  } catch (error) {
    for (const { part } of parts.values()) await part.discard();
    if (error instanceof HeadstartError) throw error;
    const message = `the archive cannot be unpacked (${printableText(messageOf(error))})`;
    throw new HeadstartError('data', { file: archive, message, remedy });
  }
  await rm(join(folder, HASHES), { force: true });
  for (const { part } of parts.values()) await part.finish();
  const lines = [...parts].map(([member, { digest }]) => `${digest}  ${memberName(member)}\n`);
  await writeFile(join(folder, HASHES), lines.join(''));
}

async function readMembers(
  archive: string,
  members: Readonly<Record<string, number>>,
  parts: Map<string, { readonly part: PartFile; readonly digest: string }>,
  folder: string,
): Promise<void> {
  const { extract } = await import('tar-stream'); // only to fetch
  const entries = extract();
  const file = createReadStream(archive);
  // Its failure destroys the entries with the same error, which ends the loop below.
  const flow = pipeline(file, createGunzip(), growthLimit(file), entries);
  flow.catch(() => {});
  for await (const entry of entries) {
    const { name, type, size = 0 } = entry.header;
    const member = name.replace(/^\.\//, '');
    const expected = Object.hasOwn(members, member) ? members[member]! : undefined;
    if (expected === undefined) {
      entry.resume();
      continue;
    }
    if (type !== 'file') throw new Error(`${member} is no regular file`);
    if (parts.has(member)) throw new Error(`${member} is in it twice`);
    if (size !== expected) throw new Error(`${member} has ${size} bytes, and ${expected} were published`);
    const part = await PartFile.open(join(folder, memberName(member)), 0);
    parts.set(member, { part, digest: '' });
    for await (const chunk of entry as AsyncIterable<Buffer>) await part.append(chunk);
    parts.set(member, { part, digest: part.digest() });
  }
  await flow;
}
