import type { RandomStream } from '../../base/random.ts';
import { peakOf } from './wav.ts';

/** Speech made by formant synthesis, as far as a syllable of a consonant and a vowel needs it. */

/** Samples a second: that of a telephone. */
export const SPEECH_RATE = 8000;

/** The three lowest formants of men's vowels in hertz: Peterson & Barney 1952, table II. */
const vowels = { a: [730, 1090, 2440], i: [270, 2290, 3010], u: [300, 870, 2240] } as const;

/** Where formants come from, by the place of the consonant: Liberman, Delattre, Cooper, Gerstman 1954, rounded. */
const LIPS = [250, 800, 2200] as const;
const TEETH = [250, 1800, 2700] as const;

/** What comes before the vowel: a burst of noise, a hum or a hiss, in seconds and hertz, and where the formants start. */
const consonants = {
  b: { locus: LIPS, kind: 'burst', seconds: 0.012, hertz: 700 },
  d: { locus: TEETH, kind: 'burst', seconds: 0.012, hertz: 3000 },
  m: { locus: LIPS, kind: 'hum', seconds: 0.08, hertz: 250 },
  s: { locus: TEETH, kind: 'hiss', seconds: 0.12, hertz: 3500 },
} as const;

/** Bandwidths of the formants in hertz: Klatt 1980, table I, typical values. */
const BANDWIDTHS = [60, 90, 150] as const;
/** How loud bursts and hisses are at their peak, where the vowel's is 1. */
const FRICTION = 0.2;
/** The formants move from the consonant to the vowel in so many seconds. */
const TRANSITION = 0.05;

export type Syllable = `${keyof typeof consonants}${keyof typeof vowels}`;

/** Every consonant before every vowel. */
export const syllables = (Object.keys(consonants) as (keyof typeof consonants)[]).flatMap((consonant) =>
  (Object.keys(vowels) as (keyof typeof vowels)[]).map((vowel): Syllable => `${consonant}${vowel}`),
);

/** What a voice has of its own. */
export interface Voice {
  /** Hertz. */
  readonly pitch: number;
  /** Formants are those of the table times this: short vocal tracts have high ones. */
  readonly scale: number;
  /** Noise in the voice, as a share of its pulses. */
  readonly breath: number;
  /** Seconds that a vowel lasts. */
  readonly vowel: number;
}

/**
 * One syllable, whose vowel is of full loudness: pulses of the glottis and noise through a cascade of resonators (Klatt 1980), whose
 * frequencies move from the consonant's to the vowel's. Pitch falls by a sixth, and formants, pitch and lengths differ by some
 * percent from take to take.
 */
export function speak(syllable: Syllable, voice: Voice, random: RandomStream): Float32Array {
  const { locus, kind, seconds, hertz } = consonants[syllable[0] as keyof typeof consonants];
  const vary = (deviation: number): number => Math.exp(deviation * random.normal());
  const target = vowels[syllable[1] as keyof typeof vowels].map((formant) => formant * voice.scale * vary(0.04));
  const start = locus.map((formant) => formant * voice.scale);
  const [before, pitch] = [Math.round(seconds * vary(0.15) * SPEECH_RATE), voice.pitch * vary(0.05)];
  const length = before + Math.round(voice.vowel * vary(0.1) * SPEECH_RATE);
  const [glottis, tract, friction] = [resonator(), [resonator(), resonator(), resonator()] as const, resonator()];
  const [voiced, rubbed] = [new Float32Array(length), new Float32Array(before)];
  let [phase, last] = [0, 0];
  for (let index = 0; index < length; index++) {
    const time = (index - before) / SPEECH_RATE; // from the start of the vowel
    phase += (pitch * (1.05 - (0.17 * index) / length)) / SPEECH_RATE;
    const pulse = phase >= 1 ? 1 : 0;
    phase -= pulse;
    const flow = glottis(index >= before || kind === 'hum' ? pulse + voice.breath * random.normal() : 0, 0, 100);
    const moved = Math.max(0, Math.min(1, time / TRANSITION));
    let value = flow - last; // radiation from the lips
    last = flow;
    tract.forEach((filter, order) => {
      const formant = start[order]! + moved * (target[order]! - start[order]!);
      value = filter(value, Math.min(formant, 0.48 * SPEECH_RATE), BANDWIDTHS[order]!);
    });
    const hushed = index < before ? 0.3 : Math.min(1, 8 * (1 - index / length)); // softer hum, and a fading end
    voiced[index] = hushed * value;
    if (index < before && kind !== 'hum') {
      rubbed[index] = friction(random.normal(), Math.min(hertz * voice.scale, 0.46 * SPEECH_RATE), 600);
    }
  }
  const [louder, softer] = [1 / peakOf(voiced), FRICTION / Math.max(FRICTION, peakOf(rubbed))];
  return voiced.map((value, index) => louder * value + softer * (rubbed[index] ?? 0));
}

/** A digital resonator (Klatt 1980, eq. 1 and 2), of gain 1 at 0 Hz; its frequency and bandwidth may change. */
function resonator(): (input: number, hertz: number, bandwidth: number) => number {
  let [one, two] = [0, 0];
  return (input, hertz, bandwidth) => {
    const decay = Math.exp((-Math.PI * bandwidth) / SPEECH_RATE);
    const b = 2 * decay * Math.cos((2 * Math.PI * hertz) / SPEECH_RATE);
    const c = -decay * decay;
    const output = (1 - b - c) * input + b * one + c * two;
    two = one;
    one = output;
    return output;
  };
}
