import type { Json } from '../base/hash.ts';
import type { InnerChoice } from '../data/inner-splits.ts';
import type { Content } from '../engine/input.ts';
import type { ModelChoice } from '../model/architecture.ts';
import type { MetricName, optimizers } from '../model/registry.ts';
import type { weightSources } from '../model/weight-sources/registry.ts';
import type { Piece } from '../transfer/analyses/contract.ts';
import type { AnalysisName } from '../transfer/analyses/registry.ts';
import type { StepChoice } from '../transfer/oracle.ts';
import type { Recipe } from '../transfer/recipe.ts';
import type { objectives } from '../transfer/registry.ts';
import type { Setting } from '../transfer/search/configurations.ts';
import type { DrawSpec, PoolSpec, SplitSpec } from './splits.ts';

export interface OptimizerChoice {
  readonly use: keyof typeof optimizers;
  readonly options: { readonly [option: string]: Json };
}

/** How long and how fast a model is trained. */
export interface TrainingSpec {
  readonly optimizer: OptimizerChoice;
  readonly lr: number;
  readonly batch: number;
  readonly steps: number;
}

/** Everything a worker needs to make one checkpoint: by pre-training it, or of weights that exist already. */
export type PretrainSpec = TrainedSpec | LoadedSpec;

export interface TrainedSpec extends DrawSpec {
  readonly existing: null;
  /** In place of a draw: the training part of a cell, or the training examples of one size. */
  readonly cell: { readonly split: SplitSpec; readonly size: number | null } | null;
  readonly objective: keyof typeof objectives;
  readonly options: { readonly [option: string]: Json };
  readonly model: ModelChoice;
  readonly training: TrainingSpec;
  /** Stages of the body that start from another source's checkpoint; absent where all start at random. */
  readonly start?: { readonly from: string; readonly stages: 'all' | readonly string[] };
}

/** A checkpoint of weights that exist already: one for all repeats, folds and sizes. */
export interface LoadedSpec {
  readonly existing: ExistingWeights;
  readonly source: string;
  readonly repeat: 0;
  readonly without: null;
  readonly cell: null;
  readonly model: ModelChoice;
  /** Of one example. */
  readonly inputShape: readonly number[];
  readonly content?: Content;
}

/** Weights that exist already, as they were found when the suite was planned. */
export interface ExistingWeights {
  readonly use: keyof typeof weightSources;
  readonly options: { readonly [option: string]: Json };
  /** The model's stages that the files hold, in order; the head among them only if its classes are known. */
  readonly stages: readonly string[];
  /** Names of the head's classes, in the order of its logits; null without a head. */
  readonly classes: readonly string[] | null;
  /** What they were trained for, in words. */
  readonly trainedFor: string;
  /** The files that they come from, and the SHA-256 of each. */
  readonly files: readonly { readonly name: string; readonly sha256: string }[];
}

/** Everything a worker needs to compute features, beside the weights of the checkpoint. */
export interface FeaturesSpec extends PoolSpec {
  readonly model: ModelChoice;
  /** Names of the first stages, whose output is computed for each example of the pool. */
  readonly prefix: readonly string[];
}

/** A further task that a trial learns beside its target, and is scored on too. */
export interface TaskSpec {
  /** Its name in the suite's data. */
  readonly name: string;
  /** What is trained on and what is held out: as of the target that has these data, or as a target would be split. */
  readonly split: SplitSpec;
  /** Training examples, the first ones of the training part, at most; null for all of it. */
  readonly size: number | null;
  /**
   * Whether examples may also be the target's or another task's. What is held out of the target is then not trained on,
   * and what the trial trains on is not scored.
   */
  readonly overlaps: boolean;
  /** The source that the model starts from, where it has learnt from examples of the task: those are not scored. */
  readonly seen: TrainedSpec | null;
}

/** Everything a worker needs to run one trial, beside the weights of the checkpoint it uses. */
export interface TrialSpec {
  readonly split: SplitSpec;
  /** Training examples: the first `size` of the fold's training part, or of the episode's support. */
  readonly size: number;
  readonly model: ModelChoice;
  readonly recipe: Recipe;
  /** Classes of the source, where its head is kept. */
  readonly sourceClasses: readonly string[] | null;
  /** What the recipe learns from in place of the target's labels. */
  readonly labelled: DrawSpec | null;
  /** What it learns beside the target, in the recipe's order. */
  readonly tasks: readonly TaskSpec[];
  /** Which step is scored; without adaptation the last. */
  readonly select: StepChoice;
  readonly training: TrainingSpec;
  readonly observe: { readonly every: number; readonly sample: number };
  /** The first is primary: the convergence curve observes it. */
  readonly metrics: readonly [MetricName, ...MetricName[]];
}

/** One choice that a search tries: what takes the place of a trial's own training and recipe. */
export interface Configuration {
  /** Values of the knobs that the arm has; null where its recipe leaves a part to the default. */
  readonly values: Setting;
  readonly training: TrainingSpec;
  readonly recipe: Recipe;
}

