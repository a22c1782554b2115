import { z } from 'zod';
import { stream } from '../base/random.ts';
import { clipFields, spectrogramDataset } from './audio/clips.ts';
import { SPEECH_RATE, type Syllable, speak, syllables, type Voice } from './audio/formants.ts';
import { peakOf, type Sound } from './audio/wav.ts';
import type { DatasetEntry } from './contract.ts';

const registers = ['low', 'high'] as const;
type Register = (typeof registers)[number];

/**
 * Where the voices of a register lie: pitch in hertz, and how much higher formants are than men's. Women's are higher by
 * about a sixth, children's by a third (Peterson & Barney 1952, table II).
 */
const ranges = {
  low: { pitch: [85, 140], scale: [0.92, 1.06] },
  high: { pitch: [175, 300], scale: [1.14, 1.34] },
} as const satisfies Record<Register, object>;

const schema = z.strictObject({
  examples: z
    .int()
    .min(12)
    .max(1_000_000)
    .default(2400)
    .describe('how many are spoken, the same number of each syllable'),
  voices: z
    .enum([...registers, 'all'])
    .default('all')
    .describe('low voices, high ones with a shorter vocal tract, or both in turns'),
  speakers: z.int().min(1).max(1000).default(12).describe('how many speak; each is a group'),
  noise: z.number().min(0).max(1).default(0.003).describe('standard deviation of the room’s noise; full scale is 1'),
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
    const speakerOf = (example: number): number => Math.floor(example / syllables.length) % speakers;
    const numbers = Array.from({ length: examples }, (_, example) => example);
    return spectrogramDataset(form, {
      classes: syllables,
      labels: Uint8Array.from(numbers, (example) => example % syllables.length),
      groups: numbers.map(speakerOf),
      sound: (example) => {
        const group = speakerOf(example);
        const register = voices === 'all' ? registers[group % 2]! : voices;
        const speaker = voices === 'all' ? Math.floor(group / 2) : group;
        const take = Math.floor(example / syllables.length / speakers);
        const syllable = syllables[example % syllables.length]!;
        return takeOf({ seed, register, speaker, take, syllable }, noise);
      },
    });
  },
} as const satisfies DatasetEntry<'spoken-syllables', typeof schema>;

interface Take {
  readonly seed: number;
  readonly register: Register;
  readonly speaker: number;
  readonly take: number;
  readonly syllable: Syllable;
}

function voiceOf({ seed, register, speaker }: Take): Voice {
  const random = stream('voice', { seed, register, speaker });
  const { pitch, scale } = ranges[register];
  const between = ([low, high]: readonly [number, number]): number => low * (high / low) ** random.uniform();
  return { pitch: between(pitch), scale: between(scale), breath: between([0.005, 0.05]), vowel: between([0.18, 0.28]) };
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
