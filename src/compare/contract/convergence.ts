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
    /** Of the cells, and between which half of them lie. */
    readonly median: number;
    readonly quartiles: Interval;
  }[];
  /**
   * Medians over trials, in seconds on this machine: of a step, of the pass that computed the arm's frozen first stages,
   * and of the checkpoint that it starts from (null where it is not known); null without times.
   */
  readonly seconds: { readonly perStep: number; readonly before: number; readonly pretraining: number | null } | null;
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
