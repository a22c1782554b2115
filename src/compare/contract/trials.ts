/** One trial as its files have it. */
export interface TrialFacts {
  /** Node id. */
  readonly trial: string;
  readonly target: string;
  readonly arm: string;
  readonly size: number;
  readonly repeat: number;
  readonly fold: number;
  readonly status: 'completed' | 'diverged' | 'failed' | 'timed-out' | 'skipped';
  /** By metric, in the order of the comparison's; null where there is none. */
  readonly scores: readonly (number | null)[];
  /** Why there is no completed score. */
  readonly reason: string | null;
}
