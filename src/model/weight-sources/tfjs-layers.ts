import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { tensorFinder } from '../tfjs-layers/find-tensor.ts';
import { location, modelFile } from '../tfjs-layers/locate.ts';
import { readTensors, shardedFiles } from '../tfjs-layers/read.ts';
import type { WeightSourceEntry } from './contract.ts';
import { takeWeights } from './match.ts';

const schema = location.extend({
  trained: z.string().min(1).optional().describe('what the weights were trained for, in words, for labels'),
});

/** Of packages that are known, what their own documentation says. */
const TRAINED_FOR: Readonly<Record<string, string>> = {
  nsfwjs: 'classifying unsafe images (NSFW)',
};

/** The weights of a TensorFlow.js layers model, for the backbone of the same name and location. */
export const tfjsLayers = {
  name: 'tfjs-layers',
  title: 'weights of an existing TensorFlow.js layers model',
  schema,
  trainedFor: ({ trained, package: name, path }) =>
    trained ??
    (name !== undefined && Object.hasOwn(TRAINED_FOR, name)
      ? TRAINED_FOR[name]!
      : `an unnamed task (${name ?? lastParts(path!)})`),
  files: ({ trained: _trained, ...where }) => shardedFiles(modelFile(where)),
  paths: ['path'],
  load: ({ trained: _trained, ...where }, specs) => {
    const file = modelFile(where);
    return takeWeights(specs, tensorFinder(readTensors(file)), {
      file: basename(file),
      remedy:
        'use the backbone `tfjs-layers` with the same model, and end it with `until` before what depends on the size of images',
    });
  },
} as const satisfies WeightSourceEntry<'tfjs-layers', typeof schema>;

/** A model.json says little without its folder. */
function lastParts(path: string): string {
  return join(basename(dirname(path)), basename(path));
}
