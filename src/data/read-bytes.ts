import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { HeadstartError, messageOf } from '../base/errors.ts';

/** A gzip header can promise far more than memory holds; no data set of bytes we read comes near this. */
const LIMIT_BYTES = 2 ** 31 - 1;

/**
 * The bytes of a data file, unpacked if it is gzipped.
 *
 * @throws {HeadstartError} `data` if it is absent, unreadable or damaged.
 */
export async function readBytes(file: string, remedy: string): Promise<Buffer> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    throw new HeadstartError('data', { file, message: `the data file cannot be read (${messageOf(error)})`, remedy });
  }
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: LIMIT_BYTES });
  } catch (error) {
    throw new HeadstartError('data', { file, message: `the gzip data is damaged (${messageOf(error)})`, remedy });
  }
}
