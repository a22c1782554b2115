export interface LedgerLine {
  readonly arm: string;
  readonly size: number;
  readonly trials: number;
  readonly parameters: number;
  readonly trainable: number;
  /** Per trial. */
  readonly steps: number;
  readonly examples: number;
  /** Parameter updates per trial: steps × trainable parameters. */
  readonly updates: number;
  /** Mean floating-point operations of a trial's training; null where they are not known. */
  readonly flops: number | null;
  /** The same per step, on average over its steps; null also without steps. */
  readonly flopsPerStep: number | null;
  /** Mean seconds of training and scoring of a trial; null where timings are absent. */
  readonly seconds: number | null;
  /** Of the choice before each trial, per trial; null if the arm was not tuned. A trial's `steps` and `seconds` do not hold it. */
  readonly tuning: {
    readonly configurations: number;
    /** Those among them that differ. */
    readonly distinct: number;
    /** Null where timings are absent. */
    readonly steps: number | null;
    readonly seconds: number | null;
  } | null;
  /** The arm's whole pre-training as if it were alone: every checkpoint it used. */
  readonly pretraining: {
    readonly checkpoints: number;
    /** Over all checkpoints; null where timings are absent. No steps are those of weights that existed before. */
    readonly steps: number | null;
    readonly flops: number | null;
    readonly seconds: number | null;
    /** Trials of the arm that start from them, over all sizes, folds, repeats and targets of the run. */
    readonly uses: number;
  } | null;
  /**
   * Frozen first stages that were run once for all trials instead of in each of them, as if the arm were alone; null if
   * the arm has none. A trial's `seconds` and `flops` do not hold them.
   */
  readonly features: {
    /** Passes over a target's pool: one per checkpoint and repeat. */
    readonly passes: number;
    readonly flops: number | null;
    readonly seconds: number | null;
  } | null;
  /** Mean cost of a trial with the checkpoint that it starts from and the pass that it is trained on. */
  readonly whole: {
    /** Each charged in full, as if the trial were the only one. */
    readonly alone: Cost;
    /** Each shared among the arm's trials that use it, over all sizes, folds, repeats and targets of the run. */
    readonly shared: Cost;
  };
}

/** Null where a part is not known. */
export interface Cost {
  readonly flops: number | null;
  readonly seconds: number | null;
}
