import { compareTables } from '../../src/compare/compare-run.ts';
import type { Contrast } from '../../src/compare/contract/contrast.ts';
import type { Comparison } from '../../src/compare/contract.ts';
import type { TrialRow } from '../../src/store/rows.ts';
import type { RunTables } from './make-run.ts';

export type Match = Partial<Pick<TrialRow, 'target' | 'arm' | 'size' | 'repeat' | 'fold' | 'metric'>>;

/** The tables with the matching trial rows changed. */
export function editTrials(tables: RunTables, match: Match, change: (row: TrialRow) => Partial<TrialRow>): RunTables {
  const trials = tables.trials.map((row) => (matches(row, match) ? { ...row, ...change(row) } : row));
  return { ...tables, trials };
}

/** The tables without the matching trial rows. */
export function dropTrials(tables: RunTables, match: Match): RunTables {
  return { ...tables, trials: tables.trials.filter((row) => !matches(row, match)) };
}

function matches(row: object, match: Match): boolean {
  const cells = new Map(Object.entries(row));
  return Object.entries(match).every(([key, value]) => cells.get(key) === value);
}

export function compare({ record, trials, curves, timings }: RunTables): Comparison {
  return compareTables(record, trials, curves, timings);
}

/** The one contrast of an arm at a size in a metric, on the first target. */
export function contrastOf(comparison: Comparison, arm: string, size: number, metric = 'accuracy'): Contrast {
  const found = comparison.targets[0]?.contrasts.filter(
    (contrast) => contrast.arm === arm && contrast.size === size && contrast.metric === metric,
  );
  const [contrast] = found ?? [];
  if (contrast === undefined || found?.length !== 1) throw new Error(`${found?.length} contrasts of ${arm} at ${size}`);
  return contrast;
}

/** The same, where it has to be computable. */
export function okContrast(...choice: Parameters<typeof contrastOf>): Extract<Contrast, { status: 'ok' }> {
  const contrast = contrastOf(...choice);
  if (contrast.status !== 'ok') throw new Error(`${contrast.status}: ${contrast.reason}`);
  return contrast;
}
