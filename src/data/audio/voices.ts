import { z } from 'zod';
import { stream } from '../../base/random.ts';
import type { Voice } from './formants.ts';

const registers = ['low', 'high'] as const;
type Register = (typeof registers)[number];

/** Options of data that synthetic voices speak. */
export const voiceFields = {
  voices: z
    .enum([...registers, 'all'])
    .default('all')
    .describe('low voices, high ones with a shorter vocal tract, or both in turns'),
  speakers: z.int().min(1).max(1000).default(12).describe('how many speak; each is a group'),
  noise: z.number().min(0).max(1).default(0.003).describe('standard deviation of the room’s noise; full scale is 1'),
};

/**
 * Where the voices of a register lie: pitch in hertz, and how much higher formants are than men's. Women's are higher by
 * about a sixth, children's by a third (Peterson & Barney 1952, table II).
 */
const ranges = {
  low: { pitch: [85, 140], scale: [0.92, 1.06] },
  high: { pitch: [175, 300], scale: [1.14, 1.34] },
} as const satisfies Record<Register, object>;

/** Who speaks. */
export interface Speaker {
  readonly seed: number;
  readonly register: Register;
  /** Number within the register. */
  readonly speaker: number;
}

/** A member of a group of speakers: of both registers in turns, or of one. */
export function speakerOf(group: number, voices: Register | 'all'): Omit<Speaker, 'seed'> {
  if (voices !== 'all') return { register: voices, speaker: group };
  return { register: registers[group % 2]!, speaker: Math.floor(group / 2) };
}

/** A speaker's voice, drawn within the register. */
export function voiceOf({ seed, register, speaker }: Speaker): Voice {
  const random = stream('voice', { seed, register, speaker });
  const { pitch, scale } = ranges[register];
  const between = ([low, high]: readonly [number, number]): number => low * (high / low) ** random.uniform();
  return { pitch: between(pitch), scale: between(scale), breath: between([0.005, 0.05]), vowel: between([0.18, 0.28]) };
}
