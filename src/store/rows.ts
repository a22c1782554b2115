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

/** A time, ISO 8601. */
const optionalTime = optionalText.refine((text) => text === null || !Number.isNaN(Date.parse(text)));

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
  /** The score on the whole held-out fold, or on the queries, at the end; the metric's floor if diverged; empty if there is none, or if this metric has none. */
  value: optionalNumber,
  /** Hash of all that must match within a contrast (not the recipe). */
  fingerprint: z.string(),
  /** Held-out examples that were scored. */
  tested: optionalNumber,
  /** How often the model was evaluated on the held-out fold, or on a sample of it, for its curve; empty if it did not get there. */
  observations: optionalNumber,
  /** How often it was evaluated on the held-out fold for its score: 1, or 0 if it diverged. */
  scorings: optionalNumber,
  parameters: optionalNumber,
  trainable: optionalNumber,
  steps: optionalNumber,
  /** Training examples seen, counting repetitions. */
  examples: optionalNumber,
  /** Floating-point operations of all training steps; empty where they are not known. */
  flops: optionalNumber,
  /** Node id of the pre-training that was used, if any. */
  checkpoint: optionalText,
  /** Node id of the features that stood for the frozen first stages, if any. */
  features: optionalText,
  /** What the arm has seen that the question forbids, if anything: `target-labels` or `selection`. */
  oracle: optionalText,
  /** The step that was scored, where it is not the last. */
  selectedStep: optionalNumber,
  /** Why there is no completed score: the error, the step of divergence, or why a completed trial has none in this metric. */
  reason: optionalText,
});

/** One row per target × repeat × fold: the examples that its trials are scored on, in one order for all of them. */
export const heldOutRow = z.object({
  target: z.string(),
  repeat: z.coerce.number().int().nonnegative(),
  fold: z.coerce.number().int().nonnegative(),
  /** The classes that its trials tell apart, as places in the target's list, with spaces between them; empty of others. */
  classes: optionalText,
  /** Of each example: a place in `classes` (`packLabels`), its value (`packValues`) or its set of classes (`packMarks`). */
  labels: z.string(),
  /** `x1.`, then the first 8 characters of each example's SHA-1 in base64, without anything between them. */
  examples: z.string(),
});

/** One row per completed trial: what it took each held-out example for. */
export const predictionRow = z.object({
  ...cellColumns,
  /** As `packPredictions` writes it, in the order of the held-out examples. */
  predicted: z.string(),
});

/** One row per trial × further task × metric, of trials that learn several tasks. */
export const taskRow = z.object({
  ...cellColumns,
  /** Its name in the suite's data. */
  task: z.string(),
  /** Of the trial. */
  status: trialStatus,
  metric: z.string(),
  /** The score on examples of the task that the trial did not train on; the metric's floor if diverged; empty if there is none. */
  value: optionalNumber,
  /** Why a completed trial has no score of the task in this metric. */
  reason: optionalText,
  /** Examples of the task that were held out and scored; 0 where the trial had trained on all of them. */
  tested: optionalNumber,
  /** How often the model was evaluated on them: 1, or 0 where none was left. */
  scorings: optionalNumber,
  /** Examples of the task that the trial trained on. */
  learnt: optionalNumber,
  /** The fingerprint of the trials that learn the task alone from the same examples, and are scored on the same ones; empty where the suite has none. */
  alone: optionalText,
});

/** One row per trial × observation × metric. Observations never choose anything. */
export const curveRow = z.object({
  ...cellColumns,
  metric: z.string(),
  step: z.coerce.number().int().nonnegative(),
  examples: z.coerce.number().int().nonnegative(),
  value: z.coerce.number(),
  /** Floating-point operations of the training steps so far; empty where they are not known. */
  flops: optionalNumber,
  /** Held-out examples observed. */
  observed: z.coerce.number().int().positive(),
  /** Accuracy of the arm's domain classifier on training examples; empty where it has none. */
  domains: optionalNumber,
});

