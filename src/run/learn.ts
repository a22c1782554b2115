import type { Factors } from '../base/random.ts';
import { outputsOf } from '../data/targets.ts';
import { ofClasses, represent, type View } from '../data/view.ts';
import { type Architecture, countParameters, withoutPrefix } from '../model/architecture.ts';
import { networkOf, networkStages } from '../model/network.ts';
import { armArchitecture } from '../plan/arm-model.ts';
import type { Datasets } from '../plan/examples.ts';
import type { TrialSpec } from '../plan/nodes.ts';
import { poolOfSplit } from '../plan/splits.ts';
import { type FitRequest, type FitResult, fit } from '../transfer/fit.ts';
import type { Lesson } from '../transfer/lesson.ts';
import { segmentsOf } from '../transfer/segments.ts';
import { frozenPrefix, planStages, type StagePlan } from '../transfer/stages.ts';
import { type OtherExamples, targetLesson } from '../transfer/target-lesson.ts';
import { poolOf } from './examples.ts';
import { startWeights } from './start-weights.ts';
import { type NodeInputs, optimizerOf, type Workbench } from './workbench.ts';

/** What an arm trains on one target: its model, or what is left of it after stages whose output is known. */
export interface Pupil {
  readonly whole: Architecture;
  /** Names of the first stages, whose output the examples are. */
  readonly prefix: readonly string[];
  readonly architecture: Architecture;
  readonly plan: StagePlan;
  /** Names of the parameters that the recipe puts in. */
  readonly inserted: readonly string[];
  /** The target's pool, as the architecture takes it. */
  readonly pool: View;
}

/** @param hasFeatures whether the output of the frozen first stages stands for the examples. */
export function pupilOf(
  { model, recipe, split }: Pick<TrialSpec, 'model' | 'recipe' | 'split'>,
  hasFeatures: boolean,
  features: Float32Array | null,
  datasets: Datasets,
): Pupil {
  const examples = poolOf(datasets, poolOfSplit(split));
  const outputs = split.episode?.ways ?? outputsOf(examples);
  const { architecture: whole, inserted } = armArchitecture(model, recipe, examples.dataset, outputs);
  const plan = planStages(
    recipe,
    whole.stages.map(({ name }) => name),
  );
  if ('unknown' in plan) throw new Error(`unknown stage ${plan.unknown[0]?.name}: the plan must have refused it`);
  const prefix = hasFeatures ? frozenPrefix(recipe, plan, whole.stages) : [];
  const architecture = withoutPrefix(whole, prefix);
  const pool = hasFeatures ? featuresView(examples, architecture.inputShape, features) : examples;
  return { whole, prefix, architecture, plan, inserted, pool };
}

/** The pool's examples as the model's remaining stages take them. */
function featuresView(pool: View, shape: readonly number[], features: Float32Array | null): View {
  if (features === null) throw new Error('this trial needs features, but was given none');
  return represent(pool, { shape, samples: features, scale: 1 });
}

type Observe = NonNullable<FitRequest['observe']>;

/** One training run of a pupil. Nothing in it names the arm: every arm of the cell draws the same head and batches. */
export interface Learning extends Pick<FitRequest, 'observeEvery' | 'stopped'> {
  readonly spec: Pick<TrialSpec, 'model' | 'recipe' | 'training' | 'sourceClasses'>;
  /** Id of the pre-training whose checkpoint is loaded, if one is. */
  readonly uses: string | null;
  readonly checkpoint: NodeInputs['weights'];
  readonly train: View;
  readonly others: OtherExamples;
  /** What the initial weights depend on. */
  readonly factors: Factors;
  /** What the order of the examples depends on, and what is dropped. */
  readonly order: Factors;
  readonly observe?: (...observed: [...Parameters<Observe>, lesson: Lesson]) => Promise<void>;
}

/** Trains a pupil as its recipe says. */
export async function learn(
  { whole, prefix, architecture, plan, inserted }: Pupil,
  learning: Learning,
  bench: Workbench,
): Promise<FitResult> {
  const { spec, uses, checkpoint, train, factors, order, observe } = learning;
  const { recipe, training } = spec;
  const head = architecture.stages.at(-1)!;
  const { inputShape } = architecture;
  const context = { inputShape, features: head.inputShape, view: train, batch: training.batch, factors: order };
  const lesson = targetLesson(recipe, head, context, learning.others);
  const network = networkOf(architecture, lesson.branches);
  const start = { architecture, network, plan, inserted, factors, checkpoint, view: train };
  const weights = await startWeights(bench.engine, { spec, uses }, start);
  return fit(bench.engine, {
    network,
    parameters: countParameters({ stages: [...whole.stages.slice(0, prefix.length), ...networkStages(network)] }),
    weights,
    lesson,
    optimizer: optimizerOf(training.optimizer),
    segments: segmentsOf(recipe, {
      network,
      plan,
      inserted,
      shared: spec.sourceClasses && ofClasses(train).classes.map((name) => spec.sourceClasses!.includes(name)),
      steps: training.steps,
      lr: training.lr,
    }),
    factors: order,
    ...(observe && { observe: (...observed) => observe(...observed, lesson) }),
    observeEvery: learning.observeEvery,
    stopped: learning.stopped,
  });
}
