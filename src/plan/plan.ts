import { hashOf, sha256 } from '../base/hash.ts';
import type { EngineName } from '../engine/contract.ts';
import { type Architecture, bodyStages, buildArchitecture, placelessModel } from '../model/architecture.ts';
import type { TargetDescription } from '../model/metrics/contract.ts';
import type { Arm, Suite, TargetChoice, TrainedSource } from '../suite/contract.ts';
import { type AnalysedCell, analysesOf, isAnalysed } from './analyses.ts';
import { checkOverlaps, checkSuite } from './checks.ts';
import { type Catalog, overlappingTargets } from './examples.ts';
import { existingWeights, headClasses, modelHash } from './existing.ts';
import { featuresOf } from './features.ts';
import { describedTarget, type LessonShapes, lessonShapes, scoredOutputs } from './lessons.ts';
import type {
  AnalysisNode,
  FeaturesNode,
  PlanNode,
  PretrainNode,
  TrainingSpec,
  TrialNode,
  TrialSpec,
  TuneNode,
} from './nodes.ts';
import { cellSpec, drawOf, loadedSpec, type Overlaps, placelessSpec, pretrainSpec, splitsOf } from './specs.ts';
import type { SplitSpec } from './splits.ts';
import { cellsAlone, overlappingTasks, tasksOf } from './tasks.ts';
import { plannedTrials } from './trial-count.ts';
import { type ArmSearch, armSearch, innerOf, tuneNode } from './tuning.ts';

/** What beside the suite and the data determines results: part of every node's identity. */
export interface Semantics {
  /** Hash of the code that runs a node, and of every plug-in. */
  readonly code: string;
  readonly engine: EngineName;
  readonly device: string;
  readonly versions: Readonly<Record<string, string>>;
  /** Of the processor, within each trial, where there is more than one. */
  readonly threads?: number;
  /** Hash of the code of analyses and of what computes for them: part of their identity alone. */
  readonly analyses?: string;
}

/** Which part of a suite to run; everything where a list is absent. */
export interface Selection {
  readonly arms?: readonly string[];
  readonly sizes?: readonly number[];
  readonly targets?: readonly string[];
  /** By number, as in the tables of results. */
  readonly repeats?: readonly number[];
  readonly folds?: readonly number[];
  /** One of so many parts of the cells, counted from 1: all arms and sizes of a cell are in one of them. */
  readonly shard?: { readonly part: number; readonly of: number };
}

export interface PlanOptions {
  /** False: every trial computes its frozen stages itself, to check that features change nothing. */
  readonly shareFeatures?: boolean;
}

/** A suite as a graph of work. Pure data: making it runs nothing. */
export interface Plan {
  /** SHA-256 over all nodes and over what is compared. */
  readonly id: string;
  readonly suite: Suite;
  /** What it is to run on. */
  readonly engine: EngineName;
  /** Arms in the plan, in suite order. */
  readonly arms: readonly Arm[];
  readonly targets: readonly TargetChoice[];
  readonly selected: boolean;
  /** A source that starts from another one stands after it. */
  readonly pretraining: readonly PretrainNode[];
  readonly features: readonly FeaturesNode[];
  /** One for each arm and cell, where the suite tunes; arms that are the same share it. */
  readonly tuning: readonly TuneNode[];
  /** By target, size, repeat, fold, arm: arms of a cell lie side by side. */
  readonly trials: readonly TrialNode[];
  /** By target, size, repeat, fold, and the order of the suite's section. */
  readonly analyses: readonly AnalysisNode[];
  readonly nodes: ReadonlyMap<string, PlanNode>;
  readonly architectures: ReadonlyMap<string, Architecture>;
  /** By target: what a score of guessing is known by. Of values that is all of the target's data, whatever the cell. */
  readonly described: ReadonlyMap<string, TargetDescription>;
  /** What the lessons of sources and arms ask of every step. */
  readonly lessons: LessonShapes;
  /** Sources that share examples with a target: target names by source. */
  readonly overlaps: Overlaps;
}

const FORMAT = 1; // of node specifications; raise it when equal specifications come to mean something else

/**
 * The plan of a suite whose targets have one model and the same sources, and which has all its arms.
 *
 * @throws {HeadstartError} `suite` with every design that the data cannot hold, at its line.
 */
