import { z } from 'zod';
import { stream } from '../base/random.ts';
import { clipFields, spectrogramDataset } from './audio/clips.ts';
import { SPEECH_RATE, type Syllable, speak, syllables } from './audio/formants.ts';
import { type Speaker, speakerOf, voiceFields, voiceOf } from './audio/voices.ts';
import { peakOf, type Sound } from './audio/wav.ts';
import type { DatasetEntry } from './contract.ts';

const schema = z.strictObject({
  examples: z
    .int()
    .min(12)
    .max(1_000_000)
    .default(2400)
    .describe('how many are spoken, the same number of each syllable'),
  ...voiceFields,
  seed: z.int().min(0).max(4_294_967_295).default(0).describe('who speaks, and how'),
  ...clipFields({ rate: SPEECH_RATE, seconds: 0.5, align: 'start', window: 32, hop: 16, bands: 32 }),
});

/**
 * Syllables spoken by synthetic voices, for trying things out and for a domain shift that needs no files: b, d, m or s before
 * a, i or u. Speakers differ in pitch, length of the vocal tract, breath and speed, takes of one speaker in all of these a
 * little, in place and in loudness.
 *
 * A take depends on the seed, its speaker and its number among the speaker's takes, so that fewer examples lie inside more,
 * and those of low voices among those of all.
 */
export const spokenSyllables = {
  name: 'spoken-syllables',
  title: 'Syllables spoken here by synthetic low and high voices (b, d, m, s before a, i, u), as log-mel spectrograms',
  schema,
  card: { modality: 'sounds', licence: 'that of this project: MIT' },
  storage: { kind: 'made' },
  classes: syllables,
  load({ examples, voices, speakers, noise, seed, ...form }) {
    const groupOf = (example: number): number => Math.floor(example / syllables.length) % speakers;
    const numbers = Array.from({ length: examples }, (_, example) => example);
    return spectrogramDataset(form, {
      classes: syllables,
      labels: Uint8Array.from(numbers, (example) => example % syllables.length),
      groups: numbers.map(groupOf),
      sound: (example) => {
        const take = Math.floor(example / syllables.length / speakers);
        const syllable = syllables[example % syllables.length]!;
        return takeOf({ seed, ...speakerOf(groupOf(example), voices), take, syllable }, noise);
      },
    });
  },
} as const satisfies DatasetEntry<'spoken-syllables', typeof schema>;

interface Take extends Speaker {
  readonly take: number;
  readonly syllable: Syllable;
}

/** A syllable after up to 80 ms of silence, its peak drawn from half to full scale, with noise. */
function takeOf(take: Take, noise: number): Sound {
  const random = stream('syllable', { ...take });
  const spoken = speak(take.syllable, voiceOf(take), random);
  const silence = random.integer(Math.round(0.08 * SPEECH_RATE));
  const gain = (0.5 + 0.5 * random.uniform()) / peakOf(spoken);
  const samples = new Float32Array(silence + spoken.length + Math.round(0.3 * SPEECH_RATE));
  random.normals(samples, noise);
  for (let index = 0; index < spoken.length; index++) samples[silence + index]! += gain * spoken[index]!;
  return { rate: SPEECH_RATE, samples };
}
