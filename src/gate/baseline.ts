import { z } from 'zod';
import { trialStatus } from '../store/rows.ts';

/**
 * An accepted commit's scores: `results/SUITE/baseline.csv`, one line per trial, and `baseline.json`, which says what they
 * are of. Both are committed: a line of either changes only where what it says changes.
 */
export const BASELINE_SCHEMA = 1;

const block = z.object({
  /** Number of its first repeat. */
  first: z.number().int().nonnegative(),
  repeats: z.number().int().min(1),
});

export const baselineRecord = z.object({
  schema: z.literal(BASELINE_SCHEMA),
  suite: z.object({ name: z.string(), version: z.number(), question: z.string() }),
  commit: z.string().nullable(),
  dirty: z.boolean(),
  started: z.iso.datetime(),
  engine: z.object({ name: z.string(), device: z.string(), versions: z.record(z.string(), z.string()) }),
  /** Of scores and weights. */
  numbers: z.literal('float32'),
  /** The generator of all draws. */
  streams: z.literal('philox4x32-10'),
  /** Hash of the code that the trials ran. */
  semantics: z.string(),
  /** What both sides must have in common, as the suite resolves it: data, targets, design, budget. */
  frame: z.record(z.string(), z.unknown()),
  /** Data → hash of its bytes. */
  data: z.record(z.string(), z.string()),
  metrics: z.array(
    z.object({
      name: z.string(),
      label: z.string(),
      direction: z.enum(['higher', 'lower']),
      unit: z.enum(['fraction', 'plain']),
    }),
  ),
  arms: z.array(z.string()).min(1),
  /** The suite's own repeats. */
  main: block,
  /** Those on which a suspected regression is confirmed; null where none were recorded. */
  reserve: block.nullable(),
  /** Lines of baseline.csv below its head, and the SHA-256 of the whole file. */
  trials: z.number().int().nonnegative(),
  sha256: z.string(),
});

export type BaselineRecord = z.infer<typeof baselineRecord>;

const blank = (text: string) => (text === '' ? null : text);

/** One trial. A score for each metric follows, in columns of the metrics' names. */
export const baselineRow = z.object({
  target: z.string(),
  arm: z.string(),
  size: z.coerce.number().int().positive(),
  repeat: z.coerce.number().int().nonnegative(),
  fold: z.coerce.number().int().nonnegative(),
  status: trialStatus,
  /** Optimizer steps to the score `compare.reach`; empty where it was not reached, or none is named. */
  stepsToReach: z
    .string()
    .transform((text) => (text === '' ? null : Number(text)))
    .nullable(),
  /** First 12 digits of the hash of what the cell holds out: examples and labels, in their order. */
  cell: z.string().transform(blank).nullable(),
});

export interface BaselineTrial extends z.infer<typeof baselineRow> {
  /** By metric; null where it is undefined, or the trial has no score. */
  readonly scores: Readonly<Record<string, number | null>>;
}

export interface Baseline {
  readonly record: BaselineRecord;
  readonly trials: readonly BaselineTrial[];
}
