import { z } from 'zod';
import { type RandomStream, stream } from '../../../base/random.ts';
import type { DatasetEntry } from '../../contract.ts';
import { type Spelt, spellingDataset, spellingOptions, writtenOf } from './options.ts';

const WORDS = 12_000;
const ONSETS = [
  '',
  'b',
  'c',
  'ch',
  'd',
  'f',
  'g',
  'h',
  'j',
  'k',
  'l',
  'm',
  'n',
  'p',
  'ph',
  'qu',
  'r',
  's',
  'sh',
  't',
  'th',
  'tr',
  'bl',
  'st',
  'v',
  'w',
  'z',
];
const VOWELS = ['a', 'e', 'i', 'o', 'u', 'ee', 'oo', 'ai', 'ou'];
const CODAS = ['', '', 'b', 'ck', 'd', 'll', 'm', 'n', 'ng', 'p', 'r', 's', 't', 'x'];

const schema = z.strictObject({
  ...spellingOptions,
  seed: z.int().min(0).max(4_294_967_295).default(0).describe('which words are made'),
});

/**
 * Made-up words of one to three syllables and how they sound by the rules of `soundsOf`, for trying things out: some letters
 * sound by what comes after them, two letters may be one sound, and one letter two or none. Equal seeds make equal words; of
 * equal words the first is kept.
 */
export const madeWords = {
  name: 'made-words',
  title: 'Made-up words, spelt and as they sound by a few rules, written here',
  schema,
  card: { modality: 'texts', licence: 'that of this project: MIT' },
  storage: { kind: 'made' },
  targets: writtenOf,
  async load({ seed, ...form }) {
    const random = stream('made words', { seed });
    const words = new Set(Array.from({ length: WORDS }, () => wordOf(random)));
    return spellingDataset(
      Array.from(words, (word): Spelt => ({ word, phonemes: soundsOf(word) })),
      form,
    );
  },
} as const satisfies DatasetEntry<'made-words', typeof schema>;

function wordOf(random: RandomStream): string {
  const one = (list: readonly string[]) => list[random.integer(list.length)]!;
  const syllables = Array.from({ length: 1 + random.integer(3) }, () => one(ONSETS) + one(VOWELS) + one(CODAS));
  return syllables.join('') + (random.uniform() < 0.2 ? 'e' : '');
}

/** Rules in the order in which they are tried: letters, what comes after them, and how they sound. */
const RULES: readonly (readonly [RegExp, string])[] = [
  [/^tch|^ch/, 'CH'],
  [/^sh/, 'SH'],
  [/^th/, 'TH'],
  [/^ph/, 'F'],
  [/^ng/, 'NG'],
  [/^qu/, 'K W'],
  [/^ck/, 'K'],
  [/^c(?=[eiy])/, 'S'],
  [/^g(?=[eiy])/, 'JH'],
  [/^x/, 'K S'],
  [/^([a-z])(?=\1)(?![aeiou])/, ''], // of a doubled consonant one sounds
  [/^ee/, 'IY'],
  [/^oo/, 'UW'],
  [/^ai/, 'EY'],
  [/^ou/, 'AW'],
  [/^e$/, ''], // silent at the end of a word
  ...[...'aeiou'].map((vowel, index): readonly [RegExp, string] => [
    new RegExp(`^${vowel}(?=[bcdfgjklmnpqrstvwz]e$)`, 'u'), // long before one consonant and a silent e
    ['EY', 'IY', 'AY', 'OW', 'UW'][index]!,
  ]),
  ...Object.entries({
    a: 'AE',
    e: 'EH',
    i: 'IH',
    o: 'AA',
    u: 'AH',
    b: 'B',
    c: 'K',
    d: 'D',
    f: 'F',
    g: 'G',
    h: 'HH',
    j: 'JH',
    k: 'K',
    l: 'L',
    m: 'M',
    n: 'N',
    p: 'P',
    q: 'K',
    r: 'R',
    s: 'S',
    t: 'T',
    v: 'V',
    w: 'W',
    y: 'Y',
    z: 'Z',
  }).map(([letter, sound]): readonly [RegExp, string] => [new RegExp(`^${letter}`, 'u'), sound]),
];

/** How a made-up word sounds: of the rules the first that fits, from the left. */
export function soundsOf(word: string): string[] {
  const sounds: string[] = [];
  for (let rest = word; rest !== ''; ) {
    const text = rest;
    const [pattern, sound] = RULES.find(([rule]) => rule.test(text))!;
    if (sound !== '') sounds.push(...sound.split(' '));
    rest = rest.slice(pattern.exec(rest)![0].length);
  }
  return sounds;
}
