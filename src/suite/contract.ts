import type { Problem } from '../base/errors.ts';
import type { Json } from '../base/hash.ts';
import type { EpisodeShape } from '../data/episode.ts';
import type { InnerChoice } from '../data/inner-splits.ts';
import type { DatasetName } from '../data/registry.ts';
import type { ModelChoice } from '../model/architecture.ts';
import type { MetricName, optimizers } from '../model/registry.ts';
import type { weightSources } from '../model/weight-sources/registry.ts';
import type { AnalysisChoices } from '../transfer/analyses/registry.ts';
import type { StepChoice } from '../transfer/oracle.ts';
import type { Recipe } from '../transfer/recipe.ts';
import type { objectives } from '../transfer/registry.ts';
import type { SearchMethod, SearchSpace } from '../transfer/search/configurations.ts';
import type { Path } from './path.ts';
import type { AblateChoice, StudyChoice } from './study-schema.ts';

/** A suite as the rest of the program sees it: every default filled in, every preset a recipe, every name known. */
export interface Suite {
  /** Lower-case letters, digits and hyphens: it names folders. */
  readonly name: string;
  readonly version: number;
  readonly question: string;
  /** Paths of modules that add to the registries, from the folder of the file. */
  readonly plugins: readonly string[];
  readonly data: Readonly<Record<string, DataChoice>>;
  /** Of every target that has none of its own. */
  readonly model: ModelChoice;
  readonly sources: Readonly<Record<string, SourceChoice>>;
  readonly targets: readonly [TargetChoice, ...TargetChoice[]];
  /** Key in `data` of the labelled domain that adaptations learn from. */
  readonly labelled: string | null;
  /** Which step of arms that adapt is scored. */
  readonly select: StepChoice;
  /** In the order of the file; then those that `ablate` and `study` stand for, as far as they are known yet. */
  readonly arms: readonly [Arm, ...Arm[]];
  readonly ablate: AblateChoice | null;
  readonly study: StudyChoice | null;
  /** Which arms are compared with which. */
  readonly comparisons: Comparisons;
  readonly training: Training;
  /** How every arm is tuned in every cell; null if none is. */
  readonly tune: TuneChoice | null;
  readonly design: Design;
  readonly compare: {
    /** Name of the arm that the others are compared with. */
    readonly reference: string;
    /** Half-width of the region of practical equivalence, by metric. */
    readonly rope: Readonly<Partial<Record<MetricName, number>>>;
    readonly reach: number | null;
  };
  /** What `check` calls worse than an accepted baseline. */
  readonly gate: GateChoice;
  /** Correlation from which two examples count as the same where duplicates are looked for; null for equal bytes. */
  readonly near: number | null;
  /** What to look at in the models of some cells; null for nothing. */
  readonly analyse: AnalyseChoice | null;
  /** Model and sources as the file has them: their paths start from its folder, and those above are absolute. */
  readonly written: Pick<Suite, 'model' | 'sources' | 'targets'>;
  /** Of a suite as one of its targets has it: which one, and whether its model is that target's alone. */
  readonly scene?: { readonly target: string; readonly ownModel: boolean };
  readonly file: SuiteFile;
}

/** Which cells there are: repeats × folds of every size of every target. It decides which test is used. */
export interface Design {
  /**
   * `5x2` is five repeats of two folds. `holdout` draws a split for each repeat. `seeds` has one split for all repeats,
   * which differ in initialisation, order of examples and checkpoint.
   */
  readonly kind: DesignKind;
  /** 1 where there are no folds. */
  readonly folds: number;
  readonly repeats: number;
  /** Number of the first repeat, where it is not 0: of the reserve block, which comes after the suite's own repeats. */
  readonly first?: number;
  readonly seed: number;
  /** Whether the examples of a group stay on one side of every split. */
  readonly groups: boolean;
  /** The share that is held out, of `holdout` and `seeds`. */
  readonly holdout?: number;
  /** Few-shot episodes in place of folds: `folds` is then 1, `repeats` the number of episodes, and sizes are shots × ways. */
  readonly episodes?: EpisodeDesign;
}

export const designKinds = ['k-fold', '5x2', 'holdout', 'seeds', 'episodes'] as const;
export type DesignKind = (typeof designKinds)[number];

export interface EpisodeDesign extends EpisodeShape {
  /** Support examples of each class, ascending. */
  readonly shots: readonly [number, ...number[]];
}

