import { createReadStream } from 'node:fs';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { HeadstartError, messageOf, printableText } from '../../../base/errors.ts';
import { readRegularPart } from '../../../base/read-file.ts';
import { growthLimit } from '../../growth-limit.ts';
import { ByteReader } from './byte-reader.ts';

/** Header fields of a record, by their names in lower case. */
export type Fields = ReadonlyMap<string, string>;

/** A record of a WARC file. */
export interface WarcRecord {
  readonly fields: Fields;
  readonly block: Buffer;
}

const MOST_HEADER = 2 ** 16;
/** No page’s text is longer: what is, is passed over without being held. */
const MOST_BLOCK = 2 ** 24;
const CHUNK = 2 ** 18;

/**
 * The records of a WARC file (ISO 28500), one at a time and in the order of the file. It may be compressed by gzip, which
 * each record may be for itself, as Common Crawl’s are.
 *
 * @param wanted says by the header whether a record’s block is to be read; blocks of more than 16 MiB never are.
 * @throws {HeadstartError} `data` if the file cannot be read, is cut short, or is something else.
 */
export async function* recordsIn(
  file: string,
  wanted: (fields: Fields, bytes: number) => boolean,
): AsyncGenerator<WarcRecord> {
  const bytes = await opened(file);
  const reader = new ByteReader(bytes);
  try {
    for (;;) {
      const at = reader.position;
      const head = await reader.until('\r\n\r\n', MOST_HEADER);
      if (head === null) return;
      const { fields, length } = headOf(head.toString('utf8'), at);
      const isWanted = length <= MOST_BLOCK && wanted(fields, length);
      const block = isWanted ? await reader.take(length) : undefined;
      if (block === undefined) await reader.skip(length);
      if ((await reader.take(4)).toString('latin1') !== '\r\n\r\n') {
        throw new Error(`the record at byte ${at} is longer than it says`);
      }
      if (block !== undefined) yield { fields, block };
    }
  } catch (error) {
    return refuse(file, messageOf(error));
  } finally {
    bytes.destroy();
  }
}

function refuse(file: string, reason: string): never {
  throw new HeadstartError('data', {
    file: printableText(file),
    message: printableText(`the WARC file cannot be read (${reason})`),
    remedy: 'get it again, or leave it out',
  });
}

/** The bytes of a file, unpacked if it is gzipped. */
async function opened(file: string): Promise<PassThrough> {
  const start = await readRegularPart(file, 0, 2).catch((error: unknown) => refuse(file, messageOf(error)));
  const isGzip = start[0] === 0x1f && start[1] === 0x8b;
  const source = createReadStream(file, { highWaterMark: CHUNK });
  const bytes = new PassThrough({ highWaterMark: CHUNK });
  const flow = isGzip
    ? pipeline(source, createGunzip({ chunkSize: CHUNK }), growthLimit(source), bytes)
    : pipeline(source, bytes);
  flow.catch(() => {}); // destroys `bytes` with the same error, which ends whoever reads them
  return bytes;
}

function headOf(text: string, at: number): { readonly fields: Fields; readonly length: number } {
  const [version = '', ...lines] = text.split('\r\n');
  if (!/^WARC\/1\.\d$/.test(version)) throw new Error(`there is no record at byte ${at}`);
  const fields = new Map(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
    }),
  );
  const length = fields.get('content-length') ?? '';
  if (!/^\d{1,15}$/.test(length)) throw new Error(`the record at byte ${at} has no length`);
  return { fields, length: Number(length) };
}
