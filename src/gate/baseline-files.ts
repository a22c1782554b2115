import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { messageOf } from '../base/errors.ts';
import { sha256 } from '../base/hash.ts';
import { replaceFile } from '../store/atomic.ts';
import { type Baseline, type BaselineRecord, type BaselineTrial, baselineRecord, baselineRow } from './baseline.ts';

const CSV = 'baseline.csv';
const JSON_FILE = 'baseline.json';
const COLUMNS = Object.keys(baselineRow.shape);

/** Larger files are no baseline: a million trials with three metrics are below it. */
const MOST_BYTES = 200_000_000;

/** Where a suite's baseline lies. */
export function baselineFiles(out: string, suite: string): { readonly csv: string; readonly json: string } {
  const folder = join(out, 'results', suite);
  return { csv: join(folder, CSV), json: join(folder, JSON_FILE) };
}

/** Writes both files; the scores first, so that the record never speaks of scores that are not there. */
export async function writeBaseline(
  out: string,
  { record, trials }: { readonly record: Omit<BaselineRecord, 'sha256'>; readonly trials: readonly BaselineTrial[] },
): Promise<{ readonly csv: string; readonly json: string }> {
  const files = baselineFiles(out, record.suite.name);
  const text = csvOf(record, trials);
  await replaceFile(files.csv, text);
  await replaceFile(files.json, `${JSON.stringify({ ...record, sha256: sha256(text) }, null, 2)}\n`);
  return files;
}

function csvOf({ metrics }: Pick<BaselineRecord, 'metrics'>, trials: readonly BaselineTrial[]): string {
  const names = metrics.map(({ name }) => name);
  const rows = trials.map(({ scores, ...row }) => [
    ...COLUMNS.map((column) => row[column as keyof typeof row]),
    ...names.map((name) => scores[name] ?? null),
  ]);
  return stringify([[...COLUMNS, ...names], ...rows], {
    escape_formulas: true,
    cast: { number: (value) => String(value) },
  });
}

/** A baseline, or why there is none to be compared with: one sentence. */
export type FoundBaseline =
  | { readonly status: 'ok'; readonly baseline: Baseline }
  | { readonly status: 'none'; readonly reason: string };

/** Reads a suite's baseline. What is wrong with it is a reason and no error: without a baseline nothing is known. */
export async function readBaseline(out: string, suite: string): Promise<FoundBaseline> {
  const files = baselineFiles(out, suite);
  const none = (reason: string): FoundBaseline => ({ status: 'none', reason });
  const record = npm(`baseline ${suite}`);
  try {
    const [csv, json] = [await textOf(files.csv), await textOf(files.json)];
    if (csv === null || json === null) {
      const missing = csv === null ? files.csv : files.json;
      return none(`There is no baseline: ${missing} is missing. ${record} records one of an accepted commit.`);
    }
    return parseBaseline(files, csv, json, record);
  } catch (error) {
    return none(`The baseline cannot be read (${messageOf(error)}).`);
  }
}

function parseBaseline(
  files: { readonly csv: string; readonly json: string },
  csv: string,
  json: string,
  again: string,
): FoundBaseline {
  const none = (reason: string): FoundBaseline => ({ status: 'none', reason });
  const parsed = baselineRecord.safeParse(safeJson(json));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const place = issue === undefined || issue.path.length === 0 ? '' : ` at ${issue.path.join('.')}`;
    return none(`${files.json} is no baseline of this version${place}. ${again} records it again.`);
  }
  const record = parsed.data;
  if (sha256(csv) !== record.sha256)
    return none(
      `${files.csv} is not the file that ${files.json} was written with. Restore both, or ${again} records them again.`,
    );
  const names = record.metrics.map(({ name }) => name);
  const [head = [], ...lines] = parse(csv, { bom: true, skip_empty_lines: true }) as string[][];
  if (head.join() !== [...COLUMNS, ...names].join())
    return none(`${files.csv} has other columns than ${files.json} names. ${again} records them again.`);
  const trials: BaselineTrial[] = [];
  for (const [index, cells] of lines.entries()) {
    const row = baselineRow.safeParse(Object.fromEntries(COLUMNS.map((column, place) => [column, cells[place]])));
    const scores = names.map((name, place) => [name, scoreOf(cells[COLUMNS.length + place] ?? '')] as const);
    if (!row.success || scores.some(([, score]) => Number.isNaN(score)))
      return none(`${files.csv} is damaged below its head, in record ${index + 1}. ${again} records it again.`);
    trials.push({ ...row.data, scores: Object.fromEntries(scores) });
  }
  if (trials.length === 0) return none(`${files.csv} holds no trials. ${again} records them.`);
  return { status: 'ok', baseline: { record, trials } };
}

function scoreOf(cell: string): number | null {
  return cell === '' ? null : cell.trim() === '' ? Number.NaN : Number(cell);
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the schema refuses it
  }
}

/** Null where there is no such file. */
async function textOf(file: string): Promise<string | null> {
  try {
    const bytes = await readFile(file);
    if (bytes.length > MOST_BYTES) throw new Error(`${file} is too large`);
    return bytes.toString('utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function npm(words: string): string {
  return `\`npm run bench -- ${words}\``;
}
