import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { HeadstartError, messageOf, printableText } from '../../base/errors.ts';

/** No text of a corpus is longer: what is, is no text. */
const MOST_BYTES = 16 * 2 ** 20;

/**
 * The text files of a tar.gz archive, one at a time and in the order of the archive; nothing is written anywhere.
 *
 * @param wanted by name in the archive.
 * @throws {HeadstartError} `data` if the archive is damaged, or a file in it is longer than 16 MiB.
 */
export async function* textsIn(
  archive: string,
  wanted: (name: string) => boolean,
  remedy: string,
): AsyncGenerator<{ readonly name: string; readonly text: string }> {
  const { extract } = await import('tar-stream');
  const entries = extract();
  const flow = pipeline(createReadStream(archive), createGunzip(), entries);
  flow.catch(() => {}); // ends the loop below with the same error
  try {
    for await (const entry of entries) {
      const { name, type, size = 0 } = entry.header;
      if (type !== 'file' || !wanted(name)) {
        entry.resume();
        continue;
      }
      if (size > MOST_BYTES) throw new Error(`${name} has ${size} bytes`);
      const chunks: Buffer[] = [];
      for await (const chunk of entry as AsyncIterable<Buffer>) chunks.push(chunk);
      yield { name, text: Buffer.concat(chunks).toString('utf8') };
    }
    await flow;
  } catch (error) {
    const message = `the archive cannot be read (${printableText(messageOf(error))})`;
    throw new HeadstartError('data', { file: archive, message, remedy });
  }
}
