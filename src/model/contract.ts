import type { Tensor } from '@tensorflow/tfjs-core';
import type { z } from 'zod';
import type { NamedTensors } from '../engine/contract.ts';

/** A parameter's shape and the distribution of its initial values. */
export interface ParameterSpec {
  readonly shape: readonly number[];
  readonly init: Initializer;
}

export type Initializer =
  | { readonly kind: 'zeros' }
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
  /** Multiply–add operations of the forward pass for one example: what the cost estimate counts. */
  readonly multiplyAdds: number;
  /** A pure function: [batch, …inputShape] → [batch, …outputShape]. */
  readonly apply: (parameters: NamedTensors, x: Tensor) => Tensor;
}

/** A family of models in stages; one entry of the registry. */
export interface BackboneEntry<Name extends string, Schema extends z.ZodObject> {
  readonly name: Name;
  readonly title: string;
  readonly schema: Schema;
  /**
   * @throws {HeadstartError} `suite` if the input is too small or has the wrong rank for these options.
   */
  stages(options: z.infer<Schema>, inputShape: readonly number[]): Stage[];
}

/** What turns the last stage's output into one logit per class; one entry of the registry. */
export interface HeadEntry<Name extends string> {
  readonly name: Name;
  readonly title: string;
  stage(inputShape: readonly number[], classes: number): Stage;
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
  update(
    gradient: Tensor,
    slots: NamedTensors,
    parameter: Tensor,
    scalars: NamedTensors,
  ): { readonly parameter: Tensor; readonly slots: NamedTensors };
}

/** What a metric is computed from: the logits of scored examples, on the host. */
export interface Predictions {
  /** `count` × `classes`, row-major. */
  readonly logits: Float32Array;
  readonly labels: Int32Array;
  readonly classes: number;
}

/** One entry of the registry. */
export interface MetricEntry<Name extends string> {
  readonly name: Name;
  readonly label: string;
  readonly direction: 'higher' | 'lower';
  readonly unit: 'fraction' | 'plain';
  /** The score of guessing without looking: what a diverged trial gets. */
  floor(classes: number): number;
  /** @returns NaN if there are no examples. */
  compute(predictions: Predictions): number;
}
