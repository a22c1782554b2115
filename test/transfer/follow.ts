import { type ClassView, selectClasses, type View } from '../../src/data/view.ts';
import type { Engine } from '../../src/engine/contract.ts';
import { type Architecture, initialWeights, type Weights } from '../../src/model/architecture.ts';
import type { Optimizer } from '../../src/model/contract.ts';
import { type Network, networkOf, networkStages } from '../../src/model/network.ts';
import { optimizers } from '../../src/model/registry.ts';
import { type FitRequest, type FitResult, fit as train } from '../../src/transfer/fit.ts';
import { type RecipeInput, recipeSchema } from '../../src/transfer/recipe.ts';
import { segmentsOf } from '../../src/transfer/segments.ts';
import { planStages } from '../../src/transfer/stages.ts';
import { targetLesson } from '../../src/transfer/target-lesson.ts';
import { withTuning } from '../../src/transfer/tuning.ts';
import { makeDataset } from '../data/make-dataset.ts';

/** Descent without momentum. */
export const plain: Optimizer = optimizers.sgd.create({ momentum: 0 });

/** Examples of three classes in the shape of a model's input. */
export function examplesFor({ inputShape }: Architecture, each: number, seed = 1): ClassView {
  return selectClasses(makeDataset({ counts: [each, each, each], shape: inputShape, seed }), ['c0', 'c1', 'c2']);
}

interface Options extends Partial<Pick<FitRequest, 'observe' | 'observeEvery' | 'stopped'>> {
  readonly view: View;
  readonly batch: number;
  readonly steps: number;
  readonly lr?: number;
  readonly optimizer?: Optimizer;
  readonly seed?: number;
  /** What takes the place of weights drawn at random. */
  readonly given?: Weights;
  /** What a recipe learns from beside the target. */
  readonly others?: readonly View[];
  /** Of each class whether the source has it, where its head is kept. */
  readonly shared?: readonly boolean[];
}

interface Followed {
  readonly network: Network;
  readonly inserted: readonly string[];
  readonly before: Weights;
  /** The caller disposes the state of a completed run. */
  readonly result: FitResult;
}

/** Trains a model as a recipe says. */
export async function follow(
  engine: Engine,
  model: Architecture,
  input: RecipeInput,
  options: Options,
): Promise<Followed> {
  const { view, batch, steps, lr = 0.1, optimizer = plain, seed = 1, given = {}, others = [], shared } = options;
  const recipe = recipeSchema.parse(input);
  const { architecture, inserted } = withTuning(model, recipe.tuning);
  const plan = planStages(
    recipe,
    architecture.stages.map(({ name }) => name),
  );
  if ('unknown' in plan) throw new Error('the recipe does not fit');
  const factors = { seed };
  const head = architecture.stages.at(-1)!;
  const context = { inputShape: architecture.inputShape, features: head.inputShape, view, batch, factors };
  const lesson = targetLesson(recipe, head, context, { labelled: others[0] ?? null, tasks: others });
  const network = networkOf(architecture, lesson.branches);
  const stages = networkStages(network);
  const names = stages.map(({ name }) => name);
  const before = { ...initialWeights({ stages }, names, factors), ...given };
  const result = await train(engine, {
    network,
    parameters: 0,
    weights: before,
    lesson,
    optimizer,
    segments: segmentsOf(recipe, { network, plan, inserted, shared: shared ?? null, steps, lr }),
    factors,
    ...(options.observe === undefined ? {} : { observe: options.observe }),
    observeEvery: options.observeEvery ?? steps,
    stopped: options.stopped ?? (() => false),
  });
  return { network, inserted, before, result };
}

interface Trajectory extends Omit<Followed, 'result'> {
  /** Before each step, and after the last. */
  readonly seen: readonly Weights[];
}

/** All parameters of a run, step by step. */
export async function trajectory(
  engine: Engine,
  model: Architecture,
  input: RecipeInput,
  options: Omit<Options, 'observe' | 'observeEvery' | 'stopped'>,
): Promise<Trajectory> {
  const seen: Weights[] = [];
  const { result, ...followed } = await follow(engine, model, input, {
    ...options,
    observe: async (_step, _examples, { packing, state }) => {
      seen.push(await packing.read(state));
    },
    observeEvery: 1,
  });
  if (result.status !== 'completed') throw new Error(result.status);
  result.trained.state.dispose();
  return { ...followed, seen };
}

/** What a run starts from and ends with. */
export async function endOf(
  engine: Engine,
  model: Architecture,
  input: RecipeInput,
  options: Options,
): Promise<{ readonly before: Weights; readonly after: Weights }> {
  const { before, result } = await follow(engine, model, input, options);
  if (result.status !== 'completed') throw new Error(result.status);
  const { packing, state } = result.trained;
  const after = await packing.read(state);
  state.dispose();
  return { before, after };
}

/** The very bits of some values, to compare or to print. */
export function bits(values: Float32Array): string {
  return Buffer.from(values.slice().buffer).toString('base64');
}