/** Data that a suite names: a data set of the registry, its options, and which of its examples. */
export interface DataChoice {
  readonly use: DatasetName;
  /** The data set's own options, with defaults, and the form of its images (`resize`, `channels`) where it is asked for. */
  readonly options: { readonly [option: string]: Json };
  /** Chosen classes in the file's order; all of them if the file names none; null where the examples have values. */
  readonly classes: readonly string[] | null;
  /** Exactly this many examples per repeat; more than there are is an error. */
  readonly size?: number;
  /** At most this many examples per repeat. */
  readonly pool?: number;
}

/** What knowledge comes from: pre-training that is done here, or weights that exist already. */
export type SourceChoice = TrainedSource | ExistingSource;

export interface ExistingSource {
  readonly weights: WeightsChoice;
}

/** Weights that exist already: an entry of the registry with its options. */
export interface WeightsChoice {
  readonly use: keyof typeof weightSources;
  readonly options: { readonly [option: string]: Json };
}

export interface TrainedSource {
  readonly weights?: never;
  /** Key in `data`. */
  readonly data: string;
  readonly objective: keyof typeof objectives;
  /** The objective's own options. */
  readonly options: { readonly [option: string]: Json };
  /** Key in `sources`: the source whose checkpoint the body starts from; absent for a random start. */
  readonly from?: string;
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
  /** Numbers of training examples, ascending; with episodes, those of their shots. */
  readonly sizes: readonly [number, ...number[]];
  /** In place of the suite's; absent where that is meant. */
  readonly model?: ModelChoice;
  /** Which source of the suite is meant here by a name that arms use; absent where all names are those of sources. */
  readonly sources?: Readonly<Record<string, string>>;
}

export interface Arm {
  readonly name: string;
  readonly recipe: Recipe;
  /** Of an arm that the file does not write out: what made it. */
  readonly origin?: ArmOrigin;
}

/** Why an arm was made, and where in the file. */
export type ArmOrigin = { readonly place: Path } & (
  | {
      readonly kind: 'ablation';
      /** Name of the arm whose recipe was edited. */
      readonly of: string;
      /** What was done to it: `without lr.decay`. */
      readonly edit: string;
    }
  | {
      readonly kind: 'study';
      readonly study: 'layerwise';
      readonly role: 'base' | 'BnB' | 'BnB+' | 'AnB' | 'AnB+' | 'random';
      /** The last stage that is loaded or kept random; null for the base. */
      readonly stage: string | null;
    }
);

export interface Comparisons {
  readonly contrasts: readonly PlannedContrast[];
  /** The arms of a factorial design; empty if there is none. */
  readonly factorial: readonly FactorialArm[];
  readonly layerwise: LayerwiseArms | null;
}

export interface PlannedContrast {
  readonly arm: string;
  /** The arm that it is compared with. */
  readonly against: string;
  /** p-values are adjusted within a family. */
  readonly family: 'reference' | 'ablation' | 'layerwise';
  /** In an ablation: what the recipe of `arm` has done to that of `against`. */
  readonly edit: string | null;
}

/** One combination of levels, by factor, and the arm that has them. */
export interface FactorialArm {
  readonly levels: Readonly<Record<string, string>>;
  readonly arm: string;
}

/** Names of the arms of a layer-wise study (Yosinski et al. 2014), one cut for each stage of the body. */
export interface LayerwiseArms {
  /** Trained on the target from scratch. */
  readonly base: string;
  readonly cuts: readonly {
    /** The last stage that is loaded. */
    readonly stage: string;
    /** Loaded from the target itself: frozen, and trained. */
    readonly selffer: string;
    readonly selfferTuned: string;
    /** Loaded from the source. */
    readonly transfer: string;
    readonly transferTuned: string;
    readonly random: string | null;
  }[];
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

/** The search that chooses some values of every arm, in each cell anew. */
export interface TuneChoice {
  readonly method: SearchMethod;
  /** Configurations of every arm. */
  readonly trials: number;
  /** How the training examples are split to score them; null where their number decides. */
  readonly inner: InnerChoice | null;
  readonly space: SearchSpace;
}

export interface GateChoice {
  /** By metric that is judged: the largest loss that is acceptable, and the one that is worth a warning, in its unit. */
  readonly losses: Readonly<Partial<Record<MetricName, { readonly margin: number; readonly warn: number }>>>;
  /** Repeats of the block on which a suspected regression is confirmed; 0 for none. */
  readonly reserve: number;
  /** Shares by which training may take longer, and the process need more memory. */
  readonly seconds: number;
  readonly memory: number;
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
