import type { Interval, Measured } from './values.ts';

/**
 * What the time to a score is measured in. Seconds are those of training on this machine, spread evenly over the steps,
 * with the pass that computed an arm's frozen first stages; `seconds-with-pretraining` starts with those of the
 * checkpoint, as if the trial were alone.
 */
export type Clock = 'steps' | 'examples' | 'seconds' | 'seconds-with-pretraining';

/** How long trials took to the score `compare.reach` of the primary metric, as far as curves observed it. */
export interface TimesToReach {
  readonly score: number;
  /** Steps between two observations, the most there are: times are known to within that. */
  readonly every: number;
  /**
   * Whether cells are independent, as the product-limit estimate and the log-rank test take them to be. Folds are not:
   * p is then a description of the times and nothing rests on it.
   */
  readonly independent: boolean;
  /** One per arm × size × clock. */
  readonly arms: readonly ArmTimes[];
  /** One per contrast with the reference × size × clock. */
  readonly contrasts: readonly TimeContrast[];
}

interface Timed {
  readonly arm: string;
  readonly size: number;
  readonly clock: Clock;
}

export type ArmTimes = Timed &
  (
    | {
        readonly status: 'ok';
        /** Trials that got there, of those with a score. */
        readonly reached: number;
        readonly of: number;
        /**
         * What a trial that never got there counts as, and so one that diverged: the longest for which all such trials of
         * the arm were observed. In steps, the budget.
         */
        readonly horizon: number;
        /** Product-limit estimate of the share of trials that had got there, at and after each time. */
        readonly curve: { readonly times: readonly number[]; readonly shares: readonly number[] };
        /** Null where more than half never got there. */
        readonly median: number | null;
        /** Restricted mean, up to the horizon: no more than a bound where trials never got there. The interval is that of the design, as for scores. */
        readonly mean: Measured;
        /** Of the restricted mean, were the trials independent. */
        readonly standardError: number;
      }
    /** Times or curves are missing, or nothing was trained. */
    | { readonly status: 'unknown'; readonly reason: string }
  );

export type TimeContrast = Timed & { readonly reference: string; readonly n: number } & (
    | {
        readonly status: 'ok';
        /** The same over the trials of both arms. */
        readonly horizon: number;
        /** Restricted means of the pairs. */
        readonly means: { readonly reference: number; readonly arm: number };
        /** Mean over pairs of reference − arm: positive where the arm is sooner. */
        readonly saved: { readonly mean: number; readonly interval: Interval };
        /** Restricted mean of the reference over that of the arm: above 1 where the arm is sooner. */
        readonly ratio: SpeedUp | null;
        /** Stratified log-rank test, and Holm's adjustment over the contrasts of this target and clock; null if no pair tells. */
        readonly p: number | null;
        readonly pAdjusted: number | null;
        /**
         * Whether the mean time saved differs from zero by the test of the design, adjusted by Holm over the same
         * contrasts, at 5 %. The log-rank test has no part in it.
         */
        readonly shown: 'sooner' | 'later' | null;
      }
    | {
        /**
         * `nobody`: no trial of either arm got there within the budget that both had. `at-once`: all were there at time 0. `constant`: every pair differs
         * by the same time. `insufficient`: too few cells. `unknown`: times or curves are missing. `refused`: the trials
         * of a pair differ in more than the recipe.
         */
        readonly status: 'nobody' | 'at-once' | 'constant' | 'insufficient' | 'unknown' | 'refused';
        readonly reason: string;
      }
  );

export interface SpeedUp {
  readonly value: number;
  /**
   * 95 %, by Fieller's theorem, corrected as the design demands. Without an upper end (null) where the times of the arm
   * are not clear of 0; null where those of neither are.
   */
  readonly interval: { readonly low: number; readonly high: number | null } | null;
}
