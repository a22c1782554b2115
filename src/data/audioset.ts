import { join } from 'node:path';
import { z } from 'zod';
import { HeadstartError, printableText } from '../base/errors.ts';
import { clipFile, labelIds, segmentsOf } from './audio/audioset-files.ts';
import { clipFields, spectrogramDataset } from './audio/clips.ts';
import { readWav } from './audio/wav.ts';
import type { ClassDataset, DatasetEntry } from './contract.ts';
import { MOST_CLASSES } from './labels.ts';

const schema = z.strictObject({
  path: z
    .string()
    .min(1)
    .describe('a folder with the published `ontology.json`, a CSV file of segments and a folder of WAV clips'),
  segments: z
    .string()
    .min(1)
    .default('balanced_train_segments.csv')
    .describe('the CSV file of segments in this folder'),
  clips: z
    .string()
    .min(1)
    .default('clips')
    .describe('the folder of clips in it, named ID.wav or YID.wav by the YouTube id'),
  labels: z
    .array(z.string().min(1))
    .min(2)
    .max(MOST_CLASSES)
    .describe('the classes, by name or id as in the ontology; clips with none or several of them are left out'),
  missing: z
    .enum(['refuse', 'skip'])
    .default('refuse')
    .describe('what to do about segments whose clip is not there, as those of videos that were deleted'),
  ...clipFields({ rate: 16_000, seconds: 10, align: 'start', window: 25, hop: 20, bands: 64 }),
});

/**
 * A single-label part of AudioSet (Gemmeke et al. 2017), whose clips have several labels each: those that have exactly one of
 * the chosen labels, which is their class. What other labels they have is not looked at, nor are the ontology's parents and
 * children of a label.
 */
export const audioSet = {
  name: 'audioset',
  title: 'AudioSet in its published layout, clips with one of the labels you choose; as log-mel spectrograms',
  schema,
  card: {
    modality: 'sounds',
    licence: 'segments CC BY 4.0, ontology CC BY-SA 4.0; clips belong to their owners on YouTube',
  },
  storage: { kind: 'own', from: 'https://research.google.com/audioset/download.html' },
  classes: ({ labels }) => labels,
  load: loadAudioSet,
} as const satisfies DatasetEntry<'audioset', typeof schema>;

async function loadAudioSet(options: z.infer<typeof schema>): Promise<ClassDataset> {
  const { path, segments: file, clips, labels: classes, missing, ...form } = options;
  const segments = await segmentsOf(join(path, file), await labelIds(join(path, 'ontology.json'), classes));
  const found = segments.flatMap((segment) => {
    const clip = clipFile(join(path, clips), segment);
    return clip === undefined ? [] : [{ ...segment, clip }];
  });
  const refuse = (message: string, received: unknown, remedy: string): never => {
    throw new HeadstartError('data', { file: printableText(join(path, file)), message, received, remedy });
  };
  const absent = segments.length - found.length;
  if (missing === 'refuse' && absent > 0) {
    refuse(
      `${absent} of ${segments.length} segments have no clip in ${join(path, clips)}`,
      missing,
      'add them, or write `missing: skip`',
    );
  }
  const empty = classes.find((_, label) => !found.some((segment) => segment.label === label));
  if (empty !== undefined) refuse('a label has no clip of its own', empty, 'leave it out, or use other segments');
  return spectrogramDataset(form, {
    classes,
    labels: Uint8Array.from(found, ({ label }) => label),
    sound: (example) => readWav(found[example]!.clip),
  });
}
