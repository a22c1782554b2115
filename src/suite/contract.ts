import type { Problem } from '../base/errors.ts';
import type { Json } from '../base/hash.ts';
import type { DatasetName } from '../data/registry.ts';
import type { ModelChoice } from '../model/architecture.ts';
import type { MetricName, optimizers } from '../model/registry.ts';
import type { AnalysisChoices } from '../transfer/analyses/registry.ts';
import type { Recipe } from '../transfer/recipe.ts';
import type { objectives } from '../transfer/registry.ts';

/** A suite as the rest of the program sees it: every default filled in, every preset a recipe, every name known. */
export interface Suite {
  /** Lower-case letters, digits and hyphens: it names folders. */
  readonly name: string;
  readonly version: number;
  readonly question: string;
  readonly data: Readonly<Record<string, DataChoice>>;
  readonly model: ModelChoice;
  readonly sources: Readonly<Record<string, SourceChoice>>;
  readonly targets: readonly [TargetChoice, ...TargetChoice[]];
  /** Key in `data` of the labelled domain that adaptations learn from. */
  readonly labelled: string | null;
  /** In the order of the file. */
  readonly arms: readonly [Arm, ...Arm[]];
  readonly training: Training;
  readonly design: { readonly folds: number; readonly repeats: number; readonly seed: number };
  readonly compare: {
    /** Name of the arm that the others are compared with. */
    readonly reference: string;
    /** Half-width of the region of practical equivalence, by metric. */
    readonly rope: Readonly<Partial<Record<MetricName, number>>>;
    readonly reach: number | null;
  };
  /** What to look at in the models of some cells; null for nothing. */
  readonly analyse: AnalyseChoice | null;
  readonly file: SuiteFile;
}

/** Data that a suite names: a data set of the registry, its options, and which of its examples. */
export interface DataChoice {
  readonly use: DatasetName;
  /** The data set's own options, with defaults, and the form of its images (`resize`, `channels`) where it is asked for. */
  readonly options: { readonly [option: string]: Json };
  /** Chosen classes in the file's order; all of them if the file names none. */
  readonly classes: readonly string[];
  /** Exactly this many examples per repeat; more than there are is an error. */
  readonly size?: number;
  /** At most this many examples per repeat. */
  readonly pool?: number;
}

export interface SourceChoice {
  /** Key in `data`. */
  readonly data: string;
  readonly objective: keyof typeof objectives;
  /** The objective's own options. */
  readonly options: { readonly [option: string]: Json };
  readonly steps: number;
  /** Drawn from the data, or the target's own: the training part of the fold, or the training examples of the cell. */
  readonly examples: 'drawn' | 'fold' | 'subset';
  /** Declared to have seen the target's held-out examples; flagged in every contrast. */
  readonly transductive: boolean;
  /** One checkpoint per repeat, or one for all. */
  readonly checkpoints: 'per-repeat' | 'one';
}

export interface TargetChoice {
  readonly name: string;
  /** Key in `data`. */
  readonly data: string;
  /** The first is primary. */
  readonly metrics: readonly [MetricName, ...MetricName[]];
  /** Numbers of training examples, ascending. */
  readonly sizes: readonly [number, ...number[]];
}

export interface Arm {
  readonly name: string;
  readonly recipe: Recipe;
}

export interface Training {
  readonly optimizer: { readonly use: keyof typeof optimizers; readonly options: { readonly [option: string]: Json } };
  readonly lr: number;
  readonly batch: number;
  readonly budget:
    | { readonly steps: number }
    /** `max(minSteps, epochs × ⌈size/batch⌉)` steps. */
    | { readonly epochs: number; readonly minSteps: number };
  /** How often, in steps, and on how many held-out examples at most the convergence curve is observed. */
  readonly observe: { readonly every: number | null; readonly sample: number };
}

export interface AnalyseChoice {
  /** Of the cells; null for each target's largest. */
  readonly size: number | null;
  /** 0-based. */
  readonly repeats: 'all' | readonly number[];
  readonly folds: 'all' | readonly number[];
  /** Held-out examples at most whose representations are compared. */
  readonly sample: number;
  readonly analyses: AnalysisChoices;
}

/** The file a suite came from, for messages that point into it. */
export interface SuiteFile {
  readonly path: string;
  /** Verbatim. */
  readonly text: string;
  /** A problem at a path inside the file, such as `['arms', 'full', 'from']`; the nearest existing ancestor's place. */
  problem(path: readonly (string | number)[], about: Pick<Problem, 'message' | 'remedy' | 'received'>): Problem;
}
