import { readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { z } from 'zod';
import { HeadstartError, messageOf, printableText } from '../base/errors.ts';
import { MOST_CLASSES } from './labels.ts';

/**
 * What lies in a folder that has a sub-folder of files for each class: names only. Synchronous, since a suite is checked
 * against class names.
 */

/** What the files of such a folder are, and how messages speak of them. */
export interface FileKind {
  readonly name: RegExp;
  /** Of one file, such as `image`, and of several. */
  readonly one: string;
  readonly many: string;
  /** Such as `PNG or JPEG`. */
  readonly formats: string;
  /** How they are laid out in the folder of a class, such as `*.png, or .jpg`, and the first of these. */
  readonly layout: string;
  readonly pattern: string;
  /** What several may be of, such as a patient, and a regular expression that finds one in a name. */
  readonly group: { readonly of: string; readonly expression: string };
}

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

function layoutOf({ layout }: FileKind): string {
  return `lay it out as FOLDER/CLASS/${layout}`;
}

/**
 * The names of the classes: the sub-folders of a folder. Files beside them are left alone, unless they are of the kind.
 *
 * @throws {HeadstartError} `data` if there are fewer than 2 or more than 256, or a name that cannot be shown.
 */
export function classFolders(folder: string, kind: FileKind): string[] {
  const entries = entriesOf(folder);
  const stray = entries.find((entry) => !entry.isFolder && kind.name.test(entry.name));
  if (stray !== undefined) {
    refuse(join(folder, stray.name), `the ${kind.one} lies in no class`, 'move it into the folder of its class');
  }
  const names = entries.filter(({ isFolder }) => isFolder).map(({ name }) => name);
  if (names.length === 0) refuse(folder, 'there are no classes: the folder has no sub-folders', layoutOf(kind));
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
 * The files of one class that lie in a sub-folder for each group, by group and name.
 *
 * @throws {HeadstartError} `data` if there is no such folder, or anything beside them.
 */
function groupedFiles(folder: string, kind: FileKind): GroupedFile[] {
  const entries = entriesOf(folder);
  const layout = `lay it out as FOLDER/CLASS/GROUP/${kind.pattern}, or leave \`groups\` away`;
  if (entries.length === 0) refuse(folder, `the class has no ${kind.many}`, layout);
  const stray = entries.find(({ isFolder }) => !isFolder);
  if (stray !== undefined) refuse(join(folder, stray.name), 'it lies in the folder of no group', layout);
  return entries.flatMap(({ name }) =>
    filesIn(join(folder, name), kind, 'group').map((file) => ({ file, group: name })),
  );
}

/**
 * The files of one class, and the group that each one's name tells: what the first brackets of a pattern match, or
 * all of it where it has none.
 *
 * @throws {HeadstartError} `data` if there is none, or one whose name the pattern does not match.
 */
export function namedFiles(folder: string, pattern: RegExp, kind: FileKind): GroupedFile[] {
  const files = filesIn(folder, kind);
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
 * The files of one class, or of one group in it, by name.
 *
 * @throws {HeadstartError} `data` if there is none, or anything else than files of the kind.
 */
export function filesIn(folder: string, kind: FileKind, of: 'class' | 'group' = 'class'): string[] {
  const entries = entriesOf(folder);
  if (entries.length === 0) {
    refuse(folder, `the ${of} has no ${kind.many}`, `add ${kind.formats} files, or remove the folder`);
  }
  return entries.map((entry) => {
    const file = join(folder, entry.name);
    if (entry.isFolder) refuse(file, `a ${of} holds ${kind.many} only, no folders`, layoutOf(kind));
    if (!kind.name.test(entry.name)) {
      refuse(file, `this is no ${kind.formats} file`, 'convert it, or move it out of the folder');
    }
    return file;
  });
}

/** Where groups are: in sub-folders, or in the names of files. */
export type Groups = 'sub-folders' | { readonly 'file-name': string };

/** The option `groups` of a data set of such files. */
export function groupsField({ many, group: { of, expression } }: FileKind) {
  return z
    .union(
      [
        z.literal('sub-folders'),
        z.strictObject({
          'file-name': z
            .string()
            .refine(isPattern, `is not a regular expression; write one such as ${expression}`)
            .describe('a regular expression; what its first brackets match in the name of a file is the group'),
        }),
      ],
      {
        error: ({ input }) =>
          input === undefined
            ? undefined
            : `must say where groups are; write sub-folders, or { file-name: ${expression} }`,
      },
    )
    .optional()
    .describe(
      `what ${many} belong to, such as a ${of}, for designs with \`groups: true\`: \`sub-folders\`, one for each group in the folder of a class, or told by file names. Equal names in two classes are one group`,
    );
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text, 'u').source !== '';
  } catch {
    return false;
  }
}

/** The files of all classes, by class and name. */
export interface ClassFiles {
  readonly classes: readonly string[];
  readonly files: readonly string[];
  readonly labels: Uint8Array;
  /** What each file belongs to; absent where nothing says so. */
  readonly groups?: readonly number[];
}

/**
 * The files of a folder, with their classes and groups.
 *
 * @throws {HeadstartError} `data` as `classFolders` does, or if anything else than such files lies in the folder of a class.
 */
export function classFiles(path: string, kind: FileKind, groups: Groups | undefined): ClassFiles {
  const classes = classFolders(path, kind);
  const found = classes.flatMap((name, label) =>
    filesOf(join(path, name), kind, groups).map((one) => ({ ...one, label })),
  );
  return {
    classes,
    files: found.map(({ file }) => file),
    labels: Uint8Array.from(found, ({ label }) => label),
    ...(groups !== undefined && { groups: numbered(found.map(({ group }) => group!)) }),
  };
}

function filesOf(
  folder: string,
  kind: FileKind,
  groups: Groups | undefined,
): (Partial<GroupedFile> & { readonly file: string })[] {
  if (groups === undefined) return filesIn(folder, kind).map((file) => ({ file }));
  return groups === 'sub-folders'
    ? groupedFiles(folder, kind)
    : namedFiles(folder, new RegExp(groups['file-name'], 'u'), kind);
}

/** Numbers for names, in the order in which they first come. */
function numbered(names: readonly string[]): number[] {
  const numbers = new Map([...new Set(names)].map((name, number) => [name, number]));
  return names.map((name) => numbers.get(name)!);
}
