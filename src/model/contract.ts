import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import type { z } from 'zod';
import type { NamedTensors, TensorSpecs } from '../engine/contract.ts';
import type { Content } from '../engine/input.ts';

/** A parameter's shape and the distribution of its initial values. */
export interface ParameterSpec {
  readonly shape: readonly number[];
  readonly init: Initializer;
}

export type Initializer =
  | { readonly kind: 'zeros' }
  | { readonly kind: 'ones' }
  | { readonly kind: 'normal'; readonly deviation: number }
  /** Normal with variance 2/fanIn, for layers followed by ReLU (He, Zhang, Ren, Sun 2015). */
  | { readonly kind: 'he-normal'; readonly fanIn: number }
  /** Uniform with variance 2/(fanIn + fanOut) (Glorot & Bengio 2010, eq. 16). */
  | { readonly kind: 'glorot-uniform'; readonly fanIn: number; readonly fanOut: number };

/**
 * A named, ordered piece of a model. Freezing, learning rates, transplanting and probing speak of stages.
 */
export interface Stage {
  readonly name: string;
  /** Shapes of one example, without the batch dimension. */
  readonly inputShape: readonly number[];
  readonly outputShape: readonly number[];
  readonly parameters: Readonly<Record<string, ParameterSpec>>;
  /** Those of the parameters that no gradient moves: what a normalisation has seen so far. */
  readonly statistics?: readonly string[];
  /**
   * Whether the stage makes one row of numbers of the parts that its input has, such as positions of a text or nodes of a
   * graph. What such a stage is given is what objectives about single parts look at.
   */
  readonly readout?: true;
  /** Of a stage in which the parts of a sequence look at each other: at all of them, or at none that come later. */
  readonly sees?: 'both' | 'past';
  /**
   * What the stage is given beside the output of the one before it, by name, such as the words that a decoder has written so
   * far: shapes of one example. Inputs of a program have these names.
   */
  readonly given?: Readonly<Record<string, readonly number[]>>;
  /** Of a last stage that makes a row of numbers for each place of a sequence: the head scores words at each of them. */
  readonly writes?: Writing;
  /** Random masks that a training step hands to the stage, by name. */
  readonly masks?: Readonly<Record<string, MaskSpec>>;
  /**
   * What analyses see of the output where that carries more than a representation, such as the edges of a graph: a
   * function [batch, …outputShape] → [batch, …shape]. The output itself if absent.
   */
  readonly represent?: { readonly shape: readonly number[]; readonly apply: (output: Tensor) => Tensor };
  /** Multiply–add operations of the forward pass for one example: what the cost estimate counts. */
  readonly multiplyAdds: number;
  /** A pure function but for `pass.keep`: [batch, …inputShape] → [batch, …outputShape]. */
  readonly apply: (parameters: NamedTensors, x: Tensor, pass: Pass) => Tensor;
}

/** How a model writes sequences. */
export interface Writing {
  /** The longest sequence, with its end. */
  readonly places: number;
  /** Sequences that are kept in view while one is written; 1 takes the likeliest word at each place. */
  readonly beams: number;
  /** α of the length penalty that sequences of different lengths are compared by; 0 for none. */
  readonly lengthPenalty: number;
}

/** A mask of zeros and ones over 1 − rate, so that what it multiplies keeps its mean (inverted dropout). */
export interface MaskSpec {
  /** Of one example, without the batch dimension. */
  readonly shape: readonly number[];
  /** Share of zeros, in [0, 1). */
  readonly rate: number;
}

/** How a stage is run, beside its parameters and its input. */
export interface Pass {
  /** [batch] 1 for an example, 0 for padding: what moments over a batch must leave out. Null where nothing is padded. */
  readonly weight: Tensor | null;
  /** What the stage is `given`, by name, each [batch, …shape]. */
  readonly given: NamedTensors;
  /** The stage's masks by name, each [batch, …shape]; null outside of training, where nothing is dropped. */
  readonly masks: NamedTensors | null;
  /** Whether to normalise by the moments of this batch and to move the kept ones, or to normalise by the kept ones. */
  readonly batchStatistics: boolean;
  /** Takes the new value of one of `statistics`, where they move. */
  readonly keep: (name: string, value: Tensor) => void;
}

