import { join } from 'node:path';
import { sha256 } from '../base/hash.ts';
import { cellKey, distinctTrials } from '../compare/cells.ts';
import { readTable } from '../compare/read-csv.ts';
import { type RunFiles, readRun } from '../compare/read-run.ts';
import { repeatsOf } from '../plan/repeats.ts';
import { type CurveRow, heldOutRow, type TimingRow } from '../store/rows.ts';
import type { RunRecord } from '../store/run-record.ts';
import type { BaselineTrial } from './baseline.ts';

/** What the gate reads of a run: each trial's scores side by side, in plan order. */
export interface ScoredRun {
  readonly record: RunRecord;
  readonly trials: readonly BaselineTrial[];
  /** Null where the folder has no `timings.csv`. */
  readonly timings: readonly TimingRow[] | null;
}

/** Reads a run's folder. @throws {HeadstartError} `store`: a file is missing or malformed. */
export async function readScoredRun(folder: string): Promise<ScoredRun> {
  const files = await readRun(folder);
  const cells = await readCells(folder);
  const reached = stepsToReach(files);
  const scores = new Map<string, Record<string, number | null>>();
  for (const row of files.trials) {
    const key = cellKey(row);
    const known = scores.get(key) ?? {};
    known[row.metric] = row.value;
    scores.set(key, known);
  }
  const order = new Map([...scores.keys()].map((key, index) => [key, index]));
  const trials = distinctTrials(files.trials)
    .map((row): BaselineTrial => {
      const { target, arm, size, repeat, fold, status } = row;
      const key = cellKey(row);
      const cell = cells.get(`${target}\0${repeat}\0${fold}`) ?? null;
      return {
        target,
        arm,
        size,
        repeat,
        fold,
        status,
        stepsToReach: reached.get(key) ?? null,
        cell,
        scores: scores.get(key)!,
      };
    })
    .sort((a, b) => order.get(cellKey(a))! - order.get(cellKey(b))!);
  return { record: files.record, trials, timings: files.timings };
}

/** How many trials a whole block of the run's suite has. */
export function wholeBlock({ targets, arms, design }: RunRecord): number {
  const sizes = targets.reduce((total, target) => total + target.sizes.length, 0);
  return arms.length * sizes * repeatsOf(design).length * design.folds;
}

const DIGITS = 12;

/** By target, repeat and fold: a short hash of which examples are held out, and of what there is to be told of them. */
async function readCells(folder: string): Promise<Map<string, string>> {
  const { rows } = await readTable(join(folder, 'held-out.csv'), heldOutRow);
  return new Map(
    rows.map(({ target, repeat, fold, classes, labels, examples }) => [
      `${target}\0${repeat}\0${fold}`,
      sha256(`${classes ?? ''}\n${labels}\n${examples}`).slice(0, DIGITS),
    ]),
  );
}

/** The step of the first observation at the wanted score or better, of trials that have one. */
function stepsToReach({ record, curves }: RunFiles): Map<string, number> {
  const [metric] = record.metrics;
  const { reach } = record.compare;
  const found = new Map<string, number>();
  if (metric === undefined || reach === null) return found;
  const isThere = ({ value }: CurveRow) => (metric.direction === 'higher' ? value >= reach : value <= reach);
  for (const row of curves) {
    if (row.metric !== metric.name || !isThere(row)) continue;
    const key = cellKey(row);
    found.set(key, Math.min(row.step, found.get(key) ?? row.step));
  }
  return found;
}
