import { withRegularSync } from '../../base/read-file.ts';

/** A tar archive in a file: the whole of it, or a member of another archive. Offsets and sizes are in bytes. */
export interface Archive {
  readonly file: string;
  /** What it is, and where it ends; absent where it is all of the file. */
  readonly part?: Extent;
}

interface Extent {
  readonly offset: number;
  readonly size: number;
}

/** A regular file in an archive, by where its bytes lie in the file that holds the archive. */
export interface Member extends Extent {
  readonly name: string;
}

const BLOCK = 512;
/** The first two bytes of a gzip file. */
const GZIP = 0x1f8b;
/** What a header's type says of a regular file: POSIX's `0`, the older zero byte, and contiguous files. */
const REGULAR: readonly number[] = [0x30, 0, 0x37];

/** POSIX's extended header, which says more about the file after it, in records of `LENGTH KEY=VALUE`. */
const EXTENDED = 0x78;
const MOST_EXTENDED = 2 ** 16;

/**
 * The regular files of a tar archive (POSIX ustar and pax, as GNU tar writes it too), by its headers alone: what they are
 * about is jumped over, so that an archive of any size takes no memory but for the names.
 *
 * @param most members that there may be.
 * @throws {Error} with a message that fits into a sentence, if it is damaged or cut short, or as the file system does.
 */
export function membersOf({ file, part }: Archive, most: number): Member[] {
  return withRegularSync(file, (size, read) => {
    const members: Member[] = [];
    const header = Buffer.alloc(BLOCK);
    const start = part?.offset ?? 0;
    const end = start + (part?.size ?? size);
    let extended: ReadonlyMap<string, string> = new Map();
    if (read(header, start) > 2 && header.readUInt16BE(0) === GZIP)
      throw new Error('it is compressed: gunzip it first');
    for (let at = start; at < end; ) {
      if (at + BLOCK > end || read(header, at) < BLOCK) throw new Error(`it is cut short after ${at - start} bytes`);
      if (header.every((byte) => byte === 0)) break;
      const { type, ...plain } = headerOf(header, at - start);
      const { name = plain.name, length = plain.length } = overridden(extended, at - start);
      const offset = at + BLOCK;
      if (offset + length > end) throw new Error(`it is cut short within ${name}`);
      extended = new Map();
      if (type === EXTENDED) {
        if (length > MOST_EXTENDED) throw new Error(`the header at byte ${at - start} has ${length} more bytes`);
        const records = Buffer.alloc(length);
        read(records, offset);
        extended = recordsOf(records.toString('utf8'));
      } else if (REGULAR.includes(type)) {
        if (members.length === most) throw new Error(`it holds more than ${most} files`);
        members.push({ name, offset, size: length });
      }
      at = offset + BLOCK * Math.ceil(length / BLOCK);
    }
    return members;
  });
}

function recordsOf(text: string): Map<string, string> {
  return new Map([...text.matchAll(/^\d+ ([^=\n]+)=(.*)$/gm)].map(([, key, value]) => [key!, value!]));
}

/** What an extended header says in place of the header after it. */
function overridden(
  extended: ReadonlyMap<string, string>,
  at: number,
): { readonly name?: string; readonly length?: number } {
  const [name, size] = [extended.get('path'), extended.get('size')];
  if (size !== undefined && !/^\d{1,15}$/.test(size)) throw new Error(`the header before byte ${at} is damaged`);
  return { ...(name !== undefined && { name }), ...(size !== undefined && { length: Number(size) }) };
}

/** Fields of a header, which lies `at` so many bytes after the archive's start. */
function headerOf(header: Buffer, at: number): { name: string; type: number; length: number } {
  let sum = 0;
  for (const [index, byte] of header.entries()) sum += index >= 148 && index < 156 ? 0x20 : byte;
  const length = numberIn(header.subarray(124, 136));
  if (numberIn(header.subarray(148, 156)) !== sum || length === undefined) {
    throw new Error(`the header at byte ${at} is damaged`);
  }
  const isPosix = header.toString('latin1', 257, 263) === 'ustar\0'; // GNU's own kind has other things in that place
  const prefix = isPosix ? textIn(header.subarray(345, 500)) : '';
  const name = textIn(header.subarray(0, 100));
  return { name: prefix === '' ? name : `${prefix}/${name}`, type: header[156]!, length };
}

function textIn(field: Buffer): string {
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end === -1 ? field.length : end);
}

/** A number in octal digits, or in binary if its first bit is set; undefined if it is neither, or too large to be exact. */
function numberIn(field: Buffer): number | undefined {
  if (field[0]! & 0x80) {
    const value = field.subarray(1).reduce((total, byte) => 256 * total + byte, field[0]! & 0x7f);
    return Number.isSafeInteger(value) ? value : undefined;
  }
  const digits = textIn(field).trim();
  return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : undefined;
}