/** A family of models in stages; one entry of the registry. */
export interface BackboneEntry<Name extends string, Schema extends z.ZodObject> {
  readonly name: Name;
  readonly title: string;
  readonly schema: Schema;
  /**
   * @param content what the numbers of an example stand for; pixels or plain numbers if absent.
   * @throws {HeadstartError} `suite` if the input is too small, has the wrong rank for these options, or is of another
   *   kind than the backbone takes.
   */
  stages(options: z.infer<Schema>, inputShape: readonly number[], content?: Content): Stage[];
  /**
   * The files that the stages depend on, if any: their SHA-256 belongs into the identity of whatever uses the backbone.
   *
   * @throws {HeadstartError} as `stages` does if they are not there.
   */
  files?(options: z.infer<Schema>): string[];
  /**
   * Options that are paths of `files`. A suite has them relative to its folder, the entry gets them absolute, and only
   * what lies there is part of identity.
   */
  readonly paths?: readonly string[];
}

/** What turns the last stage's output into one logit per class, or into a value; one entry of the registry. */
export interface HeadEntry<Name extends string, Schema extends z.ZodObject> {
  readonly name: Name;
  readonly title: string;
  readonly schema: Schema;
  /**
   * A stage named `head`. Parameters whose last dimension is `outputs` belong to one output in each column.
   *
   * @param outputs a logit for each class or word, or 1 for a value.
   */
  stage(options: z.infer<Schema>, inputShape: readonly number[], outputs: number): Stage;
}

/** What a training step minimizes on one batch. */
export interface Criterion {
  /** Tells programs apart: equal keys over equal networks build equal programs. */
  readonly key: string;
  /** Inputs of a step beside `x` [rows, …] and `weight` [rows]: their names and shapes. */
  readonly inputs: TensorSpecs;
  /** Names of the scalars that `scalars` returns, [1] each among the inputs; none of an optimizer's names. */
  readonly scalarNames: readonly string[];
  /** @param step 0-based, of `steps` in all. */
  scalars(step: number, steps: number): StepScalars;
  /** The loss, from what the network makes of `x`, and the inputs, `weight` among them. */
  loss(outputs: Outputs, inputs: NamedTensors): Scalar;
  /** How well the task is done on one batch, averaged over its examples; higher or lower as `measure.better` says. */
  readonly measure: {
    readonly name: string;
    readonly better: 'higher' | 'lower';
    value(outputs: Outputs, inputs: NamedTensors): Scalar;
  };
}

/** What a network makes of one batch. */
export interface Outputs {
  /** The output of the last shared stage, [rows, …]. */
  readonly body: Tensor;
  /** The output of a stage of the body, [rows, …]. @throws {RangeError} if the body has no such stage. */
  at(stage: string): Tensor;
  /** A parameter of the body, by `stage/parameter`. */
  parameter(name: string): Tensor;
  /** Runs a branch on the body's output, or on something of the same shape. */
  branch(name: string, from?: Tensor): Tensor;
}

/** The scalars of one optimizer step, made on the host and handed to the program as inputs. */
export type StepScalars = Readonly<Record<string, number>>;

/** A first-order optimizer as pure functions over one parameter tensor; one entry of the registry. */
export interface OptimizerEntry<Name extends string, Schema extends z.ZodObject> {
  readonly name: Name;
  readonly title: string;
  readonly schema: Schema;
  create(options: z.infer<Schema>): Optimizer;
}

export interface Optimizer {
  /** Tells programs apart: equal keys build equal programs. */
  readonly key: string;
  /** Names of the slots kept per parameter. Each has the parameter's shape and starts at zero. */
  readonly slots: readonly string[];
  /** Names of the scalars that `scalars` returns. */
  readonly scalarNames: readonly string[];
  /** @param step 1-based. */
  scalars(step: number, learningRate: number): StepScalars;
  /** What to take away from the parameters, and the new slots. */
  update(
    gradient: Tensor,
    slots: NamedTensors,
    scalars: NamedTensors,
  ): { readonly change: Tensor; readonly slots: NamedTensors };
}
