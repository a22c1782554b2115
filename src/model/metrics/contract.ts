import type { ValueSpread } from '../../stats/value-spread.ts';

/** What a metric of classes is computed from: the logits of scored examples, on the host. */
export interface ClassPredictions {
  readonly kind: 'classes';
  /** `count` × `classes`, row-major. */
  readonly logits: Float32Array;
  readonly labels: Int32Array;
  readonly classes: number;
}

/** What a metric of values is computed from: predicted and actual values of scored examples, in their unit. */
export interface ValuePredictions {
  readonly kind: 'values';
  readonly predicted: Float64Array;
  readonly actual: Float32Array;
}

/** What a metric of sequences is computed from: what was written for each scored example, and what was to be. */
export interface SequencePredictions {
  readonly kind: 'sequences';
  readonly predicted: readonly string[];
  readonly actual: readonly string[];
  /** Whether every score that words were chosen by was finite, in single precision. */
  readonly finite: boolean;
}

/** What a metric of sets of classes is computed from: the logits of scored examples, on the host, and their marks. */
export interface LabelPredictions {
  readonly kind: 'labels';
  /** `count` × `classes`, row-major. */
  readonly logits: Float32Array;
  /** The same: 1 for a class that the example has, 0 for the others. */
  readonly marks: Uint8Array;
  readonly classes: number;
}

export type Predictions = ClassPredictions | ValuePredictions | LabelPredictions | SequencePredictions;

/** What is known of the targets of scored examples without looking at any prediction. */
export type TargetDescription =
  | { readonly kind: 'classes'; readonly classes: number }
  | { readonly kind: 'values'; readonly spread: ValueSpread }
  | { readonly kind: 'sequences' }
  /** Of each class the share of examples that have it. */
  | { readonly kind: 'labels'; readonly shares: readonly number[] };

interface MetricBase<Name extends string> {
  readonly name: Name;
  readonly label: string;
  readonly direction: 'higher' | 'lower';
  readonly unit: 'fraction' | 'plain';
  /** What must be said wherever its scores are shown, such as how they were made comparable: a few words. */
  readonly note?: string;
}

/** A metric of classes. */
export interface ClassMetricEntry<Name extends string> extends MetricBase<Name> {
  readonly kind: 'classes';
  /** The score of guessing without looking: what a diverged trial gets. */
  floor(classes: number): number;
  /**
   * @returns the score; or why these examples have none, such as examples without a certain class. NaN and infinite numbers
   * are taken for no score too. Whether there is one must depend on the labels alone, or arms would lose different cells.
   */
  compute(predictions: ClassPredictions): number | NoScore;
  /** The same of examples that have a set of classes each, where the metric has a meaning there. */
  readonly ofLabels?: LabelScoring;
}

/** How sets of classes are scored. */
export interface LabelScoring {
  /**
   * The score of the best constant answer: what a diverged trial gets.
   *
   * @param shares of each class the share of the target's examples that have it.
   */
  floor(shares: readonly number[]): number;
  /** @returns as that of a metric of classes. Whether there is a score must depend on the marks alone. */
  compute(predictions: LabelPredictions): number | NoScore;
}

/** A metric of sets of classes. */
export interface LabelMetricEntry<Name extends string> extends MetricBase<Name>, LabelScoring {
  readonly kind: 'labels';
}

/** A metric of values. */
export interface ValueMetricEntry<Name extends string> extends MetricBase<Name> {
  readonly kind: 'values';
  /** Whether a score is in the unit of the values. */
  readonly inQuantity?: true;
  /** The score of the best constant answer: what a diverged trial gets. The spread is that of the target's values. */
  floor(spread: Extract<ValueSpread, { readonly status: 'ok' | 'constant' }>): number;
  /** @returns as that of a metric of classes. Whether there is a score must depend on the actual values alone. */
  compute(predictions: ValuePredictions): number | NoScore;
}

/** A metric of sequences. */
export interface SequenceMetricEntry<Name extends string> extends MetricBase<Name> {
  readonly kind: 'sequences';
  /** The score of writing nothing: what a diverged trial gets. */
  floor(): number;
  /** @returns as that of a metric of classes. Whether there is a score must depend on the actual sequences alone. */
  compute(predictions: SequencePredictions): number | NoScore;
}

/** One entry of the registry. */
export type MetricEntry<Name extends string> =
  | ClassMetricEntry<Name>
  | ValueMetricEntry<Name>
  | LabelMetricEntry<Name>
  | SequenceMetricEntry<Name>;

/** A metric that cannot be computed. */
export interface NoScore {
  /** In words that continue "no score:". */
  readonly reason: string;
}
