import type { FlopCount } from '../engine/contract.ts';
import type { MetricName } from '../model/registry.ts';
import type { Findings } from '../transfer/analyses/contract.ts';

/**
 * What became of a node. A union on `status`: nothing can be read off a node that has no such thing. Outcomes carry
 * no names: two arms with equal recipes share them.
 */
export type Outcome = PretrainOutcome | FeaturesOutcome | TuneOutcome | TrialOutcome | AnalysisOutcome;

/** In words what was measured, and how much of it; a share, unless `unit` says that it is a plain number. */
interface PretrainQuality {
  readonly measure: string;
  readonly value: number;
  readonly unit?: 'plain';
}

export type PretrainOutcome = { readonly kind: 'pretrain'; readonly node: string; readonly worked?: Worked } & (
  | {
      readonly status: 'completed';
      readonly ledger: Ledger;
      /** How well the source task was learned, on examples it was trained on; null of weights that existed already. */
      readonly quality: PretrainQuality | null;
      /** SHA-256 of the checkpoint's bytes. */
      readonly weights: string;
      readonly timings: Timings;
    }
  | Unfinished
);

/** The features themselves are kept nowhere: they are large, and computed again in a moment. */
export type FeaturesOutcome = { readonly kind: 'features'; readonly node: string; readonly worked?: Worked } & (
  | {
      readonly status: 'completed';
      /** SHA-256 of the features' bytes. */
      readonly features: string;
      /** Of the pass over the pool. */
      readonly flops: FlopCount;
      readonly timings: Timings;
    }
  | Exclude<Unfinished, { status: 'diverged' }>
);

export type TuneOutcome = { readonly kind: 'tune'; readonly node: string; readonly worked?: Worked } & (
  | {
      readonly status: 'completed';
      /** By configuration, then by inner split: scores on what the split holds out of the training examples. */
      readonly scores: readonly (readonly InnerScore[])[];
      /** Number of the configuration whose mean is best; the first of equals. */
      readonly chosen: number;
      /** Of all trainings together. */
      readonly ledger: Pick<Ledger, 'steps' | 'examples' | 'flops'>;
      readonly timings: Timings;
    }
  | Exclude<Unfinished, { status: 'diverged' }>
);

/** A type of its own: an observation of the held-out fold cannot stand in its place, and choose. */
export interface InnerScore {
  /** In the primary metric; its floor where training diverged. */
  readonly value: number;
  /** The step at which training diverged; null if it did not. */
  readonly diverged: number | null;
}

export type TrialOutcome = { readonly kind: 'trial'; readonly node: string; readonly worked?: Worked } & (
  | {
      readonly status: 'completed';
      readonly ledger: Ledger;
      /** On the whole held-out fold, at the end. */
      readonly scores: Readonly<Partial<Record<MetricName, number>>>;
      /** Why the other metrics have no score on this fold; absent where all have one. */
      readonly unscored?: Readonly<Partial<Record<MetricName, string>>>;
      /** Held-out examples scored. */
      readonly tested: number;
      /** At the held-out fold. */
      readonly looks: Looks;
      /** What each held-out example was taken for, as `packPredictions` writes it. */
      readonly predictions: string;
      /** Of each further task, in the recipe's order. */
      readonly tasks: readonly TaskOutcome[];
      readonly curve: ObservedCurve;
      /** Where it is not the last step that was scored: which one, and why. */
      readonly selected: Selected | null;
      readonly timings: Timings;
    }
  | Unfinished
);

/** Why a model is evaluated on held-out examples: for its curve, or for its score. Choosing is no reason. */
export type LookPurpose = 'observe' | 'score';

/** How often a trial's model was evaluated on held-out examples, or on a sample of them, by purpose. */
export type Looks = Readonly<Record<LookPurpose, number>>;

/** The examples that a cell holds out: the same for every arm and size. */
export interface HeldOut {
  readonly target: string;
  readonly repeat: number;
  readonly fold: number;
  readonly told: HeldOutClasses | HeldOutValues | HeldOutLabels | HeldOutSequences;
  /** Of each example: a hash of its bytes, or of what it was made of. */
  readonly hashes: readonly string[];
}

export interface HeldOutClasses {
  readonly kind: 'classes';
  /** Classes that the cell tells apart, as places in the target's list: all of them, or those of an episode. */
  readonly classes: readonly number[];
  /** Of each example: a place in `classes`. */
  readonly labels: Int32Array;
}

