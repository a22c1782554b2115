import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { earlierRecord } from '../store/describe-run.ts';
import type { RunRecord } from '../store/run-record.ts';

/** The runs of a suite, newest first. */
export async function findRuns(out: string, suite: string): Promise<{ folder: string; record: RunRecord }[]> {
  const parent = join(out, 'results', suite);
  const entries = await readdir(parent, { withFileTypes: true }).catch(() => []); // never run
  const runs: { folder: string; record: RunRecord }[] = [];
  for (const entry of entries) {
    if (!entry.isDirectory()) continue;
    const folder = join(parent, entry.name);
    const record = await earlierRecord(folder);
    if (record !== undefined) runs.push({ folder, record });
  }
  return runs.sort((a, b) => (a.record.started < b.record.started ? 1 : -1));
}
