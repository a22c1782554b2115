import type { Interval } from './values.ts';

export interface ScoreSummary {
  readonly arm: string;
  readonly size: number;
  readonly metric: string;
  readonly n: number;
  /** Those of them that diverged. */
  readonly diverged: number;
  readonly mean: number;
  /** 95 % interval of the mean over cells, by the test of the design; null where that gives none. */
  readonly interval: Interval | null;
  readonly cells: readonly CellScore[];
}

export interface CellScore {
  readonly repeat: number;
  readonly fold: number;
  readonly value: number;
  /** A diverged trial is scored at the metric's floor, and counted. */
  readonly diverged: boolean;
  readonly trial: string;
}