export interface HeldOutValues {
  readonly kind: 'values';
  /** Of each example. */
  readonly values: Float32Array;
}

export interface HeldOutSequences {
  readonly kind: 'sequences';
  /** What is to be written for each example. */
  readonly texts: readonly string[];
}

export interface HeldOutLabels {
  readonly kind: 'labels';
  readonly classes: number;
  /** Examples × classes: 1 for a class that the example has. */
  readonly marks: Uint8Array;
}

/** How well a further task was learnt beside the target. */
export interface TaskOutcome {
  /** On examples of the task that the trial did not train on. */
  readonly scores: Readonly<Partial<Record<MetricName, number>>>;
  /** Why the other metrics have no score; absent where all have one. */
  readonly unscored?: Readonly<Partial<Record<MetricName, string>>>;
  /** Training examples. */
  readonly learnt: number;
  /** Held-out examples scored. */
  readonly tested: number;
  /** At what is held out of the task. */
  readonly looks: Looks;
}

export type AnalysisOutcome = { readonly kind: 'analysis'; readonly node: string; readonly worked?: Worked } & (
  | ({ readonly status: 'completed'; readonly timings: Timings } & Findings)
  | Exclude<Unfinished, { status: 'diverged' }>
);

type Unfinished =
  | {
      readonly status: 'diverged';
      /** The step whose loss was not finite. */
      readonly step: number;
      readonly ledger: Ledger;
      /** Of a trial, at the held-out fold until then; null of a pre-training, which holds out nothing. */
      readonly looks: Looks | null;
      readonly timings: Timings;
    }
  | { readonly status: 'failed'; readonly reason: string }
  | { readonly status: 'timed-out'; readonly limitSeconds: number; readonly step: number | null }
  | { readonly status: 'skipped'; readonly reason: string };

export interface Ledger {
  readonly steps: number;
  readonly examples: number;
  readonly parameters: number;
  readonly trainable: number;
  /** Floating-point operations of all training steps. */
  readonly flops: FlopCount;
}

/** Seconds. */
export interface Timings {
  readonly train: number;
  readonly score: number;
  readonly total: number;
}

/** Where and when a node was computed; absent of one that was not, such as one that was skipped. */
export interface Worked {
  /** 0-based place in the run's pool: a worker that was given up leaves its place empty. */
  readonly worker: number;
  /** Milliseconds since 1970, from handing the node over to its answer. */
  readonly started: number;
  readonly ended: number;
}

declare const observation: unique symbol;

/**
 * A convergence curve, observed on held-out examples. It may be shown and compared but must choose nothing: no epoch,
 * no rate, no arm. The brand keeps it out of any function that takes scores to select by.
 */
export interface ObservedCurve {
  readonly [observation]?: 'held-out';
  readonly metric: MetricName;
  /** Held-out examples observed. */
  readonly observed: number;
  readonly points: readonly ObservedPoint[];
}

export interface ObservedPoint {
  readonly step: number;
  readonly examples: number;
  readonly value: number;
  /** Of all steps so far; null where they are not known. */
  readonly flops: number | null;
  /** Of arms that have one: how well the domain classifier tells the domains apart on training examples. */
  readonly domains?: number;
}

/**
 * The observed step that was scored, and its score in the primary metric on what chose it: never the held-out fold. A
 * type of its own for each choice, since one that knew the target's labels may not stand beside one that did not.
 */
export type Selected =
  | { readonly by: 'source-validation'; readonly step: number; readonly value: number }
  | { readonly by: 'oracle'; readonly step: number; readonly value: number };

/** A result that the same node would have again: it is kept and not computed twice. */
export function isFinal(outcome: Outcome): boolean {
  return outcome.status === 'completed' || outcome.status === 'diverged';
}

/** The part of an outcome that tells whose it is. */
type Whose = { readonly kind: Outcome['kind']; readonly id: string };

export function failed({ kind, id }: Whose, reason: string): Outcome {
  return { kind, node: id, status: 'failed', reason };
}

/** @param step training steps done, where they are known. */
export function timedOut({ kind, id }: Whose, limitSeconds: number, step: number | null): Outcome {
  return { kind, node: id, status: 'timed-out', limitSeconds, step };
}

export function skipped({ kind, id }: Whose, reason: string): Outcome {
  return { kind, node: id, status: 'skipped', reason };
}
