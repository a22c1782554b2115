import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { resampler } from '../../../src/data/audio/resample.ts';
import { spectrograph } from '../../../src/data/audio/spectrogram.ts';
import { decodeWav } from '../../../src/data/audio/wav.ts';

/** What other people's code makes of the same sounds; `tool` and `command` in the file say which, and how it was run. */
const oracle = JSON.parse(readFileSync(new URL('./oracle.json', import.meta.url), 'utf8')) as {
  readonly spectrograms: readonly {
    readonly form: Parameters<typeof spectrograph>[0];
    readonly frames: number;
    readonly rows: readonly number[];
    readonly levels: readonly (readonly number[])[];
  }[];
  readonly resampled: readonly {
    readonly from: number;
    readonly to: number;
    readonly count: number;
    readonly samples: readonly number[];
  }[];
  readonly files: readonly {
    readonly name: string;
    readonly bytes: string;
    readonly rate: number;
    readonly samples: readonly number[];
  }[];
};

/** As in oracle.py. */
function signal(rate: number, count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, index) => {
    const t = index / rate;
    const rising = 0.4 * Math.sin(2 * Math.PI * (300 * t + 2000 * t * t));
    return rising + 0.2 * Math.sin(2 * Math.PI * 1234.5 * t) + 0.1 * Math.cos(2 * Math.PI * 97 * t);
  });
}

function farthest(actual: ArrayLike<number>, expected: readonly number[]): number {
  expect(actual).toHaveLength(expected.length);
  return expected.reduce((most, value, index) => Math.max(most, Math.abs(value - actual[index]!)), 0);
}

test.each(oracle.spectrograms)('a log-mel spectrogram is torchaudio’s: $form', ({ form, frames, rows, levels }) => {
  const made = spectrograph(form);
  expect(made.shape).toEqual([frames, form.bands, 1]);
  const own = new Float64Array(frames * form.bands);
  made.levels(signal(form.rate, made.length), own);
  rows.forEach((row, index) => {
    expect(farthest(own.subarray(row * form.bands, (row + 1) * form.bands), levels[index]!)).toBeLessThan(1e-6);
  });
});

test.each(oracle.resampled)('a sound at $from Hz becomes torchaudio’s at $to Hz', ({ from, to, count, samples }) => {
  expect(farthest(resampler(from, to)(signal(from, count)), samples)).toBeLessThan(1e-6);
});

test.each(oracle.files)('a WAV file of $name is read as SciPy reads it', ({ bytes, rate, samples }) => {
  const sound = decodeWav(Buffer.from(bytes, 'base64'), 'oracle.wav');
  expect(sound.rate).toBe(rate);
  expect(farthest(sound.samples, samples)).toBeLessThan(1e-7);
});