/** Everything a worker needs to try an arm's configurations on inner splits of one cell's training examples. */
export interface TuneSpec extends Omit<TrialSpec, 'observe' | 'metrics' | 'select'> {
  readonly metric: MetricName;
  readonly inner: InnerChoice;
  readonly configurations: readonly Configuration[];
}

export interface PretrainNode {
  readonly kind: 'pretrain';
  /** SHA-256 of everything that determines the checkpoint. */
  readonly id: string;
  readonly spec: PretrainSpec;
  /** Id of the pre-training node whose weights it starts from. */
  readonly uses: string | null;
}

/** The output of a checkpoint's first stages for one pool: computed once for all trials that freeze these stages. */
export interface FeaturesNode {
  readonly kind: 'features';
  /** SHA-256 of everything that determines the features. */
  readonly id: string;
  readonly spec: FeaturesSpec;
  /** Id of the pre-training node whose weights are loaded. */
  readonly uses: string;
  /** What that pre-training is: its source, and the held-out fold that it must not see, if any. */
  readonly source: string;
  readonly fold: number | null;
  /** Examples in the pool. */
  readonly examples: number;
  /** Memory that the features take. */
  readonly bytes: number;
}

/** The choice among an arm's configurations in one cell. It never sees the held-out fold. */
export interface TuneNode {
  readonly kind: 'tune';
  /** SHA-256 of everything that determines the choice; not the arm's name. */
  readonly id: string;
  readonly arm: string;
  readonly spec: TuneSpec;
  /** As in the trial that takes the choice. */
  readonly uses: string | null;
  readonly features: string | null;
}

export interface TrialNode {
  readonly kind: 'trial';
  /** SHA-256 of everything that determines the scores; not the arm's name. */
  readonly id: string;
  readonly arm: string;
  readonly spec: TrialSpec;
  /** Id of the pre-training node whose weights are loaded. */
  readonly uses: string | null;
  /** Id of the features node whose output stands for the examples and for the model's frozen first stages. */
  readonly features: string | null;
  /** Id of the node whose choice takes the place of the training and the recipe in `spec`; null if nothing is tuned. */
  readonly tune: string | null;
  /** Hash of all that must match between the arms of a cell. */
  readonly fingerprint: string;
  /** Of each further task: the fingerprint of the cell in which it is learnt alone; null where nothing matches. */
  readonly alone: readonly (string | null)[];
}

/** Everything that determines an analysis, beside the models that it looks into. */
export interface AnalysisSpec {
  readonly analysis: AnalysisName;
  readonly settings: Piece['settings'];
  readonly split: SplitSpec;
  /** Training examples of the cell. */
  readonly size: number;
  /** Held-out examples at most whose representations are taken. */
  readonly sample: number;
  /** Examples of the labelled domain, where the analysis needs them. */
  readonly labelled: DrawSpec | null;
}

/** A model that an analysis looks into. */
export type AnalysisSubject =
  /** As it is after training: the node is the trial. */
  | { readonly state: 'trained'; readonly of: TrialNode }
  /** As it is before training: made again from the trial's specification and the checkpoint that it starts from. */
  | { readonly state: 'start'; readonly of: TrialNode }
  /** A source's checkpoint. */
  | { readonly state: 'source'; readonly of: PretrainNode };

/** A look into models after they are trained: it changes nothing in them, and no score. */
export interface AnalysisNode {
  readonly kind: 'analysis';
  /** SHA-256 of everything that determines the findings; not the arms' names. */
  readonly id: string;
  readonly spec: AnalysisSpec;
  readonly subjects: readonly AnalysisSubject[];
}

export type PlanNode = PretrainNode | FeaturesNode | TuneNode | TrialNode | AnalysisNode;

/** A trial's specification with the configuration that was chosen for it, if one was. */
export function configured<Spec extends Pick<TrialSpec, 'training' | 'recipe'>>(
  spec: Spec,
  configuration: Configuration | null,
): Spec {
  if (configuration === null) return spec;
  const { training, recipe } = configuration;
  return { ...spec, training, recipe };
}

/** Training examples whose labels a trial learns from. */
export function labelled({ size, recipe: { labels } }: Pick<TrialSpec, 'size' | 'recipe'>): number {
  return labels === 'all' ? size : Math.min(size, labels);
}

/** Id of the node that chooses for a subject of an analysis; null where nothing is chosen. */
export function tuneOf({ state, of }: AnalysisSubject): string | null {
  return state === 'source' ? null : of.tune;
}

/** Id of the node whose weights a subject is made of; null for a random start. */
export function weightsOf({ state, of }: AnalysisSubject): string | null {
  return state === 'start' ? of.uses : of.id;
}

/** Ids of the nodes that must be done before this one, each once, in the order in which they come to be. */
export function neededBy(node: PlanNode): readonly string[] {
  switch (node.kind) {
    case 'pretrain':
      return node.uses === null ? [] : [node.uses];
    case 'features':
      return [node.uses];
    case 'tune':
      return [node.uses, node.features].filter((id) => id !== null);
    case 'trial':
      return [node.uses, node.features, node.tune].filter((id) => id !== null);
    case 'analysis':
      return [...new Set(node.subjects.flatMap((subject) => [tuneOf(subject), weightsOf(subject)]))].filter(
        (id) => id !== null,
      );
  }
}
