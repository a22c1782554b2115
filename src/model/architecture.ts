import { hashOf, type Json } from '../base/hash.ts';
import { type Factors, stream } from '../base/random.ts';
import type { TensorSpecs } from '../engine/contract.ts';
import { asInput, type Content, type Input } from '../engine/input.ts';
import type { Initializer, Stage } from './contract.ts';
import { onEachPlace, volume } from './layers.ts';
import { stageSpecs } from './network.ts';
import { backbones, heads } from './registry.ts';

/** A head as a suite names it, with all its options. */
export interface HeadChoice {
  readonly use: keyof typeof heads;
  readonly [option: string]: Json;
}

/** A backbone as a suite names it, with all its options. */
export interface ModelChoice {
  readonly backbone: keyof typeof backbones;
  readonly head: HeadChoice;
  readonly [option: string]: Json | HeadChoice;
}

/** A whole model: the backbone's stages in order, then the head. */
export interface Architecture {
  /** Equal keys mean equal stages and shapes. */
  readonly key: string;
  readonly inputShape: readonly number[];
  /** What the numbers of the whole model's input stand for; pixels or plain numbers if absent. */
  readonly content?: Content;
  /** Numbers that the head makes: a logit for each class, one value, or at each place a logit for each word. */
  readonly outputs: number;
  readonly stages: readonly Stage[];
}

/** Weights by name `stage/parameter`. */
export type Weights = Readonly<Record<string, Float32Array>>;

/**
 * @param input a shape alone is one of pixels or plain numbers.
 * @throws {HeadstartError} `suite` if the backbone cannot take this input.
 */
export function buildArchitecture(model: ModelChoice, input: Input | readonly number[], outputs: number): Architecture {
  const { backbone, head, ...options } = model;
  const { shape, content } = asInput(input);
  const body = stagesOf(backbone, options, shape, content);
  const last = body.at(-1)!;
  return {
    key: hashOf({ model, inputShape: shape, outputs, ...(content && { content }) }),
    inputShape: shape,
    ...(content && { content }),
    outputs,
    stages: [...body, headAfter(last, head, outputs)],
  };
}

/** What a whole model is given. */
export function inputOf({ inputShape, content }: Architecture): Input {
  return { shape: inputShape, ...(content && { content }) };
}

/** The head of a body's last stage: over its whole output, or over each place where it writes. */
function headAfter({ writes, outputShape }: Stage, head: HeadChoice, outputs: number): Stage {
  if (writes === undefined) return headOf(head, outputShape, outputs);
  return onEachPlace(headOf(head, outputShape.slice(1), outputs), writes.places);
}

/** The stage from a body's output to logits, or to a value. Options were checked by the head's own schema, as in `stagesOf`. */
export function headOf({ use, ...options }: HeadChoice, inputShape: readonly number[], outputs: number): Stage {
  const { stage } = heads[use];
  return (stage as (options: object, inputShape: readonly number[], classes: number) => Stage)(
    options,
    inputShape,
    outputs,
  );
}

/** Options were checked by the backbone's own schema, which TypeScript cannot follow through a union of entries. */
function stagesOf(name: keyof typeof backbones, options: object, shape: readonly number[], content?: Content): Stage[] {
  const entry = backbones[name];
  return (entry.stages as (options: object, shape: readonly number[], content?: Content) => Stage[])(
    options,
    shape,
    content,
  );
}

/**
 * The files that a model's stages depend on, as absolute paths; none for most backbones.
 *
 * @throws {HeadstartError} if one is not there.
 */
export function modelFiles({ backbone, head: _head, ...options }: ModelChoice): string[] {
  const entry = backbones[backbone] as { readonly files?: (options: object) => string[] };
  return entry.files?.(options) ?? [];
}

/** What a model is, wherever its files lie: with the hash of those files, it determines the stages. */
export function placelessModel(model: ModelChoice): Json {
  const { files, paths = [] } = backbones[model.backbone] as { files?: unknown; paths?: readonly string[] };
  const isPlace = (option: string) => files !== undefined && paths.includes(option);
  return Object.fromEntries(Object.entries(model).filter(([option]) => !isPlace(option)));
}

/** Names of all stages but the head. */
export function bodyStages(architecture: Architecture): string[] {
  return architecture.stages.slice(0, -1).map((stage) => stage.name);
}

/**
 * What is left of a model once its first stages have been computed: it takes their output, [batch, …outputShape of the
 * last of them], to the same logits.
 *
 * @param prefix names of the first stages in order, fewer than all; none leave the model as it is.
 */
export function withoutPrefix(architecture: Architecture, prefix: readonly string[]): Architecture {
  const last = prefixStages(architecture, prefix).at(-1);
  if (last === undefined) return architecture;
  return {
    key: `${architecture.key}>${last.name}`,
    inputShape: last.outputShape,
    ...(architecture.content && { content: architecture.content }),
    outputs: architecture.outputs,
    stages: architecture.stages.slice(prefix.length),
  };
}

/**
 * The first stages of a model.
 *
 * @param prefix their names, in order.
 * @throws {RangeError} if the model does not start with them.
 */
export function prefixStages({ stages }: Architecture, prefix: readonly string[]): readonly Stage[] {
  const first = stages.slice(0, prefix.length);
  if (first.map(({ name }) => name).join() !== prefix.join()) {
    throw new RangeError(`the model does not start with the stages ${prefix.join(', ')}`);
  }
  return first;
}

/** Name and shape of every parameter, of some stages or of all. */
export function parameterSpecs(architecture: Pick<Architecture, 'stages'>, stages?: readonly string[]): TensorSpecs {
  return stageSpecs(architecture.stages.filter(({ name }) => stages === undefined || stages.includes(name)));
}

/** Number of values in all parameters, of some stages or of all. */
export function countParameters(architecture: Pick<Architecture, 'stages'>, stages?: readonly string[]): number {
  return Object.values(parameterSpecs(architecture, stages)).reduce((total, { shape }) => total + volume(shape), 0);
}

/**
 * Initial weights of some stages. Each parameter draws from a stream of its own that names stage and parameter, so
 * that a stage starts the same whatever the others are, and the head the same in every arm.
 */
export function initialWeights(
  architecture: Pick<Architecture, 'stages'>,
  stages: readonly string[],
  factors: Factors,
  wanted: (parameter: string) => boolean = () => true,
): Weights {
  const weights: Record<string, Float32Array> = {};
  for (const stage of architecture.stages) {
    if (!stages.includes(stage.name)) continue;
    for (const [name, { shape, init }] of Object.entries(stage.parameters)) {
      const parameter = `${stage.name}/${name}`;
      if (!wanted(parameter)) continue;
      weights[parameter] = initialValues(init, volume(shape), { ...factors, parameter });
    }
  }
  return weights;
}

function initialValues(init: Initializer, count: number, factors: Factors): Float32Array {
  const values = new Float32Array(count);
  if (init.kind === 'zeros') return values;
  if (init.kind === 'ones') return values.fill(1);
  const random = stream('init', factors);
  if (init.kind === 'normal') {
    random.normals(values, init.deviation);
  } else if (init.kind === 'he-normal') {
    random.normals(values, Math.sqrt(2 / init.fanIn));
  } else {
    const limit = Math.sqrt(6 / (init.fanIn + init.fanOut));
    for (let index = 0; index < count; index++) values[index] = limit * (2 * random.uniform() - 1);
  }
  return values;
}
