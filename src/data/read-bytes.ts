import { gunzipSync } from 'node:zlib';
import { HeadstartError, messageOf } from '../base/errors.ts';
import { readRegular } from '../base/read-file.ts';

const MOST_BYTES = 2 ** 31 - 1;
/** Gzip can stand for a thousand times its size; data of more than so many bytes compress to a 20th at most. */
const FREE_BYTES = 2 ** 26;
const MOST_GROWTH = 20;

/**
 * The bytes of a data file, unpacked if it is gzipped.
 *
 * @throws {HeadstartError} `data` if it is absent, unreadable or damaged.
 */
export async function readBytes(file: string, remedy: string): Promise<Buffer> {
  let bytes: Buffer;
  try {
    bytes = await readRegular(file, MOST_BYTES);
  } catch (error) {
    throw new HeadstartError('data', { file, message: `the data file cannot be read (${messageOf(error)})`, remedy });
  }
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    const most = Math.min(MOST_BYTES, Math.max(FREE_BYTES, MOST_GROWTH * bytes.length));
    return gunzipSync(bytes, { maxOutputLength: most });
  } catch (error) {
    throw new HeadstartError('data', { file, message: `the gzip data is damaged (${messageOf(error)})`, remedy });
  }
}
