import type { Interval } from './values.ts';

/**
 * What the targets say together, in the primary metric. Each target is one observation, whatever its folds and repeats;
 * arms that are oracles, or that ablations and studies made, take no part.
 */
export interface AcrossTargets {
  readonly metric: string;
  /** Targets with a score in that metric, in suite order: at least two. */
  readonly targets: readonly string[];
  /** Targets without one. */
  readonly leftOut: readonly string[];
  /** One per training size that all targets share, ascending; empty where they share none. */
  readonly sizes: readonly AcrossSize[];
}

export interface AcrossSize {
  readonly size: number;
  readonly table: RankTable;
  readonly ranks: RankTest;
  readonly profile: ErrorProfile;
  /** One per arm other than the reference, in suite order. */
  readonly gains: readonly GainOverTargets[];
}

/** The scores that are ranked: of arms that have one on every target, over the cells that all of these arms share. */
export interface RankTable {
  /** Targets that have such cells. */
  readonly targets: readonly string[];
  readonly arms: readonly RankedScores[];
  /** Arms without a score on some target, and targets without a shared cell, one sentence each. */
  readonly missing: readonly string[];
}

export interface RankedScores {
  readonly arm: string;
  /** One mean over cells for each target of the table. */
  readonly means: readonly number[];
  /** Mean over targets of the rank among the arms, 1 the best; equal scores share theirs. */
  readonly meanRank: number;
  /** Targets on which no other arm scores better. */
  readonly bestOn: number;
}

/** Whether the arms rank alike over targets. */
export type RankTest = { readonly targets: number; readonly arms: number } & (
  | {
      readonly status: 'ok';
      /** Iman and Davenport's, but not below `smallestP`: their F is infinite where all targets rank the arms alike. */
      readonly p: number;
      /** The smallest p that so many targets and arms can have: that of all targets ranking alike, (arms!)^(1 − targets). */
      readonly smallestP: number;
      /** Nemenyi's at 5 %; null where no two mean ranks can differ by as much. */
      readonly criticalDifference: number | null;
    }
  /** All arms tie on every target. */
  | { readonly status: 'tied' }
  /** Even if all targets ranked the arms alike, p would be above 0.05; or there is nothing to rank. */
  | { readonly status: 'too-few'; readonly smallestP: number; readonly reason: string }
);

/** How often each arm's error comes near the best one (Dolan and Moré 2002). */
export type ErrorProfile =
  | {
      readonly status: 'ok';
      /** `error` is one minus the score; `score` is the metric itself, where lower is better. */
      readonly of: 'error' | 'score';
      /** Multiples of the smallest error of a target. */
      readonly thresholds: readonly number[];
      /** The share of targets on which the arm's error is within each multiple. */
      readonly arms: readonly { readonly arm: string; readonly shares: readonly number[] }[];
    }
  /** The metric has no errors from 0 on, or there is no table of scores. */
  | { readonly status: 'undefined'; readonly reason: string };

/** An arm's gain over the reference with targets as the unit. */
export type GainOverTargets = {
  readonly arm: string;
  readonly reference: string;
  /** One mean over matched cells for each target that has some, positive where the arm is better. */
  readonly gains: readonly TargetGain[];
  /** Contrasts at this size by verdict; `none` counts targets without one. */
  readonly verdicts: {
    readonly helps: number;
    readonly hurts: number;
    readonly equivalent: number;
    readonly inconclusive: number;
    readonly none: number;
  };
} & (
  | {
      readonly status: 'ok';
      readonly mean: number;
      /** 95 %, of the paired t over targets: it speaks about other targets of this kind. */
      readonly interval: Interval;
      /** Two-sided, of Wilcoxon's exact signed-rank test over targets. */
      readonly p: number;
      /** By Holm over all arms and sizes. */
      readonly pAdjusted: number;
      /** The smallest p that so many targets can have. */
      readonly smallestP: number;
      readonly lowest: TargetGain;
      /** That the arm does harm on the target of the lowest gain: one-sided, of the corrected t over its cells, by Holm
       * over targets; null where that is not testable. */
      readonly pHarm: number | null;
    }
  | { readonly status: 'zero_variance'; readonly mean: number; readonly reason: string }
  | { readonly status: 'insufficient'; readonly reason: string }
);

export interface TargetGain {
  readonly target: string;
  readonly gain: number;
}
