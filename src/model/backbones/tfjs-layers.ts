import { z } from 'zod';
import type { BackboneEntry } from '../contract.ts';
import { location, modelFile } from '../tfjs-layers/locate.ts';
import { readTopology } from '../tfjs-layers/read.ts';
import { stagesOf } from '../tfjs-layers/stages.ts';
import { withMomentum } from '../tfjs-layers/topology.ts';

const schema = location.extend({
  until: z.string().min(1).optional().describe('the last stage that is kept; all but the classifier if absent'),
  momentum: z
    .number()
    .min(0)
    .lt(1)
    .optional()
    .describe(
      'of all batch normalisation, in place of the file’s: the statistics move by 1 − momentum of the way in each step; with 0.999, as in many files, they need thousands of steps',
    ),
});

/**
 * An existing TensorFlow.js layers model without its classifier, at any size of image. Stages: as the model's layers are
 * named (src/model/tfjs-layers/cut.ts), `stem`, `block1` … for a MobileNetV2. Its weights are a source of their own.
 */
export const tfjsLayers = {
  name: 'tfjs-layers',
  title: 'an existing TensorFlow.js layers model, from an npm package or a file',
  schema,
  stages: ({ until, momentum, ...where }, inputShape) => {
    const topology = readTopology(modelFile(where));
    return stagesOf(momentum === undefined ? topology : withMomentum(topology, momentum), inputShape, until);
  },
  /** The topology alone: shards belong to the weight source. */
  files: (where) => [modelFile(where)],
  paths: ['path'],
} as const satisfies BackboneEntry<'tfjs-layers', typeof schema>;
