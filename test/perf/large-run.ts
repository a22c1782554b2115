import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeRun } from '../compare/make-run.ts';
import { writeTables } from '../compare/write-tables.ts';

const ARMS = 21;

/** A run of some 10,000 trials: what it holds in words, and its folder. */
interface LargeRun {
  readonly words: string;
  readonly trials: number;
  readonly folder: string;
}

/** Has a large run's files on disk for as long as `use` takes. */
export async function withLargeRun<Result>(use: (run: LargeRun) => Promise<Result>): Promise<Result> {
  const arms = Array.from({ length: ARMS }, (_, index) => ({ name: `arm-${index}`, gain: index / 1000 }));
  const tables = makeRun({ arms, sizes: [50], folds: 10, repeats: 48 });
  const trials = new Set(tables.trials.map(({ trial }) => trial)).size;
  const folder = mkdtempSync(join(tmpdir(), 'headstart-large-'));
  try {
    await writeTables(folder, tables);
    const words = `${trials} trials, ${ARMS - 1} contrasts, ${tables.curves.length} observations`;
    return await use({ words, trials, folder });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
