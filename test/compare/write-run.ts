import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { heldOutRow, predictionRow } from '../../src/store/rows.ts';
import type { MadePredictions } from './make-predictions.ts';
import type { RunTables } from './make-run.ts';
import { csvOf, writeTables } from './write-tables.ts';

/** Writes the tables as a run folder in the system's temporary folder, removed when the test is over. */
export async function writeRunFolder(tables: RunTables): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'headstart-run-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeTables(folder, tables);
  return folder;
}

/** The same with `held-out.csv` and `predictions.csv`. */
export async function writePredictedRun({ tables, heldOut, predictions }: MadePredictions): Promise<string> {
  const folder = await writeRunFolder(tables);
  await writeFile(join(folder, 'held-out.csv'), csvOf(heldOutRow, heldOut));
  await writeFile(join(folder, 'predictions.csv'), csvOf(predictionRow, predictions));
  return folder;
}
