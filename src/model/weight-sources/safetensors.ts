import { basename } from 'node:path';
import { z } from 'zod';
import { readSafetensors } from '../safetensors.ts';
import type { WeightSourceEntry } from './contract.ts';
import { givenFile, readFileOrRefuse } from './given-file.ts';
import { takeWeights } from './match.ts';

const schema = z.strictObject({
  path: z.string().min(1).describe('the .safetensors file, from the suite’s folder'),
  names: z
    .record(z.string(), z.string())
    .default({})
    .describe('the file’s name of a tensor for our `stage/parameter`, where they differ'),
  trained: z.string().min(1).optional().describe('what the weights were trained for, in words, for labels'),
});

/** Weights in a safetensors file. Layouts are those of TensorFlow: kernels [height, width, in, out] and [in, out]. */
export const safetensors = {
  name: 'safetensors',
  title: 'weights in a safetensors file',
  schema,
  trainedFor: ({ trained, path }) => trained ?? `an unnamed task (${basename(path)})`,
  files: ({ path }) => [givenFile(path)],
  paths: ['path'],
  load: ({ path, names }, specs) => {
    const file = basename(path);
    const theirs = (ours: string) => (Object.hasOwn(names, ours) ? names[ours]! : ours);
    const wanted = Object.keys(specs).map(theirs);
    const { tensors } = readSafetensors(readFileOrRefuse(givenFile(path)), file, { wanted });
    return takeWeights(specs, (ours) => tensors.get(theirs(ours)), {
      file,
      remedy: 'give the file’s names of tensors under `names`, or use the model that the weights are of',
    });
  },
} as const satisfies WeightSourceEntry<'safetensors', typeof schema>;
