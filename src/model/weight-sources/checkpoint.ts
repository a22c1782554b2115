import { basename } from 'node:path';
import { z } from 'zod';
import { HeadstartError } from '../../base/errors.ts';
import { sha256 } from '../../base/hash.ts';
import { type CheckpointManifest, parseManifest } from '../checkpoint-manifest.ts';
import { readSafetensors } from '../safetensors.ts';
import type { WeightSourceEntry } from './contract.ts';
import { givenFile, readFileOrRefuse } from './given-file.ts';
import { takeWeights } from './match.ts';

const MOST_MANIFEST = 10_000_000;

const schema = z.strictObject({
  path: z
    .string()
    .regex(/\.safetensors$/, 'must end in .safetensors')
    .describe('an exported checkpoint, from the suite’s folder; its manifest, .json, lies beside it'),
});

/** A checkpoint that this project has exported. Its bytes must be those that its manifest names. */
export const checkpoint = {
  name: 'checkpoint',
  title: 'a checkpoint that was exported from a run',
  schema,
  trainedFor: ({ path }) => {
    const { objective, suite } = manifestOf(path).provenance;
    return `${objective} (suite ${suite})`;
  },
  headClasses: ({ path }) => manifestOf(path).classes,
  content: ({ path }) => manifestOf(path).content,
  files: ({ path }) => [givenFile(path), givenFile(manifestFile(path))],
  paths: ['path'],
  load: ({ path }, specs) => {
    const file = basename(path);
    const { sha256: expected, stages } = manifestOf(path);
    const bytes = readFileOrRefuse(givenFile(path));
    if (sha256(bytes) !== expected) {
      throw new HeadstartError('data', {
        file,
        message: `the weights are not those that ${basename(manifestFile(path))} was written for`,
        received: sha256(bytes),
        remedy: 'export the checkpoint again',
      });
    }
    const { tensors } = readSafetensors(bytes, file, { wanted: Object.keys(specs) });
    return takeWeights(specs, (name) => tensors.get(name), {
      file,
      remedy: `take stages that it holds (${stages.join(', ')}), with the model that it was exported from`,
    });
  },
} as const satisfies WeightSourceEntry<'checkpoint', typeof schema>;

/**
 * The manifest beside an exported checkpoint.
 *
 * @throws {HeadstartError} `data` if it is not there or damaged.
 */
export function manifestOf(path: string): CheckpointManifest {
  const file = givenFile(manifestFile(path));
  return parseManifest(new TextDecoder().decode(readFileOrRefuse(file, MOST_MANIFEST)), basename(file));
}

function manifestFile(path: string): string {
  return path.replace(/\.safetensors$/, '.json');
}
