import { parse } from 'csv-parse/sync';
import { HeadstartError, messageOf, printableText } from '../../base/errors.ts';
import { readRegularSync } from '../../base/read-file.ts';
import { MOST_CLASSES } from '../labels.ts';
import type { Document } from './documents.ts';

const MOST_BYTES = 2 ** 29;

/** Which columns of which table hold what. */
export interface TableChoice {
  readonly path: string;
  readonly text: string;
  readonly label: string;
}

/** Texts with their classes, which are in the order of their names' UTF-16 code units. */
export interface LabelledTexts {
  readonly classes: readonly string[];
  readonly documents: readonly Document[];
}

/**
 * Reads a table of texts: CSV by commas, or by tabs if its name ends in `.tsv`; the first line names the columns.
 *
 * @throws {HeadstartError} `data` if the file cannot be read, has no such columns, a row without text or label, fewer than
 *   2 classes or more than 256.
 */
export function readTextTable({ path, text, label }: TableChoice): LabelledTexts {
  const rows = recordsOf(path, [text, label]);
  const texts = rows.map((row, index) => {
    const [one, name] = [row[text]!, row[label]!.trim()];
    if (one.trim() !== '' && name !== '') return { text: one, name };
    return refuse(path, `record ${index + 1} has no ${name === '' ? label : text}`, 'fill it in, or leave it out');
  });
  const classes = [...new Set(texts.map(({ name }) => name))].sort();
  if (classes.length < 2)
    refuse(path, 'fewer than two classes give nothing to tell apart', 'add texts of another class');
  if (classes.length > MOST_CLASSES) {
    refuse(
      path,
      `${classes.length} classes are more than ${MOST_CLASSES}`,
      `check that the column ${label} holds classes`,
    );
  }
  const odd = classes.find((name) => printableText(name) !== name);
  if (odd !== undefined) refuse(path, `a class has control characters in its name (${odd})`, 'rename it');
  const numbers = new Map(classes.map((name, index) => [name, index]));
  return { classes, documents: texts.map(({ text: one, name }) => ({ text: one, label: numbers.get(name)! })) };
}

/** @throws {HeadstartError} as `readTextTable` does. */
function recordsOf(path: string, columns: readonly string[]): Record<string, string>[] {
  let rows: Record<string, string>[];
  try {
    const delimiter = path.toLowerCase().endsWith('.tsv') ? '\t' : ',';
    rows = parse(readRegularSync(path, MOST_BYTES), { columns: true, delimiter, bom: true, skipEmptyLines: true });
  } catch (error) {
    return refuse(path, `the table cannot be read (${printableText(messageOf(error))})`, 'check the path and the file');
  }
  const [first] = rows;
  if (first === undefined)
    return refuse(path, 'the table has no records', 'write a line of names, then one for each text');
  const missing = columns.find((column) => !Object.hasOwn(first, column));
  if (missing === undefined) return rows;
  const known = Object.keys(first).map(printableText).join(', ');
  return refuse(path, `there is no column ${missing}`, `name one of its columns with \`text\` and \`label\`: ${known}`);
}

function refuse(file: string, message: string, remedy: string): never {
  throw new HeadstartError('data', { file: printableText(file), message: printableText(message), remedy });
}
