import { z } from 'zod';
import { clipFields, spectrogramDataset } from './audio/clips.ts';
import { readWav } from './audio/wav.ts';
import { classFiles, classFolders, type FileKind, groupsField } from './class-tree.ts';
import type { DatasetEntry } from './contract.ts';

const soundFiles: FileKind = {
  name: /\.wav$/i,
  one: 'sound',
  many: 'sounds',
  formats: 'WAV',
  layout: '*.wav',
  pattern: '*.wav',
  group: { of: 'speaker', expression: '^(speaker[0-9]+)' },
};

const schema = z.strictObject({
  path: z
    .string()
    .min(1)
    .describe('a folder with one sub-folder of WAV files for each class; relative to where the command is run'),
  groups: groupsField(soundFiles),
  ...clipFields({ rate: 16_000, seconds: 1, align: 'middle', window: 25, hop: 10, bands: 40 }),
});

/**
 * The user's own sounds: `path/CLASS/*.wav`, as log-mel spectrograms. Classes are the sub-folders by name, examples the
 * files by class and name. With `groups: sub-folders` the files are `path/CLASS/GROUP/*.wav`.
 */
export const audioFolder = {
  name: 'audio-folder',
  title: 'Sounds of your own: a folder of WAV files for each class, as log-mel spectrograms',
  schema,
  card: { modality: 'sounds', licence: 'that of your files' },
  storage: { kind: 'own' },
  classes: ({ path }) => classFolders(path, soundFiles),
  load({ path, groups, ...form }) {
    const { files, ...told } = classFiles(path, soundFiles, groups);
    return spectrogramDataset(form, { ...told, sound: (example) => readWav(files[example]!) });
  },
} as const satisfies DatasetEntry<'audio-folder', typeof schema>;
