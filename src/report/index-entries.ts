import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { z } from 'zod';
import { parseJson } from '../base/json.ts';
import { readRegular } from '../base/read-file.ts';
import { RUN_SCHEMA_VERSION, runRecord } from '../store/run-record.ts';
import { COMPARISONS } from './page-places.ts';
import { type RunSummary, runSummary } from './run-summary.ts';

/**
 * The runs that an index shows, from the records in `results/` and the summaries beside the pages in `reports/`.
 */

/** What the index needs of a run's record. */
const recordFacts = runRecord
  .pick({ id: true, state: true, started: true, planned: true, suiteTrials: true, commit: true, dirty: true })
  .extend({
    schema: z.number(),
    suite: runRecord.shape.suite.pick({ name: true, version: true, question: true }),
  });

type RecordFacts = z.infer<typeof recordFacts>;

export interface IndexEntry {
  readonly id: string;
  readonly suite: RunSummary['suite'];
  readonly started: string;
  /** Null where the page is there and its results are not. */
  readonly record: RecordFacts | null;
  /** Null where the run was never reported, or its summary cannot be read. */
  readonly summary: RunSummary | null;
  /** Path of the page from `reports/`, null if there is none. */
  readonly page: string | null;
  /** Path of the results from `reports/`, null if they are gone. */
  readonly folder: string | null;
}

export interface IndexContent {
  readonly entries: readonly IndexEntry[];
  /** Paths from `reports/` of comparisons of two runs. */
  readonly comparisons: readonly string[];
  /** What cannot be read, in sentences with what to do. */
  readonly problems: readonly string[];
}

/** @param out the folder that holds `results/` and `reports/`. */
export async function readIndex(out: string): Promise<IndexContent> {
  const [results, reports] = [join(out, 'results'), join(out, 'reports')];
  const problems: string[] = [];
  const entries = new Map<string, IndexEntry>();
  const reported = await filesBySuite(reports);
  for (const suite of await namesIn(results, 'folders')) {
    for (const run of await namesIn(join(results, suite), 'folders')) {
      const folder = join(results, suite, run);
      const record = await readRecordFacts(folder, problems);
      if (record === undefined) continue;
      const page = `${suite}/${run}`;
      const summary = await readSummary(join(reports, `${page}.json`), problems);
      entries.set(page, {
        ...record,
        record,
        summary: summary ?? null,
        page: reported.get(suite)?.includes(`${run}.html`) ? `${page}.html` : null,
        folder: relative(reports, folder),
      });
    }
  }
  const comparisons: string[] = [];
  for (const [suite, files] of reported) {
    if (suite === COMPARISONS) {
      comparisons.push(...files.filter((file) => file.includes('--') && file.endsWith('.html')));
    }
    for (const file of files.filter((name) => name.endsWith('.json'))) {
      const name = file.slice(0, -'.json'.length);
      const page = `${suite}/${name}`;
      if (entries.has(page)) continue;
      const summary = await readSummary(join(reports, suite, file), problems);
      if (summary === undefined) continue;
      const folder = join(reports, suite, summary.folder);
      const record = await readRecordFacts(folder, problems);
      entries.set(page, {
        ...summary,
        record: record ?? null,
        summary,
        page: files.includes(`${name}.html`) ? `${page}.html` : null,
        folder: record === undefined ? null : relative(reports, folder),
      });
    }
  }
  return {
    entries: [...entries.values()],
    comparisons: comparisons.map((file) => `${COMPARISONS}/${file}`),
    problems: [...new Set(problems)],
  };
}

async function readRecordFacts(folder: string, problems: string[]): Promise<RecordFacts | undefined> {
  const file = join(folder, 'run.json');
  const json = await readJson(file, problems, 'run the suite again, or remove the folder');
  if (json === undefined) return undefined;
  const { data: facts } = recordFacts.safeParse(json);
  if (facts?.schema === RUN_SCHEMA_VERSION) return facts;
  const { data: earlier } = z.object({ schema: z.number().lt(RUN_SCHEMA_VERSION) }).safeParse(json);
  problems.push(
    earlier === undefined
      ? `${file} is not the record of a run; run the suite again, or remove the folder.`
      : `${file} was written by an earlier version; run the suite again, or remove the folder.`,
  );
  return undefined;
}

async function readSummary(file: string, problems: string[]): Promise<RunSummary | undefined> {
  const remedy = 'report the run again (npm run bench -- report FOLDER), which writes it anew';
  const json = await readJson(file, problems, remedy);
  if (json === undefined) return undefined;
  const { data } = runSummary.safeParse(json);
  if (data === undefined) problems.push(`${file} is not the summary of a page of this version; ${remedy}.`);
  return data;
}

const MOST_BYTES = 20_000_000;

/** A file's JSON; undefined if there is no such file, or if it cannot be read, which is told. */
async function readJson(file: string, problems: string[], remedy: string): Promise<unknown> {
  try {
    return parseJson((await readRegular(file, MOST_BYTES)).toString('utf8'));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT') problems.push(`${file} cannot be read (${message}); ${remedy}.`);
    return undefined;
  }
}

async function namesIn(folder: string, kind: 'folders' | 'files'): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return entries
    .filter((entry) => (kind === 'folders' ? entry.isDirectory() : entry.isFile()) && !entry.name.startsWith('.'))
    .map(({ name }) => name)
    .sort();
}

async function filesBySuite(reports: string): Promise<Map<string, string[]>> {
  const files = new Map<string, string[]>();
  for (const suite of await namesIn(reports, 'folders')) files.set(suite, await namesIn(join(reports, suite), 'files'));
  return files;
}
