import { CsvError, parse } from 'csv-parse/sync';
import { z } from 'zod';
import { HeadstartError, messageOf, type Problem } from '../base/errors.ts';
import { readRegular } from '../base/read-file.ts';

export interface Table<Row> {
  readonly rows: readonly Row[];
  /** An error that points at a row. */
  problem(row: number, about: Pick<Problem, 'message' | 'received' | 'path'>): HeadstartError;
}

const REMEDY = 'restore the file from the run that wrote it, or run the suite again';

/**
 * Reads a CSV file whose header is the schema's keys in their order, one row a record.
 * @throws {HeadstartError} `store`, with file and line: no such file, another header, a ragged row, a bad cell.
 */
export async function readTable<Shape extends z.ZodRawShape>(
  file: string,
  schema: z.ZodObject<Shape>,
): Promise<Table<z.infer<z.ZodObject<Shape>>>> {
  const text = await readText(file);
  const columns = Object.keys(schema.shape);
  const required = columns.map((column) => !acceptsNothing(schema, column));
  const numeric = columns.map((column) => isNumeric(schema, column));
  const rows: z.infer<z.ZodObject<Shape>>[] = [];
  let header: readonly string[] | null = null;
  const take = (cells: readonly string[]): void => {
    if (header === null) {
      header = cells;
      checkHeader(file, cells, columns);
      return;
    }
    const fail = (path: string, message: string, received?: unknown): never => {
      const about = received === undefined ? {} : { received };
      throw storeError({ file, line: lineOf(text, rows.length), path, message, ...about });
    };
    const record: Record<string, string> = {};
    for (const [position, column] of columns.entries()) {
      const cell = cells[position]!;
      // Coercion would read an empty number, and a blank one, as 0.
      if (cell === '' && required[position]) fail(column, 'the cell is empty');
      if (numeric[position] && cell !== '' && cell.trim() === '') fail(column, 'the cell is blank', cell);
      record[column] = cell;
    }
    if (rows.length === MOST_ROWS) throw storeError({ file, message: `the file has more than ${MOST_ROWS} rows` });
    const parsed = schema.safeParse(record);
    if (parsed.success) {
      rows.push(parsed.data);
      return;
    }
    const path = String(parsed.error.issues[0]?.path[0] ?? '');
    fail(path, 'the cell does not hold what its column demands', record[path]);
  };
  if (!/[\r\n]/.test(text.slice(0, LONGEST_HEADER)) && text.length > LONGEST_HEADER)
    checkHeader(file, [text.slice(0, LONGEST_HEADER)], columns);
  // Row by row: a hostile file ends at its first bad one, before all of it lies in memory as cells.
  if (isPlain(text)) splitPlain(file, text, columns.length, take);
  else parseCsv(file, text, take);
  if (header === null) checkHeader(file, [], columns);
  return { rows, problem: (row, about) => storeError({ file, line: lineOf(text, row), ...about }) };
}

function checkHeader(file: string, header: readonly string[], columns: readonly string[]): void {
  if (header.join() === columns.join()) return;
  throw storeError({ file, line: 1, message: `the header is not ${columns.join()}`, received: header.join() });
}

/** Runs of ten thousands of trials have tables of some ten megabytes. */
const MOST_BYTES = 2 ** 28;
const MOST_ROWS = 2_000_000;
const LONGEST_HEADER = 2000;

/** The text of a file of a run folder, which may have come from anywhere. */
export async function readText(file: string, most = MOST_BYTES): Promise<string> {
  try {
    return (await readRegular(file, most)).toString('utf8');
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw storeError({
      file,
      message: missing ? 'there is no such file' : `the file cannot be read: ${messageOf(error)}`,
      remedy: missing ? 'name the folder of a run, or run the suite' : 'make it readable',
    });
  }
}

export function storeError(problem: Omit<Problem, 'remedy'> & { readonly remedy?: string }): HeadstartError {
  return new HeadstartError('store', { remedy: REMEDY, ...problem });
}

/** Whether there is nothing in it that a parser has to judge: no quotes, and line feeds alone. */
function isPlain(text: string): boolean {
  return !/["\r\uFEFF]/.test(text);
}

/**
 * The records of a plain file, which are its lines cut at the commas; four times as fast as the parser over the hundreds of
 * thousands of lines that curves have.
 */
function splitPlain(file: string, text: string, width: number, take: (cells: readonly string[]) => void): void {
  let isFirst = true;
  for (const { line, number } of linesOf(text)) {
    const cells = line.split(',', width + 1);
    if (cells.length !== width && !isFirst) throw ragged(file, number);
    take(cells);
    isFirst = false;
  }
}

/** The lines of a plain text that are not empty, with their 1-based numbers. */
function* linesOf(text: string): Generator<{ readonly line: string; readonly number: number }> {
  for (let start = 0, number = 1; start < text.length; number++) {
    const end = text.indexOf('\n', start);
    const line = text.slice(start, end === -1 ? text.length : end);
    if (line !== '') yield { line, number };
    start = end === -1 ? text.length : end + 1;
  }
}

function ragged(file: string, line?: number): HeadstartError {
  const message = 'the line is not a CSV record as long as the header';
  return storeError({ file, ...(line === undefined ? {} : { line }), message });
}

const OPTIONS = { bom: true, skip_empty_lines: true, max_record_size: 2 ** 22 } as const;

function parseCsv(file: string, text: string, take: (cells: readonly string[]) => void): void {
  try {
    parse(text, { ...OPTIONS, on_record: (cells: string[]) => void take(cells) });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw ragged(file, typeof error['lines'] === 'number' ? error['lines'] : undefined);
  }
}

/**
 * The 1-based line where a row starts. Quoted cells may hold line breaks, and asking the parser for every record's line
 * doubles its time: it is asked only once something is wrong.
 */
function lineOf(text: string, row: number): number {
  if (isPlain(text)) {
    let index = -1; // the first line is the header
    for (const { number } of linesOf(text)) if (index++ === row) return number;
  }
  const ends: number[] = [];
  try {
    parse(text, { ...OPTIONS, on_record: (_, { lines }) => void ends.push(lines) });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error; // a later line is broken
  }
  return (ends[row] ?? 0) + 1; // the record before it ends one line above; the first record is the header
}

/** Whether a column holds numbers. */
function isNumeric<Shape extends z.ZodRawShape>(schema: z.ZodObject<Shape>, column: string): boolean {
  const field: z.core.$ZodType | undefined = schema.shape[column];
  return field !== undefined && typeof z.safeParse(field, '1').data === 'number';
}

/** Whether a column may be empty: its schema then makes null of it. */
function acceptsNothing<Shape extends z.ZodRawShape>(schema: z.ZodObject<Shape>, column: string): boolean {
  const field: z.core.$ZodType | undefined = schema.shape[column];
  return field !== undefined && z.safeParse(field, '').data === null;
}
