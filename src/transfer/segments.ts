import type { Stage } from '../model/contract.ts';
import { HEAD, learnable, type Network, networkStages } from '../model/network.ts';
import { isByClass } from './head-columns.ts';
import { type Pull, pullOf } from './penalty.ts';
import type { Recipe } from './recipe.ts';
import { scheduleFactor } from './schedule.ts';
import type { StagePlan } from './stages.ts';

/** A part of a training run in which the same parameters are trained. */
export interface Segment {
  readonly steps: number;
  /** Names of the parameters that gradients move. */
  readonly trained: readonly string[];
  /** Names of the stages that normalise by the batch, and whose statistics move. */
  readonly batchStatistics: readonly string[];
  /** Multiplies the learning rate of a parameter; null where all have the same. */
  readonly rate: ((parameter: string) => number) | null;
  /**
   * What draws a parameter somewhere: one pull for all its values, or one for each column (its last dimension). None
   * where the penalty leaves it alone; null where there is no penalty.
   */
  readonly pulls: ((parameter: string) => readonly Pull[]) | null;
  /** @param step 0-based, of the whole run. */
  readonly learningRate: (step: number) => number;
}

/** One constant segment in which everything is trained: how a source is pre-trained. */
export function wholeSegment(network: Network, steps: number, lr: number): Segment {
  const stages = networkStages(network);
  return {
    steps,
    trained: stages.flatMap(learnable),
    batchStatistics: stages.map(({ name }) => name),
    rate: null,
    pulls: null,
    learningRate: () => lr,
  };
}

/** What a recipe's segments are made from, beside the recipe. */
export interface SegmentContext {
  /** With what the recipe puts in, and with all branches. */
  readonly network: Network;
  readonly plan: StagePlan;
  /** Names of the parameters that the recipe puts in. */
  readonly inserted: readonly string[];
  /** For each of the target's classes whether the source has it; null unless the source's head is kept. */
  readonly shared: readonly boolean[] | null;
  readonly steps: number;
  /** The suite's learning rate. */
  readonly lr: number;
}

/**
 * How a recipe spends its budget: a segment for each phase, or for each stage that is unfrozen. None if it trains
 * nothing. Branches are trained throughout.
 */
export function segmentsOf(recipe: Recipe, context: SegmentContext): Segment[] {
  const { network, plan, steps, lr } = context;
  if (recipe.train === 'none') return [];
  const spans =
    recipe.unfreeze === 'none' ? phaseSpans(plan, steps) : unfreezeSpans(recipe.unfreeze, network, plan, steps);
  return spans
    .filter(({ start, end }) => end > start)
    .map(({ trained, start, end, lr: factor, from, to }) => ({
      steps: end - start,
      trained: parametersOf(recipe, context, trained),
      batchStatistics: movingStatistics(recipe, network, trained),
      rate: ratesOf(recipe, network),
      pulls: recipe.penalty === 'none' ? null : (parameter) => pullsOf(recipe.penalty, parameter, context),
      learningRate: (step) =>
        lr * recipe.lr.base * factor * scheduleFactor(recipe.lr.schedule, step - from, Math.max(1, to - from)),
    }));
}

interface Span {
  /** Stages. */
  readonly trained: readonly string[];
  /** Steps of the whole run, `end` excluded. */
  readonly start: number;
  readonly end: number;
  readonly lr: number;
  /** What the schedule runs over. */
  readonly from: number;
  readonly to: number;
}

function phaseSpans({ phases }: StagePlan, steps: number): Span[] {
  let share = 0;
  return phases.map(({ trained, share: own, lr }) => {
    const start = Math.round(share * steps);
    share += own;
    const end = Math.round(Math.min(1, share) * steps);
    return { trained, start, end, lr, from: start, to: end };
  });
}

/** Steps between two stages that are unfrozen. */
export function unfreezeEvery(every: number | undefined, stages: number, steps: number): number {
  if (every === undefined) return Math.max(1, Math.floor(steps / stages));
  return every < 1 ? Math.max(1, Math.round(every * steps)) : every;
}

/** The last stage first, then one more after each period; the last span takes the rest. Stages without parameters take none. */
function unfreezeSpans(
  { every }: Exclude<Recipe['unfreeze'], 'none'>,
  { body }: Network,
  { phases }: StagePlan,
  steps: number,
): Span[] {
  const { trained: all, lr } = phases[0]!;
  const empty = body.filter((stage) => !hasParameters(stage)).map(({ name }) => name);
  const trained = all.filter((name) => !empty.includes(name));
  const period = unfreezeEvery(every, trained.length, steps);
  return trained.map((_, index) => ({
    trained: trained.slice(trained.length - 1 - index),
    start: Math.min(steps, index * period),
    end: index === trained.length - 1 ? steps : Math.min(steps, (index + 1) * period),
    lr,
    from: 0,
    to: steps,
  }));
}

function parametersOf(recipe: Recipe, { network, inserted }: SegmentContext, trained: readonly string[]): string[] {
  const whole = recipe.train !== 'biases' && recipe.tuning === 'none';
  const body = network.body
    .filter(({ name }) => trained.includes(name))
    .flatMap(learnable)
    .filter((name) => whole || inserted.includes(name) || (recipe.train === 'biases' && isBias(name)));
  return [...body, ...branchStages(network, trained).flatMap(learnable)];
}

/** The head if it is trained, and all that is not part of the target's model. */
function branchStages(network: Network, trained: readonly string[]) {
  return Object.values(network.branches)
    .flat()
    .filter(({ name }) => name !== 'head' || trained.includes(name));
}

/** Bias terms of dense and convolutional layers and of normalisations. */
function isBias(parameter: string): boolean {
  return /(?:^|[/-])(?:bias|beta)$/.test(parameter);
}

function movingStatistics(recipe: Recipe, network: Network, trained: readonly string[]): string[] {
  const whole = recipe.train !== 'biases' && recipe.tuning === 'none';
  const body = network.body.filter(({ name }) =>
    recipe.norm === 'with-stage' ? whole && trained.includes(name) : recipe.norm === 'train',
  );
  const moving = recipe.norm === 'frozen' ? body : [...body, ...branchStages(network, trained)];
  return moving.filter(({ statistics = [] }) => statistics.length > 0).map(({ name }) => name);
}

/** The head's multiple for branches, `decay` to the power of the distance from the head for stages of the body. */
function ratesOf({ lr: { head, decay } }: Recipe, network: Network): Segment['rate'] {
  if (head === 1 && decay === 1) return null;
  const names = network.body.filter(hasParameters).map(({ name }) => name);
  return (parameter) => {
    const index = names.indexOf(stageOf(parameter));
    return index === -1 ? head : decay ** (names.length - index);
  };
}

/** Of a head that is kept, only the columns of shared classes came from the source. */
function pullsOf(penalty: Recipe['penalty'], parameter: string, context: SegmentContext): readonly Pull[] {
  const { plan, inserted, network, shared } = context;
  const loaded = plan.loaded.includes(stageOf(parameter)) && !inserted.includes(parameter);
  const columns =
    loaded && shared !== null && isByClass(network.branches[HEAD]![0]!, parameter, shared.length) ? shared : [loaded];
  return columns.flatMap((isLoaded) => pullOf(penalty, isLoaded) ?? []);
}

/** Whether gradients can move anything in a stage. */
function hasParameters(stage: Stage): boolean {
  return learnable(stage).length > 0;
}

function stageOf(parameter: string): string {
  return parameter.slice(0, parameter.indexOf('/'));
}