export function planScene(
  suite: Suite,
  catalog: Catalog,
  semantics: Semantics,
  selection: Selection,
  shareFeatures: boolean,
): Plan {
  const found = existingWeights(suite, catalog);
  checkSuite(suite, catalog, found);
  const lessons = lessonShapes(suite, catalog);
  const { analyses: analysisCode = null, ...shared } = semantics;
  const files = modelHash(suite);
  const context = hashOf({ format: FORMAT, ...shared, ...(files === null ? {} : { files }) });
  const overlaps = overlappingTargets(suite, catalog);
  checkOverlaps(suite, catalog, overlaps);
  const sharing = overlappingTasks(suite, catalog);
  const rule = suite.tune === null ? '' : `\n${hashOf(suite.tune)}`; // not what it chooses: that may differ within a cell
  const pretraining = new Map<string, PretrainNode>();
  const features = new Map<string, FeaturesNode>();
  const tuning = new Map<string, TuneNode>();
  const trials: TrialNode[] = [];
  const analyses: AnalysisNode[] = [];
  const architectures = new Map<string, Architecture>();
  const described = new Map<string, TargetDescription>();
  const model = placelessModel(suite.model);
  const arms = suite.arms.filter((arm) => selection.arms?.includes(arm.name) ?? true);
  const armHashes = new Map(arms.map((arm) => [arm.name, hashOf({ recipe: arm.recipe, model })]));

  const cellHashOf = (cell: ReturnType<typeof cellSpec>, data: string): string =>
    hashOf({ ...cell, fingerprint: bytesOf(catalog, data) });
  const modelled = hashOf(model);
  const fingerprintOf = (cellHash: string): string => sha256(`cell\n${context}\n${cellHash}\n${modelled}${rule}`);

  const pretrainNode = (source: string, split: SplitSpec, size: number): PretrainNode => {
    const weights = found.get(source)?.weights;
    const { data, from } = suite.sources[source] as Partial<TrainedSource>;
    const start = from === undefined ? null : pretrainNode(from, split, size);
    const spec =
      weights === undefined
        ? pretrainSpec(suite, source, split, size, overlaps, start)
        : loadedSpec(suite, source, weights, catalog.get(suite.targets[0].data)!.dataset);
    const fingerprint = data === undefined ? '' : catalog.get(data)!.dataset.fingerprint; // files have their own hashes
    const uses = start === null ? '' : `\n${start.id}`;
    const id = sha256(`pretrain\n${context}\n${fingerprint}\n${hashOf(placelessSpec(spec))}${uses}`);
    const node = pretraining.get(id) ?? { kind: 'pretrain', id, spec, uses: start?.id ?? null };
    pretraining.set(id, node);
    return node;
  };

  const searches = new Map<string, ArmSearch>();
  const searchOf = (arm: Arm, training: TrainingSpec): ArmSearch | null => {
    if (suite.tune === null) return null;
    const key = `${arm.name}\n${training.steps}`;
    const search = searches.get(key) ?? armSearch(suite, suite.tune, arm, training);
    searches.set(key, search);
    return search;
  };

  for (const target of suite.targets.filter(({ name }) => selection.targets?.includes(name) ?? true)) {
    const view = catalog.get(target.data)!;
    const architecture = buildArchitecture(suite.model, view.dataset, scoredOutputs(suite, view));
    const scope: AnalysedCell['scope'] = {
      arms: arms.map(({ name }) => name),
      sources: Object.keys(suite.sources),
      stages: bodyStages(architecture),
    };
    architectures.set(target.name, architecture);
    described.set(target.name, describedTarget(suite, view));
    for (const size of target.sizes.filter((size) => selection.sizes?.includes(size) ?? true)) {
      for (const split of splitsOf(suite, target).filter(chosenBy(selection))) {
        const cell = cellSpec(suite, target, split, size);
        const cellHash = cellHashOf(cell, target.data);
        const fingerprint = fingerprintOf(cellHash);
        const ofCell = new Map<string, TrialNode>();
        const sourceNodes = new Map<string, PretrainNode>();
        const sourceNode = (from: string): PretrainNode => {
          const node = sourceNodes.get(from) ?? pretrainNode(from, split, size);
          sourceNodes.set(from, node);
          return node;
        };
        for (const arm of arms) {
          const { init } = arm.recipe;
          const sourceClasses = init !== 'random' && init.head === 'kept' ? headClasses(suite, init.from, found) : null;
          const select = arm.recipe.adapt === 'none' ? 'last' : suite.select;
          const source = init === 'random' ? null : sourceNode(init.from);
          const labelled = arm.recipe.adapt === 'none' ? null : drawOf(suite, suite.labelled!, split, overlaps);
          const trained = source?.spec.existing === null ? source.spec : null;
          const tasks = tasksOf(suite, arm.recipe, split, size, trained, sharing, catalog);
          const spec: TrialSpec = {
            ...cell,
            model: suite.model,
            recipe: arm.recipe,
            sourceClasses,
            labelled,
            tasks,
            select,
          };
          const search = searchOf(arm, cell.training);
          const recipes = search?.configurations.map(({ recipe }) => recipe);
          const shared =
            source === null || !shareFeatures
              ? null
              : featuresOf(spec, source, architecture, view, context, alike(suite), recipes);
          if (shared !== null && !features.has(shared.id)) features.set(shared.id, shared);
          const inputs = { uses: source?.id ?? null, features: shared?.id ?? null };
          // With features, for its arithmetic may differ in the last bits.
          const taken = hashOf({
            inputs,
            sourceClasses,
            select,
            labelled: labelled && [labelled, bytesOf(catalog, labelled.source)],
            tasks: tasks.map(({ seen, ...task }) => [task, seen && placelessSpec(seen), bytesOf(catalog, task.name)]),
          });
          const bytes = () => hashOf([view.dataset.fingerprint, taken]);
          const tune = search && tuneNode(arm.name, spec, search, innerOf(suite.tune!, spec), inputs, context, bytes());
          if (tune !== null && !tuning.has(tune.id)) tuning.set(tune.id, tune);
          const chosen = tune === null ? '' : `\n${tune.id}`;
          const id = sha256(`trial\n${context}\n${armHashes.get(arm.name)}\n${cellHash}\n${taken}${chosen}`);
          const trial: TrialNode = {
            kind: 'trial',
            id,
            arm: arm.name,
            spec,
            ...inputs,
            tune: tune?.id ?? null,
            fingerprint,
            alone: cellsAlone(suite, spec, catalog, (of, data) => fingerprintOf(cellHashOf(of, data))),
          };
          trials.push(trial);
          ofCell.set(arm.name, trial);
        }
        const { repeat, fold } = split;
        const { analyse } = suite;
        if (analyse === null || !isAnalysed(analyse, { size, largest: target.sizes.at(-1)!, repeat, fold })) continue;
        const draw = suite.labelled === null ? null : drawOf(suite, suite.labelled, split, overlaps);
        analyses.push(
          ...analysesOf(analyse, {
            trials: ofCell,
            scope,
            context: hashOf([context, analysisCode]),
            fingerprint: view.dataset.fingerprint,
            pretrain: sourceNode,
            labelled: draw === null ? null : { draw, fingerprint: bytesOf(catalog, draw.source) },
          }),
        );
      }
    }
  }
  const all: PlanNode[] = [...pretraining.values(), ...features.values(), ...tuning.values(), ...trials, ...analyses];
  const { name, version, question, compare, comparisons, design } = suite;
  return {
    id: hashOf({
      suite: { name, version, question, compare: compare, comparisons },
      ...(suite.near === null ? {} : { near: suite.near }), // what is told of the data
      ...(design.kind === '5x2' ? { design: design.kind } : {}), // the trials of 2 folds in 5 repeats, tested otherwise
      trials: trials.map(({ id, arm }) => [arm, id]),
      ...(analyses.length === 0 ? {} : { analyses: analyses.map(({ id }) => id) }),
    }),
    suite,
    engine: semantics.engine,
    arms,
    targets: suite.targets.filter(({ name: target }) => trials.some(({ spec }) => spec.split.target === target)),
    selected: trials.length < plannedTrials(suite) || suite.design.first !== undefined,
    pretraining: [...pretraining.values()],
    features: [...features.values()],
    tuning: [...tuning.values()],
    trials,
    analyses,
    nodes: new Map(all.map((node) => [node.id, node])),
    architectures,
    described,
    lessons,
    overlaps,
  };
}

/** Which of a target's splits are chosen. Shards deal them out in turn, so that each has some of every repeat. */
function chosenBy({ repeats, folds, shard }: Selection) {
  return ({ repeat, fold }: SplitSpec, index: number): boolean =>
    (repeats?.includes(repeat) ?? true) &&
    (folds?.includes(fold) ?? true) &&
    (shard === undefined || index % shard.of === shard.part - 1);
}

/** Trials of one arm and size that share a pool: its folds, or all episodes. */
function alike({ design: { episodes, repeats, folds } }: Suite): number {
  return episodes === undefined ? folds : repeats;
}

/** Hash of the bytes that draws of these data are made from. */
function bytesOf(catalog: Catalog, data: string): string {
  return catalog.get(data)!.dataset.fingerprint;
}
