import type { Tensor } from '@tensorflow/tfjs-core';
import { HeadstartError } from '../base/errors.ts';
import type { NamedTensors, TensorSpecs } from '../engine/contract.ts';
import { inStage } from '../engine/stage.ts';
import type { MaskSpec, Outputs, Pass, Stage } from './contract.ts';

/**
 * What is trained in one go: stages that all examples go through, and branches on their output: a head, a second task's
 * head, a decoder, a projection, a domain classifier. A stage belongs to one place only.
 */
export interface Network {
  /** Equal keys mean equal stages and shapes. */
  readonly key: string;
  /** Of one example. */
  readonly inputShape: readonly number[];
  readonly body: readonly Stage[];
  readonly branches: Readonly<Record<string, readonly Stage[]>>;
}

/** A chain of stages, the head last. */
interface Model {
  readonly key: string;
  readonly inputShape: readonly number[];
  readonly stages: readonly Stage[];
}

/** The branch that makes logits of a target's classes. */
export const HEAD = 'head';

/**
 * A model as a network: its head is the branch `head`. Other branches may stand in its place or beside it.
 *
 * @throws {HeadstartError} `suite` if a stage of the model has the name of one in a branch.
 */
export function networkOf(
  model: Model,
  branches: Readonly<Record<string, readonly Stage[]>> = { [HEAD]: model.stages.slice(-1) },
): Network {
  const shapes = Object.entries(branches).map(([name, stages]) =>
    [name, ...stages.map((stage) => `${stage.name} ${stage.inputShape.join('×')}→${stage.outputShape.join('×')}`)].join(
      ' ',
    ),
  );
  const body = model.stages.slice(0, -1);
  const [twice] = repeatedStages({ body, branches });
  if (twice !== undefined) {
    throw new HeadstartError('suite', {
      message: 'two stages have one name: the backbone has one, and the recipe or the objective adds one',
      received: twice,
      remedy: 'rename the stage of the backbone',
    });
  }
  return { key: `${model.key}[${shapes.join('; ')}]`, inputShape: model.inputShape, body, branches };
}

/** Names that more than one stage of a network has, each once. Planning refuses them: weights are found by name. */
export function repeatedStages(network: Pick<Network, 'body' | 'branches'>): string[] {
  const names = networkStages(network).map(({ name }) => name);
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}

/** All stages of a network, each once: the body's, then those of the branches. */
export function networkStages({ body, branches }: Pick<Network, 'body' | 'branches'>): readonly Stage[] {
  return [...body, ...Object.values(branches).flat()];
}

/** How all stages of a network are run in one pass. Names of masks and statistics are `stage/name`. */
export interface NetworkPass {
  readonly weight: Tensor | null;
  readonly masks: NamedTensors | null;
  /** What stages are given beside the output of the one before them. */
  readonly given: NamedTensors;
  /** Names of the stages that normalise by the batch. */
  readonly batchStatistics: readonly string[];
  readonly keep: (name: string, value: Tensor) => void;
}

/** Inference: nothing is dropped, and statistics stay. */
export const INFERENCE: NetworkPass = {
  weight: null,
  masks: null,
  given: {},
  batchStatistics: [],
  keep: (name) => {
    throw new Error(`the statistics ${name} moved outside of training`);
  },
};

/**
 * The forward pass through stages in order: [batch, …inputShape of the first] → [batch, …outputShape of the last].
 *
 * @param parameters named `stage/parameter`.
 */
export function forward(
  stages: readonly Stage[],
  parameters: NamedTensors,
  x: Tensor,
  pass: NetworkPass = INFERENCE,
): Tensor {
  return stages.reduce((value, stage) => {
    const own = pick(parameters, stage.name, Object.keys(stage.parameters));
    return inStage(stage.name, () => stage.apply(own, value, stagePass(stage, pass)));
  }, x);
}

/** The forward pass through the body; branches are run when they are asked for. */
export function outputsOf(
  { body, branches }: Network,
  parameters: NamedTensors,
  x: Tensor,
  pass: NetworkPass,
): Outputs {
  const made = new Map<string, Tensor>();
  const features = body.reduce((value, stage) => {
    const output = forward([stage], parameters, value, pass);
    made.set(stage.name, output);
    return output;
  }, x);
  return {
    body: features,
    at: (stage) => {
      const output = made.get(stage);
      if (output === undefined) throw new RangeError(`the body has no stage ${stage}`);
      return output;
    },
    parameter: (name) => parameters[name]!,
    branch: (name, from = features) => forward(branches[name]!, parameters, from, pass),
  };
}

function stagePass({ name, masks, given = {} }: Stage, pass: NetworkPass): Pass {
  return {
    weight: pass.weight,
    given: Object.fromEntries(Object.keys(given).map((input) => [input, pass.given[input]!])),
    masks: pass.masks === null || masks === undefined ? null : pick(pass.masks, name, Object.keys(masks)),
    batchStatistics: pass.batchStatistics.includes(name),
    keep: (statistic, value) => pass.keep(`${name}/${statistic}`, value),
  };
}

function pick(values: NamedTensors, stage: string, names: readonly string[]): NamedTensors {
  return Object.fromEntries(names.map((name) => [name, values[`${stage}/${name}`]!]));
}

/** The masks of some stages by `stage/name`. */
export function maskSpecs(stages: readonly Stage[]): Readonly<Record<string, MaskSpec>> {
  return Object.fromEntries(
    stages.flatMap(({ name, masks = {} }) =>
      Object.entries(masks)
        .filter(([, { rate }]) => rate > 0)
        .map(([mask, spec]) => [`${name}/${mask}`, spec] as const),
    ),
  );
}

/** The first of some stages, which are given nothing but the example: what can be looked into without anything written. */
export function readingStages(stages: readonly Stage[]): readonly Stage[] {
  const cut = stages.findIndex(({ given }) => given !== undefined);
  return cut === -1 ? stages : stages.slice(0, cut);
}

/** Shapes of what some stages are given, by name. */
export function givenShapes(stages: readonly Stage[]): Readonly<Record<string, readonly number[]>> {
  return Object.assign({}, ...stages.map(({ given = {} }) => given)) as Record<string, readonly number[]>;
}

/** Name and shape of every parameter of some stages. */
export function stageSpecs(stages: readonly Stage[]): TensorSpecs {
  return Object.fromEntries(
    stages.flatMap((stage) =>
      Object.entries(stage.parameters).map(([name, { shape }]) => [
        `${stage.name}/${name}`,
        { shape, dtype: 'float32' as const },
      ]),
    ),
  );
}

/** Names of all parameters of a stage that gradients can move. */
export function learnable({ name, parameters, statistics = [] }: Stage): string[] {
  return Object.keys(parameters)
    .filter((parameter) => !statistics.includes(parameter))
    .map((parameter) => `${name}/${parameter}`);
}

/** Names of a stage's moving statistics. */
export function statisticsOf({ name, statistics = [] }: Stage): string[] {
  return statistics.map((parameter) => `${name}/${parameter}`);
}
