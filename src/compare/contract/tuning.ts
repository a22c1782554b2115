import type { Interval } from './values.ts';

/** How one arm was tuned at one size. Scores are inner ones, on what was held out of training examples. */
export interface TuningSearch {
  readonly arm: string;
  readonly size: number;
  readonly metric: string;
  /** Cells in which something was chosen. */
  readonly n: number;
  /** Configurations of each cell. */
  readonly configurations: number;
  /** Configurations among them that differ in the knobs that the arm has: the effort that counts. */
  readonly distinct: number;
  /** Inner trainings that diverged, and all there were. */
  readonly diverged: number;
  readonly trainings: number;
  /** The expected best inner score after so many configurations, as a mean over cells. */
  readonly points: readonly { readonly tried: number; readonly mean: number; readonly interval: Interval | null }[];
  /** What was chosen, in how many cells: the most frequent first, then as they were numbered. */
  readonly chosen: readonly { readonly settings: Readonly<Record<string, unknown>>; readonly cells: number }[];
}
