import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { HeadstartError, messageOf, printableText } from '../../../base/errors.ts';
import type { Document } from '../documents.ts';
import { tidy } from '../pre-tokens.ts';
import { type Fields, recordsIn } from './warc.ts';

/** Which texts of a crawl are wanted. */
export interface WebChoice {
  /** A file, or a folder of some. */
  readonly path: string;
  /** ISO 639-3 codes; absent for all languages. */
  readonly languages?: readonly string[] | undefined;
  /** Characters (UTF-16 code units) of a text, at least and at most. */
  readonly shortest: number;
  readonly longest: number;
  readonly duplicates: keyof typeof normalised;
  /** At most so many are kept: the first. */
  readonly texts: number;
}

const FILE = /\.(?:warc|wet)(?:\.gz)?$/i;
const LANGUAGE = 'warc-identified-content-language';
/** A UTF-16 code unit takes at most so many bytes of UTF-8. */
const MOST_UNIT_BYTES = 3;
const MOST_CHARACTERS = 2 ** 28;

/**
 * What two texts share that count as one; null where none do. `exact` disregards case and white space, `near` everything
 * but letters, such as dates, prices and counts.
 */
export const normalised = {
  keep: null,
  exact: (text: string) => tidy(text, true),
  near: (text: string) => tidy(text.replace(/[^\p{L}\p{M}]+/gu, ' '), true),
} as const;

/**
 * The texts of Common Crawl’s WET files: of records of the type `conversion`, those of a length and a language. Files are
 * read as streams, in the order of their names; the texts that are kept and, of each, a hash are all that is held.
 *
 * @returns labels are indices into the languages; 0 where all are wanted. A page has the first of the languages that Common
 *   Crawl has identified in it; one without any is of none.
 * @throws {HeadstartError} `data` if files are absent or not what they should be, or a language has no text.
 */
export async function webTexts(choice: WebChoice): Promise<Document[]> {
  const { path, languages, shortest, longest, duplicates, texts } = choice;
  const labelOf = (fields: Fields): number =>
    languages === undefined ? 0 : languages.indexOf(fields.get(LANGUAGE)?.split(',', 1)[0]?.trim() ?? '');
  const isWanted = (fields: Fields, bytes: number): boolean =>
    fields.get('warc-type') === 'conversion' &&
    bytes >= shortest &&
    bytes <= MOST_UNIT_BYTES * longest &&
    labelOf(fields) >= 0;
  const normalise = normalised[duplicates];
  const seen = new Set<string>();
  const kept: Document[] = [];
  let characters = 0;
  for (const file of filesOf(path)) {
    for await (const { fields, block } of recordsIn(file, isWanted)) {
      const text = block.toString('utf8').trim();
      if (text.length < shortest || text.length > longest) continue;
      if (normalise !== null) {
        const hash = createHash('sha1').update(normalise(text)).digest('base64');
        if (seen.has(hash)) continue;
        seen.add(hash);
      }
      characters += text.length;
      if (characters > MOST_CHARACTERS) {
        refuse(
          path,
          `the texts have more than ${MOST_CHARACTERS} characters`,
          'give fewer `texts`, or a smaller `longest`',
        );
      }
      kept.push({ text, label: labelOf(fields) });
      if (kept.length === texts) return checked(kept, choice);
    }
  }
  return checked(kept, choice);
}

function checked(texts: Document[], { path, languages = ['any'] }: WebChoice): Document[] {
  const labels = new Set(texts.map(({ label }) => label));
  const empty = languages.find((_, label) => !labels.has(label));
  if (empty === undefined) return texts;
  return refuse(
    path,
    `of the first ${texts.length} texts that were kept none is of the language ${empty}`,
    'add files, give more `texts`, or ask for other `languages` or lengths',
  );
}

/** A file, or those of a folder that are named like WET files, in the order of their names. */
function filesOf(path: string): string[] {
  try {
    if (!statSync(path).isDirectory()) return [path];
    const names = readdirSync(path).filter((name) => FILE.test(name) && !name.startsWith('.'));
    if (names.length > 0) return names.sort().map((name) => join(path, name));
  } catch (error) {
    return refuse(path, `this cannot be read (${messageOf(error)})`, 'check the path');
  }
  return refuse(path, 'the folder has no WET files', 'name one with *.warc.wet.gz, or such a file');
}

function refuse(file: string, message: string, remedy: string): never {
  throw new HeadstartError('data', { file: printableText(file), message: printableText(message), remedy });
}
