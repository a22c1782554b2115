import type { Contrast } from './contrast.ts';
import type { Measured } from './values.ts';

/** One task of an arm that learns several: how well it is learnt together with the others, and alone. */
export type TaskComparison = {
  readonly arm: string;
  /** Training examples of the target. */
  readonly size: number;
  readonly metric: string;
  /** The target's name, or that of a further task in the suite's data. */
  readonly task: string;
  /** Whether it is the target itself. */
  readonly target: boolean;
  /** Cells with a score. */
  readonly n: number;
  /** Training examples of the task: the fewest and the most in a cell; null where no trial was completed. */
  readonly learnt: readonly [least: number, most: number] | null;
  /** Null where no cell has a score. */
  readonly together: Measured | null;
} & (
  | {
      readonly status: 'matched';
      /** Of trials that learn the task alone, from the same examples, scored on the same held-out ones. */
      readonly alone: Measured | null;
      /** Its reference is the arm that learns alone; p is adjusted over the further tasks of one target and metric. */
      readonly contrast: Contrast;
    }
  /** Nothing learns the task alone and is equal in the rest: there is no difference to speak of. */
  | { readonly status: 'unmatched'; readonly reason: string }
);
