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
    /** Over all checkpoints; null where timings are absent. */
    readonly steps: number | null;
    readonly seconds: number | null;
  } | null;
  /**
   * Frozen first stages that were run once for all trials instead of in each of them, as if the arm were alone; null if
   * the arm has none. A trial's `seconds` do not hold them.
   */
  readonly features: {
    /** Passes over a target's pool: one per checkpoint and repeat. */
    readonly passes: number;
    readonly seconds: number | null;
  } | null;
}
