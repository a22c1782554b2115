import { type Dirent, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { HeadstartError, messageOf, printableText } from '../../base/errors.ts';
import { readRegular, readRegularPart } from '../../base/read-file.ts';
import { MOST_BYTES } from '../image-file.ts';
import { type Archive, type Member, membersOf } from './tar-members.ts';

/** How ImageNet is published and kept: a folder of pictures for each synset, or a tar archive for each, or one of those. */

/** Where the pictures of a synset are. */
export interface Synset {
  /** Such as `n01440764`: of a noun, by its offset in WordNet 3.0. */
  readonly id: string;
  readonly place: { readonly folder: string } | Archive;
}

/** A picture that has not been read. */
export interface Encoded {
  /** Within its synset. */
  readonly name: string;
  /** What messages call it. */
  readonly path: string;
  read(): Promise<Buffer>;
}

const SYNSET = /^n\d{8}$/;
const SYNSET_TAR = /^(n\d{8})\.tar$/;
const PICTURE = /^n\d{8}_\w+\.jpe?g$/i;
/** ImageNet has 21,841 synsets, and none has many thousands of pictures. */
const MOST_SYNSETS = 30_000;
const MOST_PICTURES = 100_000;

function refuse(file: string, message: string, remedy: string, received?: { readonly received: unknown }): never {
  throw new HeadstartError('data', { file: printableText(file), message: printableText(message), remedy, ...received });
}

/**
 * The synsets in a folder or in an archive of archives, in the order of their ids. What else lies there is passed over.
 *
 * @throws {HeadstartError} `data` if it cannot be read or has fewer than 2, or one of them twice.
 */
export function synsetsIn(path: string): Synset[] {
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  const found = (isFolder ? inFolder(path) : inArchive(path)).sort((a, b) => (a.id < b.id ? -1 : 1));
  const twice = found.find(({ id }, index) => found[index + 1]?.id === id);
  if (twice !== undefined) refuse(path, 'a synset is here twice', 'remove one of them', { received: twice.id });
  if (found.length >= 2) return found;
  return refuse(
    path,
    `there are ${found.length} synsets here, and two are the fewest`,
    'name the folder with n01440764/*.JPEG or n01440764.tar for each synset, or the archive of such archives',
  );
}

function inFolder(path: string): Synset[] {
  return entriesOf(path).flatMap((entry): Synset[] => {
    const { name } = entry;
    if (SYNSET.test(name)) return [{ id: name, place: { folder: join(path, name) } }];
    const id = SYNSET_TAR.exec(name)?.[1];
    return id === undefined ? [] : [{ id, place: { file: join(path, name) } }];
  });
}

function inArchive(file: string): Synset[] {
  return explained(file, () => membersOf({ file }, MOST_SYNSETS)).flatMap(({ name, offset, size }): Synset[] => {
    const id = SYNSET_TAR.exec(plain(name))?.[1];
    return id === undefined ? [] : [{ id, place: { file, part: { offset, size } } }];
  });
}

/**
 * The pictures of a synset, in the order of their names: names only. Hidden files are passed over.
 *
 * @throws {HeadstartError} `data` if there is none, or anything else.
 */
export function picturesOf({ id, place }: Synset): Encoded[] {
  const pictures = 'folder' in place ? picturesIn(place.folder) : picturesInArchive(id, place);
  const path = 'folder' in place ? place.folder : nameOf(id, place);
  if (pictures.length === 0) refuse(path, 'the synset has no pictures', 'add its JPEG files, or remove it');
  return pictures.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function picturesIn(folder: string): Encoded[] {
  const entries = entriesOf(folder).filter(({ name }) => !name.startsWith('.'));
  return entries.map(({ name }) => {
    const path = join(folder, name);
    checkPicture(path, name);
    return { name, path, read: () => readRegular(path, MOST_BYTES) };
  });
}

function picturesInArchive(id: string, archive: Archive): Encoded[] {
  const path = nameOf(id, archive);
  const members = explained(path, () => membersOf(archive, MOST_PICTURES));
  const shown = members.filter(({ name }) => !basename(name).startsWith('.'));
  const names = new Set<string>();
  return shown.map((member) => {
    const name = plain(member.name);
    checkPicture(path, name);
    if (names.has(name)) refuse(path, 'a picture is in it twice', 'get the archive again', { received: name });
    names.add(name);
    return { name, path: join(path, name), read: () => bytesOf(archive.file, member) };
  });
}

async function bytesOf(file: string, { offset, size }: Member): Promise<Buffer> {
  if (size > MOST_BYTES) throw new Error(`it has ${size} bytes, and ${MOST_BYTES} are the limit`);
  return readRegularPart(file, offset, size);
}

/** Members may be written as `./NAME`. Nothing is ever written under the name of one. */
function plain(name: string): string {
  return name.replace(/^\.\//, '');
}

function checkPicture(path: string, name: string): void {
  if (PICTURE.test(name)) return;
  const remedy = 'a synset holds n01440764_10026.JPEG and the like, and no folders: move it out';
  refuse(path, 'this is no picture of ImageNet', remedy, { received: name });
}

function nameOf(id: string, { file, part }: Archive): string {
  return part === undefined ? file : join(file, `${id}.tar`);
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    return refuse(folder, `the folder cannot be read (${messageOf(error)})`, 'check the path');
  }
}

function explained<Result>(file: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    return refuse(
      file,
      `the tar archive cannot be read (${messageOf(error)})`,
      'check the path, or get the file again',
    );
  }
}
