import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { onTestFinished } from 'vitest';
import type { z } from 'zod';
import { curveRow, timingRow, trialRow } from '../../src/store/rows.ts';
import type { RunTables } from './make-run.ts';

/** Writes the tables as a run folder in the system's temporary folder, removed when the test is over. */
export async function writeRunFolder({ record, trials, curves, timings }: RunTables): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'headstart-run-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'run.json'), JSON.stringify(record, null, 2));
  await writeFile(join(folder, 'trials.csv'), csvOf(trialRow, trials));
  await writeFile(join(folder, 'curves.csv'), csvOf(curveRow, curves));
  await writeFile(join(folder, 'timings.csv'), csvOf(timingRow, timings));
  return folder;
}

function csvOf(schema: z.ZodObject, rows: readonly object[]): string {
  return stringify([...rows], { header: true, columns: Object.keys(schema.shape), escape_formulas: true });
}
