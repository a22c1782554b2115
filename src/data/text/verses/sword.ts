import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { HeadstartError, messageOf } from '../../../base/errors.ts';
import { readBytes } from '../../read-bytes.ts';

/** Bytes of an entry in the list of blocks: offset, compressed and whole size. */
const BLOCK = 12;
/** Bytes of an entry in the list of verses: block, offset in it, and size. */
const VERSE = 10;
/** No book of a Bible is longer. */
const MOST_BYTES = 64 * 2 ** 20;

const CHAPTER = /<chapter [^>]*osisID="([^"]+)"/u;

/**
 * The verses of one testament of a SWORD module with the driver zText, by name (`Gen.1.1`) and chapter by chapter: plain text
 * without headings and notes, empty where the module has none.
 *
 * The lists hold headings too: one for each book before its first chapter, and one for each chapter, which names it. So no
 * table of the verses of each chapter is needed.
 *
 * @param folder of the module.
 * @param remedy what to do where files are damaged.
 * @throws {HeadstartError} `data` if a file is absent or damaged.
 */
export async function versesIn(
  folder: string,
  testament: 'ot' | 'nt',
  remedy: string,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const [blocks, places, packed] = await Promise.all(
    ['bzs', 'bzv', 'bzz'].map((ending) => readBytes(join(folder, `${testament}.${ending}`), remedy)),
  );
  const file = join(folder, `${testament}.bzz`);
  try {
    return chaptersOf(entriesOf(blocks!, places!, packed!));
  } catch (error) {
    throw new HeadstartError('data', { file, message: `this is no module of SWORD (${messageOf(error)})`, remedy });
  }
}

function entriesOf(blocks: Buffer, places: Buffer, packed: Buffer): string[] {
  const books = Array.from({ length: Math.floor(blocks.length / BLOCK) }, (_, index) => {
    const [start, size] = [blocks.readUInt32LE(BLOCK * index), blocks.readUInt32LE(BLOCK * index + 4)];
    if (start + size > packed.length) throw new Error(`block ${index} ends behind the file`);
    return size === 0
      ? Buffer.alloc(0)
      : inflateSync(packed.subarray(start, start + size), { maxOutputLength: MOST_BYTES });
  });
  return Array.from({ length: Math.floor(places.length / VERSE) }, (_, index) => {
    const at = VERSE * index;
    const [block, start, size] = [places.readUInt32LE(at), places.readUInt32LE(at + 4), places.readUInt16LE(at + 8)];
    const book = books[block];
    if (size > 0 && (book === undefined || start + size > book.length)) throw new Error(`verse ${index} has no text`);
    return size === 0 ? '' : book!.toString('utf8', start, start + size);
  });
}

function chaptersOf(entries: readonly string[]): Map<string, string[]> {
  const chapters = new Map<string, string[]>();
  let verses: string[] = [];
  for (const entry of entries) {
    const name = CHAPTER.exec(entry)?.[1];
    if (name === undefined) {
      verses.push(plainText(entry));
      continue;
    }
    if (name.endsWith('.1')) verses.pop(); // the heading of this book
    verses = [];
    chapters.set(name, verses);
  }
  if (chapters.size === 0) throw new Error('there are no chapters');
  return chapters;
}

/** The text of OSIS without titles, notes and tags, with single spaces. */
export function plainText(osis: string): string {
  return osis
    .replace(/<title\b[^>]*>.*?<\/title>/gsu, ' ')
    .replace(/<note\b[^>]*>.*?<\/note>/gsu, ' ')
    .replace(/<[^>]*>/gu, '')
    .replace(/&lt;/gu, '<')
    .replace(/&gt;/gu, '>')
    .replace(/&quot;/gu, '"')
    .replace(/&amp;/gu, '&')
    .replace(/\s+/gu, ' ')
    .replace(/ (?=[,.;:!?’”)])/gu, '')
    .trim();
}
