import { z } from 'zod';
import { HeadstartError } from '../../base/errors.ts';
import type { ClassDataset, LabelDataset } from '../contract.ts';
import { datasetOf, type Labelled, type Marked } from '../dataset.ts';
import { resampler } from './resample.ts';
import { type SpectrogramForm, spectrograph } from './spectrogram.ts';
import { RATES, type Sound } from './wav.ts';

/** Options of every data set of sounds. */
export interface ClipForm extends SpectrogramForm {
  /** Where a shorter sound lies in its clip, and which part of a longer one is taken. */
  readonly align: 'start' | 'middle';
}

/** The fields of these options, with the defaults that suit a data set. */
export function clipFields({ rate, seconds, window, hop, bands, align }: ClipForm) {
  return {
    rate: z.int().min(RATES[0]).max(48_000).default(rate).describe('samples a second, which sounds are brought to'),
    seconds: z.number().min(0.05).max(60).default(seconds).describe('length of every clip'),
    align: z
      .enum(['start', 'middle'])
      .default(align)
      .describe('which part of a longer sound is taken, and where a shorter one lies between silence'),
    window: z.number().min(2).max(1000).default(window).describe('length of a frame in milliseconds'),
    hop: z.number().min(1).max(1000).default(hop).describe('from frame to frame, in milliseconds'),
    bands: z.int().min(1).max(256).default(bands).describe('mel bands from 0 Hz to half the rate'),
  };
}

/** A clip of a length: a part of a longer sound, or a shorter one with silence. */
export function clipOf(samples: Float32Array, length: number, align: ClipForm['align']): Float32Array {
  const spare = length - samples.length;
  const before = align === 'start' ? 0 : Math.trunc(spare / 2);
  if (spare <= 0) return samples.subarray(-before, -before + length);
  const clip = new Float32Array(length);
  clip.set(samples, before);
  return clip;
}

interface Clips {
  /** The sound of an example, asked for one after the other: only one is held. */
  readonly sound: (example: number) => Sound | Promise<Sound>;
  readonly groups?: ArrayLike<number>;
}

const MOST_BYTES = 2 ** 32 - 1;
/** Kept for the next sound of that rate: filters between odd rates have some megabytes. */
const MOST_RESAMPLERS = 32;

/**
 * A data set of the log-mel spectrograms of sounds, [frames, bands, 1] bytes each.
 *
 * @throws {HeadstartError} `data` if the options give no spectrogram, or the spectrograms take more memory than there is.
 */
export async function spectrogramDataset(form: ClipForm, clips: Clips & Labelled): Promise<ClassDataset>;
export async function spectrogramDataset(form: ClipForm, clips: Clips & Marked): Promise<LabelDataset>;
export async function spectrogramDataset(
  form: ClipForm,
  { sound, ...told }: Clips & (Labelled | Marked),
): Promise<ClassDataset | LabelDataset> {
  const { length, shape, bytes } = spectrograph(form);
  const size = shape[0] * shape[1];
  const count = 'labels' in told ? told.labels.length : told.marks.length / told.classes.length;
  const samples = room(count, size);
  const resamplers = new Map<number, ReturnType<typeof resampler>>();
  for (let example = 0; example < count; example++) {
    const { rate, samples: heard } = await sound(example);
    const resample = resamplers.get(rate) ?? resampler(rate, form.rate);
    if (resamplers.size >= MOST_RESAMPLERS) resamplers.clear();
    resamplers.set(rate, resample);
    const clip = clipOf(resample(heard), length, form.align);
    bytes(clip, samples.subarray(example * size, (example + 1) * size));
  }
  return datasetOf({ ...told, content: { kind: 'spectrogram' }, shape, samples, scale: 1 / 255 });
}

function room(count: number, size: number): Uint8Array<SharedArrayBuffer> {
  try {
    if (count * size <= MOST_BYTES) return new Uint8Array(new SharedArrayBuffer(count * size));
  } catch {
    // no memory for it: the same to the user as too much
  }
  throw new HeadstartError('data', {
    message: `${count} spectrograms take more memory than there is for them`,
    received: `${((count * size) / 1e9).toFixed(1)} GB`,
    remedy: 'give the data fewer `seconds` or `bands`, or a longer `hop`',
  });
}
