import type { TrialRow } from '../store/rows.ts';

/** Where a trial stands in the design. */
export type Place = Pick<TrialRow, 'target' | 'arm' | 'size' | 'repeat' | 'fold'>;

/**
 * One trial's place as text. Trials are joined by place and not by node id: two arms that amount to the same recipe
 * share a node.
 */
export function cellKey({ target, arm, size, repeat, fold }: Place): string {
  return `${target}\0${arm}\0${size}\0${repeat}\0${fold}`;
}

/** One row per trial, for what does not depend on the metric: status, budget, checkpoint. */
export function distinctTrials(rows: readonly TrialRow[]): TrialRow[] {
  const byPlace = new Map<string, TrialRow>();
  for (const row of rows) {
    const key = cellKey(row);
    if (!byPlace.has(key)) byPlace.set(key, row);
  }
  return [...byPlace.values()].sort(byCell);
}

/** A trial with a score: completed, or diverged and scored at the metric's floor. */
export interface Score {
  readonly repeat: number;
  readonly fold: number;
  readonly value: number;
  readonly diverged: boolean;
  readonly trial: string;
  readonly fingerprint: string;
}

/** The scores of an arm at a size of a target, in one metric, by repeat and fold. */
export type Scores = (arm: string, size: number, metric: string) => readonly Score[];

/** Indexes the scored rows of one target; failed and timed-out trials have no score, nor have metrics that were undefined. */
export function indexScores(rows: readonly TrialRow[]): Scores {
  const groups = new Map<string, Score[]>();
  for (const { arm, size, metric, repeat, fold, status, value, trial, fingerprint } of rows) {
    if (!isScored({ status }) || value === null || !Number.isFinite(value)) continue;
    const key = `${arm}\0${size}\0${metric}`;
    const score = { repeat, fold, value, diverged: status === 'diverged', trial, fingerprint };
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [score]);
    else group.push(score);
  }
  for (const group of groups.values()) group.sort(byCell);
  return (arm, size, metric) => groups.get(`${arm}\0${size}\0${metric}`) ?? [];
}

/** Whether a trial with this status has a score, in those metrics that are defined on its fold. */
export function isScored({ status }: Pick<TrialRow, 'status'>): boolean {
  return status === 'completed' || status === 'diverged';
}

/** Orders by repeat, then fold. */
export function byCell(
  a: { readonly repeat: number; readonly fold: number },
  b: { readonly repeat: number; readonly fold: number },
): number {
  return a.repeat - b.repeat || a.fold - b.fold;
}

/** Groups in order of first appearance. */
export function groupBy<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
