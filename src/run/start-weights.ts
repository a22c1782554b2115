import type { Factors } from '../base/random.ts';
import { ofClasses, type View } from '../data/view.ts';
import type { Engine } from '../engine/contract.ts';
import { type Architecture, headOf, initialWeights, type Weights } from '../model/architecture.ts';
import { HEAD, type Network, networkStages, stageSpecs } from '../model/network.ts';
import { decodeWeights } from '../model/weight-file.ts';
import type { TrialSpec } from '../plan/nodes.ts';
import type { StagePlan } from '../transfer/stages.ts';
import { keptHead, prototypeHead } from '../transfer/start.ts';

/** The trial, before training or in it: with the configuration that was chosen for it. */
export interface Starting {
  readonly spec: Pick<TrialSpec, 'model' | 'recipe' | 'sourceClasses'>;
  /** Id of the pre-training node whose weights are loaded. */
  readonly uses: string | null;
}

export interface StartContext {
  /** The target's model, or what is left of it after frozen first stages, with what the recipe puts in. */
  readonly architecture: Architecture;
  readonly network: Network;
  readonly plan: StagePlan;
  /** Names of the parameters that the recipe puts in. */
  readonly inserted: readonly string[];
  readonly factors: Factors;
  readonly checkpoint: Uint8Array | null;
  /** The training examples. */
  readonly view: View;
}

/**
 * What the draws of a trial depend on: the cell, and never the arm, unless its recipe asks for draws of its own.
 */
export function trialFactors({ split, recipe }: Pick<TrialSpec, 'split' | 'recipe'>): Factors {
  const { seed, target, repeat, fold } = split;
  const cell = { seed, target, repeat, fold };
  return recipe.draws === 'shared' ? cell : { ...cell, draws: recipe.draws };
}

/**
 * What a trial starts from: loaded stages from the checkpoint, everything else at random, each parameter from a stream
 * of its own; then the head, if it is the source's or made from class means.
 */
export async function startWeights(engine: Engine, node: Starting, context: StartContext): Promise<Weights> {
  const { architecture, network, plan, inserted, factors, checkpoint, view } = context;
  const { recipe } = node.spec;
  const stages = networkStages(network);
  const isLoaded = (parameter: string) =>
    plan.loaded.includes(parameter.slice(0, parameter.indexOf('/'))) &&
    !parameter.startsWith(`${HEAD}/`) &&
    !inserted.includes(parameter);
  const names = stages.map(({ name }) => name);
  const weights = initialWeights({ stages }, names, factors, (parameter) => !isLoaded(parameter));
  const loaded = Object.entries(stageSpecs(stages)).filter(([parameter]) => isLoaded(parameter));
  const stored = loaded.length === 0 ? {} : decode(node, checkpoint, Object.fromEntries(loaded));
  const start = { ...weights, ...stored };
  if (plan.loaded.includes(HEAD)) return { ...start, ...sourceHead(node, context, start) };
  if (recipe.head.start !== 'prototypes') return start;
  return { ...start, ...(await prototypeHead(engine, architecture, start, ofClasses(view))) };
}

function sourceHead(node: Starting, { architecture, checkpoint, view }: StartContext, fresh: Weights): Weights {
  const { model, sourceClasses } = node.spec;
  if (sourceClasses === null) throw new Error('a kept head needs the classes of its source');
  const head = architecture.stages.at(-1)!;
  const source = headOf(model.head, head.inputShape, sourceClasses.length);
  const stored = decode(node, checkpoint, stageSpecs([source]));
  return keptHead(head, fresh, stored, { source: sourceClasses, target: ofClasses(view).classes });
}

function decode(node: Starting, checkpoint: Uint8Array | null, specs: ReturnType<typeof stageSpecs>): Weights {
  if (checkpoint === null) throw new Error('this trial needs a checkpoint, but was given none');
  return decodeWeights(checkpoint, specs, `checkpoint ${node.uses}`);
}
