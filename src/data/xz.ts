import { createRequire } from 'node:module';
import { crc32 } from 'node:zlib';

type Library = typeof import('xz-decompress');

/**
 * What an .xz file holds.
 *
 * @param most bytes; more are refused while they are unpacked.
 * @throws {Error} if it is damaged or holds more.
 */
export async function unpackXz(bytes: Uint8Array, most: number): Promise<Buffer> {
  // Loaded only to read, and by `require`: loaders do not agree on what such a bundle exports.
  const { XzReadableStream } = createRequire(import.meta.url)('xz-decompress') as Library;
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of new XzReadableStream(new Blob([bytes as Uint8Array<ArrayBuffer>]).stream())) {
    length += chunk.length;
    if (length > most) throw new Error(`it holds more than ${most} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/**
 * What a bare LZMA2 stream holds, which is put into the container of an .xz file for that (The .xz File Format 1.1.0,
 * 2022, sections 2 to 4): one block, no check, and a dictionary as large as any preset's.
 *
 * @param size bytes that it holds, as is known from elsewhere.
 * @throws {Error} if it is damaged, or does not hold exactly so many bytes.
 */
export function unpackLzma2(stream: Uint8Array, size: number): Promise<Buffer> {
  const flags = Buffer.from([0, 0]);
  const header = withCrc([2, 0, LZMA2, 1, DICTIONARY, 0, 0, 0]);
  const index = withCrc(padded([0, 1, ...variable(header.length + stream.length), ...variable(size)]));
  const footer = Buffer.concat([littleEndian(index.length / 4 - 1), flags]);
  const parts = [
    ...[Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]), flags, littleEndian(crc32(flags))],
    ...[header, stream, Buffer.alloc(-stream.length & 3)],
    ...[index, littleEndian(crc32(footer)), footer, Buffer.from('YZ')],
  ];
  return unpackXz(Buffer.concat(parts), size);
}

/** The filter's id, and the size of its dictionary: 2^(22 / 2 + 12) bytes = 8 MiB. */
const LZMA2 = 0x21;
const DICTIONARY = 22;

function padded(bytes: readonly number[]): number[] {
  return [...bytes, ...Array<number>(-bytes.length & 3).fill(0)];
}

function withCrc(bytes: readonly number[]): Buffer {
  const content = Buffer.from(bytes);
  return Buffer.concat([content, littleEndian(crc32(content))]);
}

function littleEndian(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

/** Seven bits a byte, the lowest first; all but the last have the highest bit set. */
function variable(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...variable(Math.floor(value / 128))];
}
