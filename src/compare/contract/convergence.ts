import type { Interval } from './values.ts';

export interface Convergence {
  readonly arm: string;
  readonly size: number;
  readonly metric: string;
  readonly points: readonly {
    readonly step: number;
    readonly examples: number;
    readonly mean: number;
    readonly interval: Interval | null;
    readonly n: number;
  }[];
  /** Single cells' curves, at most 10 of them, for faint lines. */
  readonly cells: readonly {
    readonly repeat: number;
    readonly fold: number;
    readonly points: readonly { readonly step: number; readonly value: number }[];
  }[];
  /** Cells that reached the score `reach`, and the median step among all cells (null if half never did). */
  readonly reached: { readonly count: number; readonly of: number; readonly medianStep: number | null } | null;
  /** The mean gain over the last fifth of the budget, and whether its interval says it was still rising. */
  readonly tail: { readonly gain: number; readonly interval: Interval | null; readonly stillImproving: boolean } | null;
}
