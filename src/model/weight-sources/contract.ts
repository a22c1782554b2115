import type { z } from 'zod';
import type { TensorSpecs } from '../../engine/contract.ts';
import type { Weights } from '../architecture.ts';

/** Weights that exist already, as a source of knowledge; one entry of the registry. */
export interface WeightSourceEntry<Name extends string, Schema extends z.ZodObject> {
  readonly name: Name;
  readonly title: string;
  readonly schema: Schema;
  /** What the weights were trained for, for labels: “classifying unsafe images (NSFW)”. */
  trainedFor(options: z.infer<Schema>): string;
  /**
   * Names of the classes of the head that is among the weights, in the order of its logits; null if there is none. Left
   * away where such names are never known.
   */
  headClasses?(options: z.infer<Schema>): readonly string[] | null;
  /**
   * What the numbers of an example stood for in training, where that is known and they were no pixels or plain numbers; left
   * away where it is never known.
   */
  content?(options: z.infer<Schema>): object | undefined;
  /**
   * The files that the weights come from. The SHA-256 of each belongs into the identity of whatever uses the source.
   *
   * @throws {HeadstartError} `suite` if the options do not say which files, `data` if they are not there.
   */
  files(options: z.infer<Schema>): string[];
  /**
   * Options that are paths of `files`. A suite has them relative to its folder, the entry gets them absolute, and only
   * what lies there is part of identity.
   */
  readonly paths?: readonly string[];
  /**
   * The weights of the wanted stages.
   *
   * @param specs of their parameters by `stage/parameter`.
   * @throws {HeadstartError} `data` if a file is damaged or a weight is not finite, `suite` if tensors are missing or
   *   have another shape: all of them are counted, and the first ones named.
   */
  load(options: z.infer<Schema>, specs: TensorSpecs): Weights;
}
