import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readRegular } from '../base/read-file.ts';
import { earlierRecord } from '../store/describe-run.ts';
import type { RunRecord } from '../store/run-record.ts';
import { findRun } from './find-run.ts';
import { usageError } from './option-values.ts';

export interface FoundTrial {
  /** The whole id. */
  readonly id: string;
  readonly folder: string;
  readonly record: RunRecord;
}

const FEWEST_DIGITS = 6;
const SHOWN = 4;
/** Of a table of trials, as when runs are compared. */
const MOST_BYTES = 2 ** 28;

/**
 * The trial that some first digits of its id stand for, and the newest run that has it.
 *
 * @param out the folder that holds `results/`.
 * @param run a run's folder or a suite's name, to look there alone; null for all runs.
 * @throws {HeadstartError} `usage` if there is none, or more than one.
 */
export async function findTrial(digits: string, out: string, run: string | null): Promise<FoundTrial> {
  const prefix = digits.toLowerCase();
  if (!/^[0-9a-f]+$/.test(prefix) || prefix.length < FEWEST_DIGITS || prefix.length > 64) {
    const remedy = 'take it from the first column of a trials.csv, or from the report’s table of trials';
    throw usageError(
      `a trial is named by the first ${FEWEST_DIGITS} or more hexadecimal digits of its id`,
      digits,
      remedy,
    );
  }
  const folders = run === null ? await runFolders(out) : [await findRun(run, out)];
  const places = new Map<string, string[]>();
  for (const folder of folders) {
    for (const id of await trialsIn(folder, prefix)) places.set(id, [...(places.get(id) ?? []), folder]);
  }
  const [first, ...others] = [...places.keys()].sort();
  if (first === undefined) {
    const where = run === null ? `no run under ${join(out, 'results')} has` : 'the run does not have';
    const remedy = 'take the id from a trials.csv, and name its run with --run FOLDER';
    throw usageError(`${where} a trial whose id begins so`, digits, remedy);
  }
  if (others.length > 0) {
    const some = [first, ...others].slice(0, SHOWN).map((id) => id.slice(0, prefix.length + FEWEST_DIGITS));
    const remedy = `give more digits, such as ${some.join(', ')}`;
    throw usageError(`${others.length + 1} trials have an id that begins so`, digits, remedy);
  }
  return { id: first, ...(await newest(first, places.get(first)!)) };
}

async function newest(id: string, folders: readonly string[]): Promise<Pick<FoundTrial, 'folder' | 'record'>> {
  const runs: Pick<FoundTrial, 'folder' | 'record'>[] = [];
  for (const folder of folders) {
    const record = await earlierRecord(folder);
    if (record !== undefined) runs.push({ folder, record });
  }
  runs.sort((a, b) => (a.record.started < b.record.started ? 1 : -1));
  const [found] = runs;
  if (found === undefined) throw usageError('the trial is of a run of an earlier version', id, 'run the suite again');
  return found;
}

async function runFolders(out: string): Promise<string[]> {
  const results = join(out, 'results');
  const below = async (folder: string) => {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []); // nothing was run yet
    return entries
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .map(({ name }) => join(folder, name));
  };
  const folders: string[] = [];
  for (const suite of await below(results)) folders.push(...(await below(suite)));
  return folders;
}

/** Ids in the first column of `trials.csv`, which needs no quotes. */
async function trialsIn(folder: string, prefix: string): Promise<Set<string>> {
  const text = await readRegular(join(folder, 'trials.csv'), MOST_BYTES).then(String, () => ''); // it has just begun
  return new Set([...text.matchAll(new RegExp(`^${prefix}[0-9a-f]*(?=,)`, 'gm'))].map(([id]) => id));
}
