import type { z } from 'zod';
import { HeadstartError } from '../../base/errors.ts';
import { canonicalJson } from '../../base/hash.ts';
import { lendTensorFlow } from '../../engine/guest.ts';
import type { BackboneEntry } from '../contract.ts';
import { withOwnNames } from './own-names.ts';
import { stagesOf } from './stages.ts';
import { parseTopology, type Topology } from './topology.ts';

/** What is needed of a `tf.LayersModel`. The package that makes them is the plug-in's to import, never ours. */
export interface GivenModel {
  toJSON(unused: null, returnString: false): unknown;
}

/** A backbone that a user writes with `@tensorflow/tfjs-layers`. */
export interface LayersBackbone<Schema extends z.ZodObject> {
  /** One line for people. */
  readonly title: string;
  readonly schema: Schema;
  /**
   * Whether the model ends in a classifier: its last dense layer, with what follows it, then gives way to the suite's
   * head. False keeps every layer.
   */
  readonly classifier: boolean;
  /**
   * Makes the model, sequential or functional. It is called once for each set of options and each shape.
   *
   * @param inputShape of one example.
   */
  model(options: z.output<Schema>, inputShape: readonly number[]): GivenModel;
}

/**
 * Makes a backbone of a user's layers model: its layers become stages (src/model/tfjs-layers/cut.ts) that run, and are
 * trained, like built-in ones. The model describes; its weights are not used. Every arm starts from Headstart's own
 * streams, with the family of distribution that the layer's initializer is of, so that arms stay matched.
 */
export function layersBackbone<Schema extends z.ZodObject>(
  given: LayersBackbone<Schema>,
): Omit<BackboneEntry<string, Schema>, 'name'> {
  const { title, schema, classifier } = given;
  const known = new Map<string, Topology>();
  const topologyOf = (options: z.output<Schema>, inputShape: readonly number[]): Topology => {
    const key = canonicalJson([options, inputShape]);
    const topology = known.get(key) ?? parseTopology(describe(given, options, inputShape), 'the layers model');
    known.set(key, topology);
    return topology;
  };
  return {
    title,
    schema,
    stages: (options, inputShape) => stagesOf(topologyOf(options, inputShape), inputShape, undefined, !classifier),
  };
}

function describe<Schema extends z.ZodObject>(
  given: LayersBackbone<Schema>,
  options: z.output<Schema>,
  inputShape: readonly number[],
): unknown {
  const giveBack = lendTensorFlow();
  try {
    const model: unknown = given.model(options, inputShape);
    if (typeof (model as Partial<GivenModel> | undefined)?.toJSON !== 'function') {
      throw new HeadstartError('suite', {
        message: '`model` must return a layers model',
        received: model,
        remedy: 'return what `tf.sequential` or `tf.model` makes',
      });
    }
    return { modelTopology: withOwnNames((model as GivenModel).toJSON(null, false)) };
  } finally {
    giveBack();
  }
}
