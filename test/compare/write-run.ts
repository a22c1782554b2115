import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { RunTables } from './make-run.ts';
import { writeTables } from './write-tables.ts';

/** Writes the tables as a run folder in the system's temporary folder, removed when the test is over. */
export async function writeRunFolder(tables: RunTables): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'headstart-run-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeTables(folder, tables);
  return folder;
}
