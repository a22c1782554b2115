/**
 * What the gate finds, as plain JSON: everything that its outputs and its exit code need.
 */

import type { Interval, MetricFacts } from '../compare/contract/values.ts';

/**
 * `improved`: better, shown. `unchanged`: not worse by as much as the margin. `regressed`: worse by more than the margin.
 * `inconclusive`: the pairs allow either. `incomplete`: trials of the present code are missing.
 */
export type Ruling = 'improved' | 'unchanged' | 'regressed' | 'inconclusive' | 'incomplete';

/** What cells that nobody had seen say of a regression that was suspected. */
export type Confirmation = 'confirmed' | 'cleared' | 'inconclusive';

/** A paired change over cells: positive is better, in the metric's unit. */
export interface Change {
  /** Cells that both sides have a score in. */
  readonly pairs: number;
  /** Mean change; null without a pair. */
  readonly mean: number | null;
  /** 90 %, whose ends are the two one-sided tests at 5 %; null where it cannot be computed. */
  readonly interval: Interval | null;
  /** One-sided, of a loss beyond the margin; null where it cannot be computed. */
  readonly pWorse: number | null;
}

/** What of a suite is judged. */
export interface Subject {
  readonly target: string;
  readonly arm: string;
  readonly size: number;
  readonly metric: string;
}

export interface Judgement extends Subject, Change {
  /** Cells that the baseline has a score in. */
  readonly expected: number;
  /** The largest acceptable loss, and the one worth a warning. */
  readonly margin: number;
  readonly warn: number;
  readonly ruling: Ruling;
  /** Shown to be worse by more than `warn`, though not by more than the margin. */
  readonly warned: boolean;
  /** Why, or what would settle it: one sentence. */
  readonly reason: string;
  /** Of `regressed`: what the reserve block says; null where it was not asked. */
  readonly confirmation: (Change & { readonly found: Confirmation; readonly reason: string }) | null;
}

/** A cost that both sides paid on this machine, as the paired ratio of now to before: above 1 is worse. */
export interface CostJudgement {
  readonly cost: 'seconds' | 'pretraining' | 'memory';
  /** Of `pretraining` a source; null for the whole process. */
  readonly arm: string | null;
  readonly pairs: number;
  readonly ratio: number | null;
  /** 90 %. */
  readonly interval: Interval | null;
  /** The largest acceptable ratio. */
  readonly margin: number;
  readonly ruling: Exclude<Ruling, 'incomplete'>;
  readonly reason: string;
  readonly confirmation: Confirmation | null;
}

/** A side of the gate: what was accepted, or what is judged. */
export interface Side {
  readonly commit: string | null;
  readonly dirty: boolean;
  /** ISO 8601. */
  readonly started: string;
  readonly engine: string;
  /** Trials with a score. */
  readonly trials: number;
}

export interface GateReport {
  readonly suite: { readonly name: string; readonly version: number; readonly question: string };
  /** `baseline`: scores that were recorded; `base`: another commit, run beside this one. */
  readonly against: 'baseline' | 'base';
  /** Null where there is none. */
  readonly before: Side | null;
  readonly after: Side | null;
  /** What makes the two incomparable, one sentence each; nothing is judged then. */
  readonly obstacles: readonly string[];
  /** What is not the same and is judged, or merely said. */
  readonly differs: readonly string[];
  readonly metrics: readonly MetricFacts[];
  /** Metrics that nothing is judged by, and arms on one side only: one sentence each. */
  readonly notes: readonly string[];
  /** Arms that the baseline has and the suite has not: what was accepted is gone. */
  readonly gone: readonly string[];
  readonly judgements: readonly Judgement[];
  readonly costs: readonly CostJudgement[];
}

/** What a report amounts to. */
export type Outcome = 'passed' | 'regressed' | 'inconclusive' | 'incomplete';
