import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import type { z } from 'zod';
import { curveRow, timingRow, trialRow } from '../../src/store/rows.ts';
import type { RunTables } from './make-run.ts';

/** Writes the tables into a folder, as a run folder. */
export async function writeTables(folder: string, { record, trials, curves, timings }: RunTables): Promise<void> {
  await writeFile(join(folder, 'run.json'), JSON.stringify(record, null, 2));
  await writeFile(join(folder, 'trials.csv'), csvOf(trialRow, trials));
  await writeFile(join(folder, 'curves.csv'), csvOf(curveRow, curves));
  await writeFile(join(folder, 'timings.csv'), csvOf(timingRow, timings));
}

export function csvOf(schema: z.ZodObject, rows: readonly object[]): string {
  return stringify([...rows], { header: true, columns: Object.keys(schema.shape), escape_formulas: true });
}
