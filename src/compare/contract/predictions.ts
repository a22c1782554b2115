import type { ReliabilityBin } from '../../stats/reliability.ts';

/** What held-out examples were taken for. It describes; it judges nothing. */
export interface PredictionComparison {
  /** One per arm × size with a completed trial. */
  readonly arms: readonly ArmPredictions[];
  /** One per contrast with the reference × size. */
  readonly contrasts: readonly ItemContrast[];
}

/** One arm's predictions at one size, summed over cells: each example once in a repeat, or in an episode. */
export interface ArmPredictions {
  readonly arm: string;
  readonly size: number;
  /** Completed trials, and those with a score that have no predictions since they diverged. */
  readonly trials: number;
  readonly diverged: number;
  /** Predictions, of all trials together. */
  readonly examples: number;
  /** In the target's order. */
  readonly classes: readonly ClassScores[];
  /** Predictions by true class (row) and predicted class (column). */
  readonly confusion: readonly (readonly number[])[];
  /** Bins of equal width by the probability of the predicted class, and the expected calibration error over them. */
  readonly bins: readonly ReliabilityBin[];
  readonly ece: number;
}

export interface ClassScores {
  /** Held-out examples of the class. */
  readonly support: number;
  /** 0 of a class that is never predicted. */
  readonly precision: number;
  /** 0 of a class without examples. */
  readonly recall: number;
  readonly f1: number;
}

/** Two arms on the same held-out examples, repeat by repeat. */
export interface ItemContrast {
  readonly arm: string;
  readonly reference: string;
  readonly size: number;
  /** Over the folds that both have predictions in; each example is in one of them. */
  readonly repeats: readonly ItemCounts[];
}

/** Examples of one repeat by which of the two arms is right. */
export interface ItemCounts {
  readonly repeat: number;
  readonly both: number;
  readonly armOnly: number;
  readonly referenceOnly: number;
  readonly neither: number;
  /**
   * McNemar's mid-p. It takes examples for independent, though those of a fold share their two models, and those of
   * different folds most of the training examples: it describes these models, and no verdict rests on it.
   */
  readonly pMid: number;
}
