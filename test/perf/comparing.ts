import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compareRun } from '../../src/compare/compare-run.ts';
import { makeRun } from '../compare/make-run.ts';
import { writeTables } from '../compare/write-tables.ts';
import { median } from './table.ts';

const ARMS = 21;
const ROUNDS = 5;

/** Comparing a large run from its files: seconds of the processor, and of the clock. */
export async function measureComparing(): Promise<Record<string, string>[]> {
  const arms = Array.from({ length: ARMS }, (_, index) => ({ name: `arm-${index}`, gain: index / 1000 }));
  const tables = makeRun({ arms, sizes: [50], folds: 10, repeats: 48 });
  const folder = mkdtempSync(join(tmpdir(), 'headstart-comparing-'));
  try {
    await writeTables(folder, tables);
    const rounds = [];
    for (let round = 0; round < ROUNDS; round++) {
      const [clock, processor] = [performance.now(), process.cpuUsage()];
      await compareRun(folder);
      const { user, system } = process.cpuUsage(processor);
      rounds.push({ wall: (performance.now() - clock) / 1000, cpu: (user + system) / 1e6 });
    }
    const trials = new Set(tables.trials.map(({ trial }) => trial)).size;
    return [
      {
        run: `${trials} trials, ${ARMS - 1} contrasts, ${tables.curves.length} observations`,
        processor: `${median(rounds.map(({ cpu }) => cpu)).toFixed(2)} s`,
        clock: `${median(rounds.map(({ wall }) => wall)).toFixed(2)} s`,
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
