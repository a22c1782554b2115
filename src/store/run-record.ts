import { z } from 'zod';
import { designKinds } from '../suite/contract.ts';
import { oracleKinds, stepChoices } from '../transfer/oracle.ts';

/**
 * `run.json`: what a run was, enough to compare, report and repeat it from its folder alone.
 */
export const RUN_SCHEMA_VERSION = 6;

/** Why the suite made an arm that its file does not write out. */
const originRecord = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ablation'), of: z.string(), edit: z.string() }),
  z.object({
    kind: z.literal('study'),
    study: z.literal('layerwise'),
    role: z.enum(['base', 'BnB', 'BnB+', 'AnB', 'AnB+', 'random']),
    stage: z.string().nullable(),
  }),
]);

/** One cut of a layer-wise study: its last loaded stage, and the names of its arms. */
const cutRecord = z.object({
  stage: z.string(),
  selffer: z.string(),
  selfferTuned: z.string(),
  transfer: z.string(),
  transferTuned: z.string(),
  random: z.string().nullable(),
});

const designRecord = z
  .object({
    kind: z.enum(designKinds),
    folds: z.number().int().min(1),
    repeats: z.number().int().min(1),
    /** Number of the first repeat, where it is not 0: of the block that a gate holds in reserve. */
    first: z.number().int().min(1).optional(),
    seed: z.number().int(),
    /** Whether the examples of a group stay on one side of every split. */
    groups: z.boolean(),
    /** The share that is held out, of `holdout` and `seeds`. */
    holdout: z.number().gt(0).lt(1).optional(),
    /** Few-shot episodes in place of folds: `repeats` counts them, and `folds` is 1. */
    episodes: z
      .object({
        ways: z.number().int().min(2),
        shots: z.array(z.number().int().min(1)),
        queries: z.number().int().min(1),
      })
      .optional(),
  })
  .refine(({ kind, holdout }) => (kind === 'holdout' || kind === 'seeds') === (holdout !== undefined), {
    error: 'a share is held out by `holdout` and `seeds`, and by no other kind',
    path: ['holdout'],
  })
  .refine(({ kind, episodes }) => (kind === 'episodes') === (episodes !== undefined), {
    error: 'the kind `episodes` has `episodes`, and no other',
    path: ['episodes'],
  })
  .refine(({ kind, folds, repeats }) => kind !== '5x2' || (folds === 2 && repeats === 5), {
    error: '5×2 has 5 repeats of 2 folds',
    path: ['kind'],
  });

const metricRecord = z.object({
  name: z.string(),
  label: z.string(),
  direction: z.enum(['higher', 'lower']),
  unit: z.enum(['fraction', 'plain']),
  /** What must be said beside its scores. */
  note: z.string().optional(),
});

const hashedFile = z.object({ name: z.string(), sha256: z.string() });

