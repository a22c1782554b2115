import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { HeadstartError, messageOf, printableText } from '../../base/errors.ts';
import { parseJson } from '../../base/json.ts';
import { readRegularSync } from '../../base/read-file.ts';

/** What synsets are called: files that say it, under the names that they are published by. */

const FILES = ['LOC_synset_mapping.txt', 'imagenet_class_index.json'] as const;
const MOST_BYTES = 2 ** 24;
const LINE = /^(n\d{8})[ \t]+(\S[^\r]*)$/;

/** Beside the synsets, if there is one. */
export function findIndex(path: string): string | undefined {
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  const folder = isFolder ? path : dirname(path);
  return FILES.map((name) => join(folder, name)).find((file) => statSync(file, { throwIfNoEntry: false })?.isFile());
}

/**
 * Names of synsets: the first of the words that the index has for each. Two of one name, such as the bird and the machine
 * `crane`, get their id behind it.
 *
 * @param file `LOC_synset_mapping.txt`, lines of `n01440764 tench, Tinca tinca`; or, if it ends in `.json`,
 *   `imagenet_class_index.json`, `{ "0": ["n01440764", "tench"], … }`.
 * @throws {HeadstartError} `data` if it cannot be read, or has not all of the ids.
 */
export function classNames(file: string, ids: readonly string[]): string[] {
  const words = readIndex(file);
  const counts = new Map<string, number>();
  for (const word of words.values()) counts.set(word, (counts.get(word) ?? 0) + 1);
  return ids.map((id) => {
    const word = words.get(id);
    if (word === undefined) return refuse(file, 'the index has no such synset', 'use the index of these files', id);
    return counts.get(word) === 1 ? word : `${word} (${id})`;
  });
}

function readIndex(file: string): Map<string, string> {
  let text: string;
  try {
    text = readRegularSync(file, MOST_BYTES)
      .toString('utf8')
      .replace(/^\uFEFF/, '');
  } catch (error) {
    return refuse(file, `the index cannot be read (${messageOf(error)})`, 'check the path');
  }
  return new Map(file.toLowerCase().endsWith('.json') ? pairsOfJson(file, text) : pairsOfLines(file, text));
}

function pairsOfLines(file: string, text: string): [string, string][] {
  const lines = text.split('\n').map((line) => line.trimEnd());
  return lines.flatMap((line, index): [string, string][] => {
    if (line === '') return [];
    const match = LINE.exec(line);
    if (match === null)
      return refuse(
        file,
        'this is no synset with its words',
        'write lines such as n01440764 tench, Tinca tinca',
        line,
        index + 1,
      );
    return [[match[1]!, firstOf(match[2]!)]];
  });
}

function pairsOfJson(file: string, text: string): [string, string][] {
  let index: unknown;
  try {
    index = parseJson(text);
  } catch (error) {
    return refuse(file, `the index is no JSON (${messageOf(error)})`, 'get the file again');
  }
  return Object.values(index ?? {}).map((pair: unknown): [string, string] => {
    const [id, word] = Array.isArray(pair) ? (pair as readonly unknown[]) : [];
    if (typeof id === 'string' && typeof word === 'string') return [id, firstOf(word.replaceAll('_', ' '))];
    return refuse(file, 'this is no synset with its word', 'write ["n01440764", "tench"]', pair);
  });
}

function firstOf(words: string): string {
  return printableText(words.split(',', 1)[0]!.trim());
}

function refuse(file: string, message: string, remedy: string, received?: unknown, line?: number): never {
  throw new HeadstartError('data', {
    file: printableText(file),
    ...(line !== undefined && { line }),
    message: printableText(message),
    ...(received !== undefined && { received }),
    remedy,
  });
}
