import { buffer } from 'node:stream/consumers';
import { crc32, gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { integers, list, serialized } from './serialized-values.ts';

/** Debian's packages with data of R, small ones in the same format. What is packed is stored: LZMA2 has chunks for that. */

/** An LZMA2 stream of chunks that are not compressed. */
export function lzma2(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += 0x10000) {
    const chunk = bytes.subarray(at, at + 0x10000);
    parts.push(Buffer.from([at === 0 ? 1 : 2, (chunk.length - 1) >> 8, (chunk.length - 1) & 0xff]), chunk);
  }
  return Buffer.concat([...parts, Buffer.from([0])]);
}

/** An .xz file of one block, with a CRC32 as its check, as `xz --check=crc32` writes it. */
export function xz(bytes: Buffer): Buffer {
  const le = (value: number) => Buffer.from(Uint32Array.of(value).buffer);
  const sealed = (content: Buffer) => Buffer.concat([content, le(crc32(content))]);
  const padded = (content: Buffer) => Buffer.concat([content, Buffer.alloc(-content.length & 3)]);
  const number = (value: number): number[] =>
    value < 128 ? [value] : [(value % 128) + 128, ...number(Math.floor(value / 128))];
  const flags = Buffer.from([0, 1]);
  const header = sealed(Buffer.from([2, 0, 0x21, 1, 22, 0, 0, 0]));
  const stream = lzma2(bytes);
  const sizes = [...number(header.length + stream.length + 4), ...number(bytes.length)];
  const index = sealed(padded(Buffer.from([0, 1, ...sizes])));
  const tail = Buffer.concat([le(index.length / 4 - 1), flags]);
  const magic = Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]);
  return Buffer.concat([
    ...[magic, flags, le(crc32(flags)), header, padded(stream), le(crc32(bytes)), index],
    ...[le(crc32(tail)), tail, Buffer.from('YZ')],
  ]);
}

/** A package of files by path. */
export async function debianPackage(files: Readonly<Record<string, Buffer>>): Promise<Buffer> {
  const tar = pack();
  for (const [name, bytes] of Object.entries(files)) tar.entry({ name }, bytes);
  tar.finalize();
  const members = {
    'debian-binary': Buffer.from('2.0\n'),
    'control.tar.xz': Buffer.from('odd'),
    'data.tar.xz': xz(await buffer(tar)),
  };
  const parts = Object.entries(members).map(([name, bytes]) => {
    const header = `${name.padEnd(16)}${'0'.padEnd(12)}${'0'.padEnd(6)}${'0'.padEnd(6)}${'100644'.padEnd(8)}${String(bytes.length).padEnd(10)}\`\n`;
    return Buffer.concat([Buffer.from(header), bytes, Buffer.alloc(bytes.length % 2, '\n')]);
  });
  return Buffer.concat([Buffer.from('!<arch>\n'), ...parts]);
}

/** A lazy-load database of data frames: its index and its values. */
export function lazyData(tables: Readonly<Record<string, Buffer>>): {
  readonly index: Buffer;
  readonly values: Buffer;
} {
  const blocks: Buffer[] = [];
  const places: Record<string, Buffer> = {};
  let at = 0;
  for (const [name, table] of Object.entries(tables)) {
    const bytes = serialized(table);
    const size = Buffer.alloc(4);
    size.writeUInt32BE(bytes.length);
    const block = Buffer.concat([size, Buffer.from('Z'), lzma2(bytes)]);
    places[name] = integers([at, block.length]);
    blocks.push(block);
    at += block.length;
  }
  const index = { variables: list(places), references: list({}), compressed: integers([3]) };
  return { index: gzipSync(serialized(list(index))), values: Buffer.concat(blocks) };
}
