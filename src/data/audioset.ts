import { join } from 'node:path';
import { z } from 'zod';
import { HeadstartError, printableText } from '../base/errors.ts';
import { clipFile, labelIds, publishedLabels, segmentsOf } from './audio/audioset-files.ts';
import { clipFields, spectrogramDataset } from './audio/clips.ts';
import { readWav } from './audio/wav.ts';
import type { ClassDataset, DatasetEntry, LabelDataset } from './contract.ts';
import { MOST_CLASSES } from './labels.ts';

const schema = z
  .strictObject({
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
      .union([z.literal('all'), z.array(z.string().min(1)).min(2)], {
        error: 'must be a list of two names or more, or `all`; write [Speech, Music]',
      })
      .describe('names or ids as in the ontology, or `all` of the published `class_labels_indices.csv`'),
    targets: z
      .enum(['classes', 'labels'])
      .default('classes')
      .describe(
        '`classes`: clips with exactly one of the labels, which is their class; `labels`: clips with at least one, several labels each',
      ),
    missing: z
      .enum(['refuse', 'skip'])
      .default('refuse')
      .describe('what to do about segments whose clip is not there, as those of videos that were deleted'),
    ...clipFields({ rate: 16_000, seconds: 10, align: 'start', window: 25, hop: 20, bands: 64 }),
  })
  .refine(({ labels, targets }) => targets === 'labels' || (labels !== 'all' && labels.length <= MOST_CLASSES), {
    error: `must be at most ${MOST_CLASSES} names where each clip has one class; use fewer, or \`targets: labels\``,
    path: ['labels'],
  });

/** The file that lists all labels. */
const LABELS = 'class_labels_indices.csv';

type Options = z.infer<typeof schema>;

/**
 * AudioSet (Gemmeke et al. 2017), whose clips have several labels each. With `targets: labels` they have them here too: each
 * clip with at least one of the chosen labels is an example, as the field trains and scores it. With `targets: classes` it is
 * a single-label part: the clips with exactly one of the chosen labels, which is their class. What other labels they have is
 * not looked at, nor are the ontology's parents and children of a label.
 */
export const audioSet = {
  name: 'audioset',
  title:
    'AudioSet in its published layout: clips with some of the labels you choose, or with one; as log-mel spectrograms',
  schema,
  card: {
    modality: 'sounds',
    licence: 'segments CC BY 4.0, ontology CC BY-SA 4.0; clips belong to their owners on YouTube',
  },
  storage: { kind: 'own', from: 'https://research.google.com/audioset/download.html' },
  targets: (options) => ({ kind: options.targets, classes: namesOf(options) }),
  load: loadAudioSet,
} as const satisfies DatasetEntry<'audioset', typeof schema>;

function namesOf({ labels, path }: Options): readonly string[] {
  return labels === 'all' ? publishedLabels(join(path, LABELS)).map(({ name }) => name) : labels;
}

/** The identifiers by which segments name the labels. */
async function idsOf({ labels, path }: Options): Promise<string[]> {
  if (labels === 'all') return publishedLabels(join(path, LABELS)).map(({ id }) => id);
  return labelIds(join(path, 'ontology.json'), labels);
}

async function loadAudioSet(options: Options): Promise<ClassDataset | LabelDataset> {
  const { path, segments: file, clips, labels: _, targets, missing, ...form } = options;
  const classes = namesOf(options);
  const all = await segmentsOf(join(path, file), await idsOf(options));
  const segments = targets === 'labels' ? all : all.filter(({ labels }) => labels.length === 1);
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
  if (found.length === 0)
    refuse('no clip has one of the labels', options.labels, 'use other labels, or other segments');
  const sound = (example: number) => readWav(found[example]!.clip);
  if (targets === 'labels') {
    const marks = new Uint8Array(found.length * classes.length);
    for (const [example, { labels }] of found.entries()) {
      for (const label of labels) marks[example * classes.length + label] = 1;
    }
    return spectrogramDataset(form, { classes, marks, sound });
  }
  const empty = classes.find((_name, label) => !found.some((segment) => segment.labels[0] === label));
  if (empty !== undefined) refuse('a label has no clip of its own', empty, 'leave it out, or use other segments');
  return spectrogramDataset(form, { classes, labels: Uint8Array.from(found, ({ labels }) => labels[0]!), sound });
}
