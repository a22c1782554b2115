import { hashOf } from '../../../base/hash.ts';
import { FIRST_TOKEN, SPECIAL_WORDS, type Vocabulary } from '../vocabulary.ts';

const LETTERS = [...'abcdefghijklmnopqrstuvwxyz', "'"];
const VOWELS = ['AA', 'AE', 'AH', 'AO', 'AW', 'AY', 'EH', 'ER', 'EY', 'IH', 'IY', 'OW', 'OY', 'UH', 'UW'];
const CONSONANTS = 'B CH D DH F G HH JH K L M N NG P R S SH T TH V W Y Z ZH'.split(' ');

/** The 39 phonemes of ARPAbet that CMUdict knows; then its vowels without stress, with the main and with a lesser one. */
const PHONEMES = [
  ...VOWELS,
  ...CONSONANTS,
  ...['0', '1', '2'].flatMap((stress) => VOWELS.map((vowel) => vowel + stress)),
];

/** Letters and phonemes: one vocabulary for all data sets of spelt words, so that one can be the source of another. */
export const signs: Vocabulary = { words: [...SPECIAL_WORDS, ...LETTERS, ...PHONEMES], writing: 'spaced' };

/** A hash of what the ids of letters and phonemes are. */
export const signsHash = hashOf({ signs: signs.words });

const letterIds = new Map(LETTERS.map((letter, index) => [letter, FIRST_TOKEN + index]));
const phonemeIds = new Map(PHONEMES.map((name, index) => [name, FIRST_TOKEN + LETTERS.length + index]));

/** The ids of a word's letters; null where it has others than a to z and the apostrophe. */
export function lettersOf(word: string): number[] | null {
  return idsOf([...word], letterIds);
}

/** The ids of phonemes; null where one is unknown. */
export function phonemesOf(names: readonly string[]): number[] | null {
  return idsOf(names, phonemeIds);
}

function idsOf(names: readonly string[], known: ReadonlyMap<string, number>): number[] | null {
  const ids = names.flatMap((name) => known.get(name) ?? []);
  return ids.length === names.length ? ids : null;
}
