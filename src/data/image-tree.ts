import { readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { HeadstartError, messageOf, printableText } from '../base/errors.ts';

/** What lies in a folder of images: names only. Synchronous, since a suite is checked against class names. */

/** A label is one byte. */
const MOST_CLASSES = 256;
const IMAGE = /\.(?:png|jpe?g)$/i;
const LAYOUT = 'lay it out as FOLDER/CLASS/*.png, or .jpg';

function refuse(file: string, message: string, remedy: string): never {
  throw new HeadstartError('data', { file: printableText(file), message, remedy });
}

/** What is in a folder, in the order of the names' UTF-16 code units, the same everywhere; hidden files aside. */
function entriesOf(folder: string): { readonly name: string; readonly isFolder: boolean }[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter(({ name }) => !name.startsWith('.'))
      .map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() || leadsToFolder(join(folder, entry.name)) }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    return refuse(folder, `the folder cannot be read (${printableText(messageOf(error))})`, 'check the path');
  }
}

/** Links are followed; one that leads nowhere is taken for a file, whose reading fails. */
function leadsToFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/**
 * The names of the classes: the sub-folders of a folder. Files beside them are left alone, unless they are images.
 *
 * @throws {HeadstartError} `data` if there are fewer than 2 or more than 256, or a name that cannot be shown.
 */
export function classFolders(folder: string): string[] {
  const entries = entriesOf(folder);
  const stray = entries.find((entry) => !entry.isFolder && IMAGE.test(entry.name));
  if (stray !== undefined) {
    refuse(join(folder, stray.name), 'the image lies in no class', 'move it into the folder of its class');
  }
  const names = entries.filter(({ isFolder }) => isFolder).map(({ name }) => name);
  if (names.length === 0) refuse(folder, 'there are no classes: the folder has no sub-folders', LAYOUT);
  if (names.length === 1) {
    refuse(join(folder, names[0]!), 'one class gives nothing to tell apart', 'add a sub-folder for another class');
  }
  if (names.length > MOST_CLASSES) {
    refuse(folder, `${names.length} classes are more than ${MOST_CLASSES}`, 'leave some out, or join some');
  }
  const odd = names.find((name) => printableText(name) !== name);
  if (odd !== undefined) refuse(join(folder, odd), 'the class’s name has control characters', 'rename the folder');
  return names;
}

/** A file, and what it belongs to. */
export interface GroupedFile {
  readonly file: string;
  readonly group: string;
}

/**
 * The images of one class that lie in a sub-folder for each group, by group and name.
 *
 * @throws {HeadstartError} `data` if there is no such folder, or anything beside them.
 */
export function groupedFiles(folder: string): GroupedFile[] {
  const entries = entriesOf(folder);
  const layout = 'lay it out as FOLDER/CLASS/GROUP/*.png, or leave `groups` away';
  if (entries.length === 0) refuse(folder, 'the class has no images', layout);
  const stray = entries.find(({ isFolder }) => !isFolder);
  if (stray !== undefined) refuse(join(folder, stray.name), 'it lies in the folder of no group', layout);
  return entries.flatMap(({ name }) => imageFiles(join(folder, name), 'group').map((file) => ({ file, group: name })));
}

/**
 * The images of one class, and the group that each one's name tells: what the first brackets of a pattern match, or
 * all of it where it has none.
 *
 * @throws {HeadstartError} `data` if there is none, or one whose name the pattern does not match.
 */
export function namedFiles(folder: string, pattern: RegExp): GroupedFile[] {
  const files = imageFiles(folder);
  const matches = matchesOf(
    pattern,
    files.map((file) => basename(file)),
  );
  if (matches === null) refuse(folder, `${pattern.source} takes too long on its names`, 'write `groups` more simply');
  return files.map((file, index) => {
    const match = matches[index] ?? null;
    const group = match === null ? undefined : (match[1] ?? match[0]);
    if (group !== undefined && group !== '') return { file, group };
    return refuse(file, `the name tells no group by ${pattern.source}`, 'correct `groups`, or rename the file');
  });
}

/** For the names of a folder: a pattern that backtracks without end is given up. */
const PATTERN_MILLISECONDS = 5000;

/** What a pattern from a suite finds in each name; null if it does not end in time. */
function matchesOf(pattern: RegExp, names: readonly string[]): (RegExpExecArray | null)[] | null {
  const find = (): (RegExpExecArray | null)[] => names.map((name) => pattern.exec(name));
  try {
    return runInNewContext('find()', { find }, { timeout: PATTERN_MILLISECONDS }) as (RegExpExecArray | null)[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return null;
    throw error;
  }
}

/**
 * The images of one class, or of one group in it, by name.
 *
 * @throws {HeadstartError} `data` if there is none, or anything else than PNG and JPEG files.
 */
export function imageFiles(folder: string, of: 'class' | 'group' = 'class'): string[] {
  const entries = entriesOf(folder);
  if (entries.length === 0) refuse(folder, `the ${of} has no images`, 'add PNG or JPEG files, or remove the folder');
  return entries.map((entry) => {
    const file = join(folder, entry.name);
    if (entry.isFolder) refuse(file, `a ${of} holds images only, no folders`, LAYOUT);
    if (!IMAGE.test(entry.name))
      refuse(file, 'this is no PNG or JPEG file', 'convert it, or move it out of the folder');
    return file;
  });
}