export const runRecord = z.object({
  schema: z.literal(RUN_SCHEMA_VERSION),
  /** Short name of the folder: the first 12 digits of the plan's hash. */
  id: z.string(),
  /** `selected`: all of what was chosen of the suite. `partial`: interrupted, or some trials have no result. */
  state: z.enum(['running', 'complete', 'selected', 'partial']),
  started: z.iso.datetime(),
  command: z.string(),
  suite: z.object({
    name: z.string(),
    version: z.number(),
    question: z.string(),
    /** The file, verbatim. */
    text: z.string(),
    /** Where it lay, seen from the working folder; earlier records do not say it. */
    file: z.string().nullable().default(null),
    /** What the file means: every default filled in, every preset a recipe. */
    resolved: z.record(z.string(), z.unknown()),
  }),
  design: designRecord,
  compare: z.object({
    reference: z.string(),
    reach: z.number().nullable(),
    /** Metric name → half-width of the region of practical equivalence. */
    rope: z.record(z.string(), z.number()),
  }),
  /** The first is primary. */
  metrics: z.array(metricRecord).min(1),
  arms: z.array(
    z.object({
      name: z.string(),
      summary: z.string(),
      source: z.string().nullable(),
      /** How it learns from another domain's labels; null if it does not. */
      adapt: z.string().nullable(),
      /** What it has seen that the question forbids: such an arm is shown and never ranked. */
      oracle: z.enum(oracleKinds).nullable(),
      /** What it learns beside a target, by name in the suite's data, and the arm that differs from it in nothing else. */
      tasks: z.object({ with: z.array(z.string()).min(1), alone: z.string().nullable() }).nullable(),
      /** Targets of which the source has seen held-out examples. */
      transductive: z.array(z.string()),
      /** Null for an arm that the suite's file writes out. */
      origin: originRecord.nullable(),
    }),
  ),
  /** Which arms are compared with which; p-values are adjusted within a family. */
  contrasts: z.array(
    z.object({
      arm: z.string(),
      against: z.string(),
      family: z.enum(['reference', 'ablation', 'layerwise']),
      /** In an ablation: what the recipe of `arm` has done to that of `against`. */
      edit: z.string().nullable(),
    }),
  ),
  /** Arms of a factorial design with their levels by factor; empty if there is none. */
  factorial: z.array(z.object({ levels: z.record(z.string(), z.string()), arm: z.string() })),
  layerwise: z.object({ base: z.string(), cuts: z.array(cutRecord).min(1) }).nullable(),
  /** The search that chose some values of every arm in each cell; null where nothing was tuned. */
  tune: z
    .object({
      method: z.string(),
      /** Configurations of every arm in every cell. */
      trials: z.number().int().min(2),
      /** How they were scored on the training examples; null where their number decided. */
      inner: z.union([z.object({ holdout: z.number() }), z.object({ folds: z.number().int() })]).nullable(),
      /** By knob, as a suite writes it. */
      space: z.record(z.string(), z.string()),
    })
    .nullable()
    .default(null),
  /** Which step of arms that adapt was scored. */
  select: z.enum(stepChoices),
  targets: z.array(
    z.object({
      name: z.string(),
      /** Its name in the suite's data. */
      data: z.string(),
      /** Empty where the examples have none. */
      classes: z.array(z.string()),
      /** What the values are of; null of classes, as in every record of version 0.3. */
      quantity: z.object({ name: z.string(), unit: z.string() }).nullable().default(null),
      /** What is written for each example, and what giving back what is read would score by metric; absent of others. */
      written: z.object({ of: z.string(), copied: z.record(z.string(), z.number()) }).optional(),
      /** The classes of which each example has a set; null where they have one or none. Earlier records have none. */
      labels: z.array(z.string()).nullable().default(null),
      sizes: z.array(z.number()),
    }),
  ),
  /** Trials in the plan, and in the whole suite: arms × targets × sizes × repeats × folds. */
  planned: z.number().int().nonnegative(),
  suiteTrials: z.number().int().nonnegative(),
  commit: z.string().nullable(),
  /** Whether files that git knows differ from the commit. */
  dirty: z.boolean(),
  /**
   * What is not as in the commit: hash of the names of these files and of the SHA-256 of each; how many git knows, and how
   * many it neither knows nor ignores. Null if there are none. Earlier records say nothing of it,
   * and nothing of what follows down to `modelFiles`.
   */
  changes: z
    .object({ sha256: z.string(), changed: z.number().int(), unknown: z.number().int() })
    .nullable()
    .default(null),
  /** SHA-256 of the `package-lock.json` of Headstart; null if it has none. */
  lock: z.string().nullable().default(null),
  /** The suite's plug-ins: their files, seen from the first one's folder, and the packages that these import. */
  plugins: z
    .array(z.object({ name: z.string(), files: z.array(hashedFile), packages: z.record(z.string(), z.string()) }))
    .default([]),
  /** Files that the model's stages are read from. */
  modelFiles: z.array(hashedFile).default([]),
  engine: z.object({ name: z.string(), device: z.string(), versions: z.record(z.string(), z.string()) }),
  environment: z.object({
    node: z.string(),
    platform: z.string(),
    cpu: z.string(),
    cores: z.number(),
    workers: z.number(),
    /** Threads of the processor that each worker may use; records of version 0.1 do not say so, and mean one. */
    threads: z.number().default(1),
    /** Of the operating system; earlier records have no release and no variables. */
    release: z.string().default(''),
    /** Variables of the environment that are set and decide on threads, devices, libraries or kernels. */
    variables: z.record(z.string(), z.string()).default({}),
  }),
  /** `shape` is that of one example; records of version 0.2 do not say it. */
  data: z.array(
    z.object({
      name: z.string(),
      examples: z.number(),
      fingerprint: z.string(),
      shape: z.array(z.number().int().positive()).optional(),
      /** What the numbers of an example stand for; absent of pixels and plain numbers. */
      content: z.record(z.string(), z.json()).optional(),
    }),
  ),
  /** Sources that start from others, and those, the nearest first. */
  chains: z.array(z.object({ source: z.string(), from: z.array(z.string()).min(1) })).default([]),
  /** What names that arms start from mean, where that is another source for each target. */
  meant: z.array(z.object({ name: z.string(), target: z.string(), source: z.string() })).default([]),
  /** Node id of a checkpoint → that of the checkpoint that it starts from. */
  starts: z.record(z.string(), z.string()).default({}),
  /** Sources of weights that existed before the run. */
  existing: z
    .array(
      z.object({
        source: z.string(),
        trainedFor: z.string(),
        files: z.array(hashedFile),
      }),
    )
    .default([]),
  /** Classes of a target that a source has learnt, with labels, from the same data set. */
  known: z.array(z.object({ source: z.string(), target: z.string(), classes: z.array(z.string()).min(1) })).default([]),
  /** Held-out examples that are in the training part of their cell again, by target; `near` where alike ones count. */
  duplicates: z
    .array(
      z.object({
        target: z.string(),
        heldOut: z.number().int(),
        seen: z.number().int().min(1),
        near: z.number().nullable(),
      }),
    )
    .default([]),
  /**
   * Held-out examples of a target that are nearly the same as one that a source (or `data NAME`, the labelled domain) has
   * learnt from, by a correlation of `near` or more; `compared` of them were looked at.
   */
  nearSources: z
    .array(
      z.object({
        source: z.string(),
        target: z.string(),
        heldOut: z.number().int(),
        compared: z.number().int().min(1),
        seen: z.number().int().nonnegative(),
        near: z.number(),
      }),
    )
    .default([]),
  /** Hash of the code that a trial runs; the packages that compute it are `engine.versions`. */
  semantics: z.string(),
});

export type RunRecord = z.infer<typeof runRecord>;
