import { z } from 'zod';

/**
 * The rows of a run's CSV files: long form, one header each, which is this schema. Neither `trials.csv` nor
 * `curves.csv` holds a time, so that equal runs are equal bytes; times are in `timings.csv`.
 */

/** An optional CSV cell: empty text means absent. */
const optionalNumber = z.union([z.literal('').transform(() => null), z.coerce.number()]).nullable();
const optionalText = z
  .string()
  .transform((text) => (text === '' ? null : text))
  .nullable();

const cellColumns = {
  /** Node id of the trial, SHA-256. */
  trial: z.string(),
  target: z.string(),
  arm: z.string(),
  /** Training examples. */
  size: z.coerce.number().int().positive(),
  /** 0-based; counts the episodes where there are some, whose fold is 0. */
  repeat: z.coerce.number().int().nonnegative(),
  /** 0-based. */
  fold: z.coerce.number().int().nonnegative(),
};

export const trialStatus = z.enum(['completed', 'diverged', 'failed', 'timed-out', 'skipped']);

/** One row per trial × metric. */
export const trialRow = z.object({
  ...cellColumns,
  status: trialStatus,
  metric: z.string(),
  /** The score on the whole held-out fold, or on the queries, at the end; the metric's floor if diverged; empty if there is none. */
  value: optionalNumber,
  /** Hash of all that must match within a contrast (not the recipe). */
  fingerprint: z.string(),
  /** Held-out examples that were scored. */
  tested: optionalNumber,
  parameters: optionalNumber,
  trainable: optionalNumber,
  steps: optionalNumber,
  /** Training examples seen, counting repetitions. */
  examples: optionalNumber,
  /** Node id of the pre-training that was used, if any. */
  checkpoint: optionalText,
  /** Node id of the features that stood for the frozen first stages, if any. */
  features: optionalText,
  /** Why there is no completed score: the error, or the step of divergence. */
  reason: optionalText,
});

/** One row per trial × observation × metric. Observations never choose anything. */
export const curveRow = z.object({
  ...cellColumns,
  metric: z.string(),
  step: z.coerce.number().int().nonnegative(),
  examples: z.coerce.number().int().nonnegative(),
  value: z.coerce.number(),
  /** Held-out examples observed. */
  observed: z.coerce.number().int().positive(),
});

/** One row per node that ran: pre-training, features and trials. */
export const timingRow = z.object({
  node: z.string(),
  kind: z.enum(['pretrain', 'features', 'trial']),
  /** Arm for a trial, source for a pre-training, source and last stage for features. */
  name: z.string(),
  target: optionalText,
  size: optionalNumber,
  repeat: z.coerce.number().int().nonnegative(),
  fold: optionalNumber,
  status: trialStatus,
  steps: optionalNumber,
  /** Seconds in training steps, in observing and scoring, and in all. */
  trainSeconds: optionalNumber,
  scoreSeconds: optionalNumber,
  seconds: optionalNumber,
});

export type TrialRow = z.infer<typeof trialRow>;
export type CurveRow = z.infer<typeof curveRow>;
export type TimingRow = z.infer<typeof timingRow>;
