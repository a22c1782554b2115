import { HeadstartError } from '../../base/errors.ts';
import { powerSpectrum } from './fft.ts';
import { melBands } from './mel.ts';

/** How sounds become log-mel spectrograms. */
export interface SpectrogramForm {
  /** Samples a second. */
  readonly rate: number;
  /** Of a clip. */
  readonly seconds: number;
  /** Length of a frame in milliseconds. */
  readonly window: number;
  /** From frame to frame, in milliseconds. */
  readonly hop: number;
  /** Mel bands. */
  readonly bands: number;
}

/** Levels go from this many decibels below a full-scale sine up to it; what lies outside is put on the edge. */
export const RANGE = 80;

/** Makes spectrograms of clips of one length. */
export interface Spectrograph {
  /** Samples that a clip has. */
  readonly length: number;
  /** [frames, bands, 1] */
  readonly shape: readonly [number, number, 1];
  /** Writes frames × bands levels of a clip, row by row: decibels against a full-scale sine, not cut to a range. */
  readonly levels: (clip: Float32Array, levels: Float64Array) => void;
  /** The same as bytes: 0 is `RANGE` decibels below a full-scale sine, 255 a full-scale sine. */
  readonly bytes: (clip: Float32Array, bytes: Uint8Array) => void;
}

/** Below any sound: the logarithm stays finite. */
const LEAST_POWER = 1e-20;

/**
 * Log-mel spectrograms: frames under a Hann window (periodic), filled up with zeros to the next power of two; their power
 * spectrum, summed in triangular mel bands (`melBands`), against the power that a full-scale sine has in its own bin, in
 * decibels. The first frame starts with the clip, and the last is the last that lies wholly in it.
 *
 * @throws {HeadstartError} `data` if a clip has no frame, or a band no frequency.
 */
export function spectrograph({ rate, seconds, window, hop, bands: count }: SpectrogramForm): Spectrograph {
  const [length, width, step] = [seconds * rate, (window * rate) / 1000, (hop * rate) / 1000].map(Math.round) as [
    number,
    number,
    number,
  ];
  if (width > length) {
    throw new HeadstartError('data', {
      message: `a clip of ${seconds} s is shorter than one window`,
      received: window,
      remedy: 'give `window` in milliseconds, shorter than the clip',
    });
  }
  const size = 2 ** Math.ceil(Math.log2(width));
  const bands = melBands(count, rate, size);
  if (bands === null || step < 1) {
    throw new HeadstartError('data', {
      message: `${count} mel bands are too many for a window of ${window} ms at ${rate} samples a second`,
      received: { window, hop, bands: count, rate },
      remedy: 'use fewer `bands`, or a longer `window`',
    });
  }
  const hann = Float64Array.from({ length: width }, (_, index) => 0.5 - 0.5 * Math.cos((2 * Math.PI * index) / width));
  const full = (hann.reduce((sum, weight) => sum + weight, 0) / 2) ** 2;
  const frames = 1 + Math.floor((length - width) / step);
  const spectrum = powerSpectrum(size);
  const [frame, powers] = [new Float64Array(size), new Float64Array(size / 2 + 1)];
  const own = new Float64Array(frames * count);

  const levels: Spectrograph['levels'] = (clip, result) => {
    for (let row = 0; row < frames; row++) {
      for (let index = 0; index < width; index++) frame[index] = hann[index]! * clip[row * step + index]!;
      spectrum(frame, powers);
      bands.forEach(({ first, weights }, band) => {
        let power = 0;
        for (let index = 0; index < weights.length; index++) power += weights[index]! * powers[first + index]!;
        result[row * count + band] = 10 * Math.log10(Math.max(LEAST_POWER, power / full));
      });
    }
  };
  const bytes: Spectrograph['bytes'] = (clip, result) => {
    levels(clip, own);
    own.forEach((level, index) => {
      result[index] = Math.round(255 * Math.max(0, Math.min(1, 1 + level / RANGE)));
    });
  };
  return { length, shape: [frames, count, 1], levels, bytes };
}
