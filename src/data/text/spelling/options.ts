import { z } from 'zod';
import { inHalf, type Pair, sequenceDataset } from '../sequence-dataset.ts';
import { lettersOf, phonemesOf, signs, signsHash } from './signs.ts';

/** Options that every data set of spelt words has. */
export const spellingOptions = {
  read: z
    .enum(['spelling', 'phonemes'])
    .default('spelling')
    .describe('what is read of a word; the other is to be written'),
  half: z
    .enum(['all', 'first', 'second'])
    .default('all')
    .describe('half of the words, told by their hash: a source of the first shares none with a target of the second'),
  length: z
    .int()
    .min(3)
    .max(64)
    .default(16)
    .describe('places of both sides, with start and end; words of which a side does not fit are left out'),
};

/** A word and how it sounds. */
export interface Spelt {
  readonly word: string;
  readonly phonemes: readonly string[];
}

/** The words as pairs of spelling and phonemes. Words with signs that are no letters, or with unknown phonemes, are left out. */
export function spellingDataset(
  words: readonly Spelt[],
  {
    read,
    half,
    length,
  }: { readonly read: 'spelling' | 'phonemes'; readonly half: 'all' | 'first' | 'second'; readonly length: number },
) {
  const pairs = words.flatMap(({ word, phonemes }): Pair[] => {
    const [letters, sounds] = [lettersOf(word), phonemesOf(phonemes)];
    if (letters === null || sounds === null || !inHalf(word, half)) return [];
    return [
      { name: word, ...(read === 'spelling' ? { read: letters, write: sounds } : { read: sounds, write: letters }) },
    ];
  });
  return sequenceDataset(pairs, { vocabulary: signs, tokenizer: signsHash, length });
}

/** What is to be written. */
export function writtenOf({ read }: { readonly read: 'spelling' | 'phonemes' }) {
  return { kind: 'sequences', of: read === 'spelling' ? 'phonemes' : 'letters' } as const;
}