/** One row per node that ran: pre-training, features, tuning, trials and analyses. */
export const timingRow = z.object({
  node: z.string(),
  kind: z.enum(['pretrain', 'features', 'tune', 'trial', 'analysis']),
  /** Arm for a trial or its tuning, source for a pre-training, source and last stage for features, what it is of for an analysis. */
  name: z.string(),
  target: optionalText,
  size: optionalNumber,
  repeat: z.coerce.number().int().nonnegative(),
  fold: optionalNumber,
  status: trialStatus,
  steps: optionalNumber,
  /** Floating-point operations of all training steps, or of the pass that computed features; empty where not known. */
  flops: optionalNumber,
  /** Seconds in training steps, in observing and scoring, and in all. */
  trainSeconds: optionalNumber,
  scoreSeconds: optionalNumber,
  seconds: optionalNumber,
  /** 0-based place in the pool of the worker that computed it; empty, with the next two, where nothing was computed. */
  worker: optionalNumber,
  /** When it was handed to the worker, and when the answer came: ISO 8601, UTC. An earlier run may have computed it. */
  started: optionalTime,
  ended: optionalTime,
});

const nodeCell = {
  /** Node id, SHA-256. */
  node: z.string(),
  target: z.string(),
  size: z.coerce.number().int().positive(),
  repeat: z.coerce.number().int().nonnegative(),
  fold: z.coerce.number().int().nonnegative(),
};

/** One row per tuned arm and cell × configuration × inner split; one without a configuration where nothing was chosen. */
export const tuningRow = z.object({
  ...nodeCell,
  arm: z.string(),
  status: trialStatus,
  /** 0-based; the same number has the same settings in every arm, as far as the arm has such knobs. */
  configuration: optionalNumber,
  /** Values of the knobs that the arm has, by path, as JSON. */
  settings: optionalText,
  /** Whether the trial took this configuration: `yes`, or empty. */
  chosen: optionalText,
  /** 0-based. */
  split: optionalNumber,
  metric: z.string(),
  /** The score on what the split holds out of the training examples; the metric's floor if training diverged. */
  value: optionalNumber,
  /** The step at which training diverged; empty if it did not. */
  diverged: optionalNumber,
  /** Why nothing was chosen. */
  reason: optionalText,
});

/** One row per analysis × measure × stage; one without a measure for an analysis that has no result. */
export const analysisRow = z.object({
  ...nodeCell,
  analysis: z.string(),
  status: trialStatus,
  measure: optionalText,
  /** The arm that is looked into; empty for a source. */
  arm: optionalText,
  /** What the arm is compared with: another arm, or `(start)` for what it started from. For a source, its name. */
  other: optionalText,
  /** Empty where it is about the model as a whole. */
  stage: optionalText,
  value: optionalNumber,
  /** Why there is no value. */
  reason: optionalText,
});

/** One row per map × held-out example: where it lies in the plane. Only nearness means something. */
export const embeddingRow = z.object({
  ...nodeCell,
  arm: z.string(),
  stage: z.string(),
  method: z.string(),
  /** Place of the example in the sample: the same in every arm of a cell. */
  example: z.coerce.number().int().nonnegative(),
  /** Name of its class. */
  label: z.string(),
  x: z.coerce.number(),
  y: z.coerce.number(),
});

export type TrialRow = z.infer<typeof trialRow>;
export type HeldOutRow = z.infer<typeof heldOutRow>;
export type PredictionRow = z.infer<typeof predictionRow>;
export type TaskRow = z.infer<typeof taskRow>;
export type CurveRow = z.infer<typeof curveRow>;
export type TimingRow = z.infer<typeof timingRow>;
export type TuningRow = z.infer<typeof tuningRow>;
export type AnalysisRow = z.infer<typeof analysisRow>;
export type EmbeddingRow = z.infer<typeof embeddingRow>;
