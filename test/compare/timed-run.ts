import type { ArmTimes, Clock, TimeContrast, TimesToReach } from '../../src/compare/contract/times-to-reach.ts';
import { compare } from './edit-run.ts';
import { type MadeArm, makeRun, type RunOptions, type RunTables } from './make-run.ts';

/** Runs whose trials reach the wanted score at given steps, and what is found of their times. */

/** Seconds of training of a made trial, and of a made checkpoint. */
export const [TRAIN, CHECKPOINT] = [1.5, 9];

export type Times = Readonly<Record<string, readonly (number | null)[]>>;

/** One repeat with a fold for each time: an arm's curve is low before its time and high from then on; null is never. */
export function timed(times: Times, budget: number, options: RunOptions = {}): RunTables {
  const arms: MadeArm[] = Object.keys(times).map((name, index) => (index === 0 ? { name } : { name, source: 'low' }));
  const folds = Math.max(...Object.values(times).map(({ length }) => length));
  const steps = Array.from({ length: budget + 1 }, (_, step) => step);
  const made = makeRun({ arms, folds, repeats: 1, sizes: [50], steps, reach: 0.7, ...options });
  const at = ({ arm, repeat, fold }: { arm: string; repeat: number; fold: number }) =>
    times[arm]![repeat * made.record.design.folds + fold] ?? Number.POSITIVE_INFINITY;
  return { ...made, curves: made.curves.map((row) => ({ ...row, value: row.step >= at(row) ? 0.7 : 0.69 })) };
}

export function timesOf(tables: RunTables): TimesToReach {
  const found = compare(tables).targets[0]!.timesToReach;
  if (found === null) throw new Error('no times');
  return found;
}

export function armOf(tables: RunTables, arm: string, clock: Clock = 'steps'): Extract<ArmTimes, { status: 'ok' }> {
  const found = timesOf(tables).arms.find((one) => one.arm === arm && one.clock === clock);
  if (found?.status !== 'ok') throw new Error(found?.reason ?? 'no such arm');
  return found;
}

export function contrastOf(tables: RunTables, arm = 'full', clock: Clock = 'steps', size = 50): TimeContrast {
  const found = timesOf(tables).contrasts.find((one) => one.arm === arm && one.clock === clock && one.size === size);
  if (found === undefined) throw new Error('no such contrast');
  return found;
}

export function okContrast(...choice: Parameters<typeof contrastOf>): Extract<TimeContrast, { status: 'ok' }> {
  const found = contrastOf(...choice);
  if (found.status !== 'ok') throw new Error(`${found.status}: ${found.reason}`);
  return found;
}

export const EIGHT: Times = { scratch: [20, 26, null, 31, 18, null, 44, 29], full: [4, 6, 5, 9, 7, null, 8, 6] };
