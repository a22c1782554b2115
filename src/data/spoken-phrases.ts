import { z } from 'zod';
import { stream } from '../base/random.ts';
import { clipFields, spectrogramDataset } from './audio/clips.ts';
import { SPEECH_RATE, speak, syllables } from './audio/formants.ts';
import { type Speaker, speakerOf, voiceFields, voiceOf } from './audio/voices.ts';
import { peakOf, type Sound } from './audio/wav.ts';
import type { DatasetEntry } from './contract.ts';

/** Seconds that a syllable of a phrase takes at most, but for rare ones, with the pause behind it. */
const EACH = 0.4;

const schema = z
  .strictObject({
    examples: z.int().min(12).max(1_000_000).default(2400).describe('how many phrases are spoken'),
    most: z.int().min(1).max(6).default(3).describe('syllables of a phrase: from one to so many, all different'),
    ...voiceFields,
    seed: z.int().min(0).max(4_294_967_295).default(0).describe('who speaks, and what'),
    ...clipFields({ rate: SPEECH_RATE, seconds: 1.2, align: 'start', window: 32, hop: 16, bands: 32 }),
  })
  .refine(({ most, seconds }) => seconds > EACH * most - 1e-9, {
    error: `must be at least ${EACH} for each syllable of \`most\`; use longer clips, or fewer syllables`,
    path: ['seconds'],
  });

/**
 * Phrases of several syllables spoken by synthetic voices, to be told which syllables occur, whatever their order: small data
 * with several labels for each example that need no files. The syllables and the voices are those of `spoken-syllables`,
 * with vowels shorter by two fifths.
 *
 * A phrase depends on the seed, its speaker and its number among the speaker's phrases, so that fewer examples lie inside
 * more, and those of low voices among those of all.
 */
export const spokenPhrases = {
  name: 'spoken-phrases',
  title:
    'Phrases of one to three different syllables spoken here by synthetic voices, as log-mel spectrograms; which occur',
  schema,
  card: { modality: 'sounds', licence: 'that of this project: MIT' },
  storage: { kind: 'made' },
  targets: { kind: 'labels', classes: syllables },
  load({ examples, most, voices, speakers, noise, seed, ...form }) {
    const numbers = Array.from({ length: examples }, (_, example) => example);
    const phraseAt = (example: number): Phrase => {
      const take = Math.floor(example / speakers);
      return { seed, ...speakerOf(example % speakers, voices), take };
    };
    const marks = new Uint8Array(examples * syllables.length);
    for (const example of numbers) {
      for (const label of labelsOf(phraseAt(example), most)) marks[example * syllables.length + label] = 1;
    }
    return spectrogramDataset(form, {
      classes: syllables,
      marks,
      groups: numbers.map((example) => example % speakers),
      sound: (example) => soundOf(phraseAt(example), most, noise),
    });
  },
} as const satisfies DatasetEntry<'spoken-phrases', typeof schema>;

interface Phrase extends Speaker {
  /** Number among the speaker's. */
  readonly take: number;
}

/** The syllables of a phrase in order, as numbers. */
function labelsOf(phrase: Phrase, most: number): Int32Array {
  const random = stream('phrase', { ...phrase });
  const count = 1 + random.integer(most);
  return random.permutation(syllables.length).subarray(0, count);
}

/** The syllables after up to 80 ms of silence, 20 to 60 ms apart, each with its peak from half to full scale; with noise. */
function soundOf(phrase: Phrase, most: number, noise: number): Sound {
  const random = stream('spoken', { ...phrase });
  const voice = voiceOf(phrase);
  const between = (low: number, high: number): number =>
    Math.round((low + (high - low) * random.uniform()) * SPEECH_RATE);
  let at = between(0, 0.08);
  const spoken = Array.from(labelsOf(phrase, most), (label) => {
    const samples = speak(syllables[label]!, { ...voice, vowel: 0.6 * voice.vowel }, random);
    const placed = { samples, at, gain: (0.5 + 0.5 * random.uniform()) / peakOf(samples) };
    at += samples.length + between(0.02, 0.06);
    return placed;
  });
  const samples = new Float32Array(at + Math.round(EACH * most * SPEECH_RATE));
  random.normals(samples, noise);
  for (const one of spoken) {
    for (let index = 0; index < one.samples.length; index++) samples[one.at + index]! += one.gain * one.samples[index]!;
  }
  return { rate: SPEECH_RATE, samples };
}
