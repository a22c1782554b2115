import { HeadstartError } from '../base/errors.ts';
import { readBytes } from './read-bytes.ts';

/** An array of unsigned bytes as stored in an IDX file. */
export interface IdxArray {
  readonly dimensions: readonly number[];
  /** Row-major; as many bytes as the product of the dimensions. */
  readonly values: Uint8Array;
}

const UNSIGNED_BYTE = 0x08;

/**
 * Reads an IDX file of unsigned bytes (LeCun's MNIST format: two zero bytes, a type code, the number of dimensions,
 * big-endian 32-bit dimensions, then the values), plain or gzipped.
 *
 * @param rank how many dimensions the file must have.
 * @throws {HeadstartError} `data` if the file is absent or unreadable, or its magic number, dimensions or length are wrong.
 */
export async function readIdx(file: string, rank: number, remedy: string): Promise<IdxArray> {
  const fail = (message: string, received?: unknown): never => {
    throw new HeadstartError('data', { file, message, remedy, ...(received === undefined ? {} : { received }) });
  };
  const bytes = await readBytes(file, remedy);
  const header = 4 + 4 * rank;
  if (bytes.length < header) return fail(`an IDX header of ${header} bytes is needed`, `${bytes.length} bytes`);
  const magic = bytes.readUInt32BE(0);
  if (magic !== (UNSIGNED_BYTE << 8) + rank) {
    return fail(
      `an IDX file of bytes in ${rank} dimensions starts with 0x${((UNSIGNED_BYTE << 8) + rank).toString(16).padStart(8, '0')}`,
      `0x${magic.toString(16).padStart(8, '0')}`,
    );
  }
  const dimensions = Array.from({ length: rank }, (_, index) => bytes.readUInt32BE(4 + 4 * index));
  const expected = dimensions.reduce((product, dimension) => product * dimension, 1);
  if (dimensions.some((dimension) => dimension === 0)) return fail('no dimension may be zero', dimensions);
  if (bytes.length - header !== expected) {
    return fail(
      `dimensions ${dimensions.join(' × ')} need ${expected} bytes after the header`,
      `${bytes.length - header} bytes`,
    );
  }
  return { dimensions, values: bytes.subarray(header) };
}
