import { readFile } from 'node:fs/promises';
import { CsvError, parse } from 'csv-parse/sync';
import { z } from 'zod';
import { HeadstartError, type Problem } from '../base/errors.ts';

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
  const [header = [], ...records] = splitPlain(text) ?? parseCsv(file, text);
  const columns = Object.keys(schema.shape);
  if (header.join() !== columns.join()) {
    throw storeError({ file, line: 1, message: `the header is not ${columns.join()}`, received: header.join() });
  }
  const required = columns.map((column) => !acceptsNothing(schema, column));
  const numeric = columns.map((column) => isNumeric(schema, column));
  const rows = records.map((cells, index) => {
    const record: Record<string, string> = {};
    for (const [position, column] of columns.entries()) {
      const cell = cells[position]!;
      // Coercion would read an empty number, and a blank one, as 0.
      if (cell === '' && required[position]) {
        throw storeError({ file, line: lineOf(text, index), path: column, message: 'the cell is empty' });
      }
      if (numeric[position] && cell !== '' && cell.trim() === '') {
        throw storeError({
          file,
          line: lineOf(text, index),
          path: column,
          message: 'the cell is blank',
          received: cell,
        });
      }
      record[column] = cell;
    }
    const parsed = schema.safeParse(record);
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    const path = String(issue?.path[0] ?? '');
    throw storeError({
      file,
      line: lineOf(text, index),
      path,
      message: 'the cell does not hold what its column demands',
      received: record[path],
    });
  });
  return { rows, problem: (row, about) => storeError({ file, line: lineOf(text, row), ...about }) };
}

/** The text of a file of a run folder. */
export async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw storeError({
      file,
      message: missing ? 'there is no such file' : 'the file cannot be read',
      remedy: missing ? 'name the folder of a run, or run the suite' : 'make it readable',
    });
  }
}

export function storeError(problem: Omit<Problem, 'remedy'> & { readonly remedy?: string }): HeadstartError {
  return new HeadstartError('store', { remedy: REMEDY, ...problem });
}

/**
 * The records of a file without quotes, which are its lines cut at the commas; four times as fast as the parser over the
 * hundreds of thousands of lines that curves have. Null where there is anything else, which the parser has to judge.
 */
function splitPlain(text: string): string[][] | null {
  if (/["\r\uFEFF]/.test(text)) return null;
  const records = text.split('\n').flatMap((line) => (line === '' ? [] : [line.split(',')]));
  return records.every((cells) => cells.length === records[0]?.length) ? records : null;
}

function parseCsv(file: string, text: string): string[][] {
  try {
    return parse(text, { bom: true, skip_empty_lines: true });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error['lines'] === 'number' ? { line: error['lines'] } : {};
    throw storeError({ file, ...line, message: 'the line is not a CSV record as long as the header' });
  }
}

/**
 * The 1-based line where a row starts. Quoted cells may hold line breaks, and asking the parser for every record's line
 * doubles its time: it is asked only once something is wrong.
 */
function lineOf(text: string, row: number): number {
  const ends: number[] = [];
  parse(text, { bom: true, skip_empty_lines: true, on_record: (_, { lines }) => void ends.push(lines) });
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
