import { HeadstartError, messageOf, printableText } from '../../base/errors.ts';
import { readRegular } from '../../base/read-file.ts';

/** A sound of one channel. */
export interface Sound {
  /** Samples a second. */
  readonly rate: number;
  /** Amplitudes; ±1 is full scale. */
  readonly samples: Float32Array;
}

/** A file of so many bytes is a recording of hours, and no clip. */
const MOST_BYTES = 2 ** 28;
/** Samples a second: from less than a telephone's to more than a studio's. */
export const RATES = [1000, 384_000] as const;
/** What writers that do not know the length in advance declare it to be: all that follows is sound. */
const UNKNOWN_LENGTHS: readonly number[] = [0, 0x7fff_ffff, 0xffff_ffff];

const INTEGERS = 1;
const FLOATS = 3;
const EXTENSIBLE = 0xfffe;

/** How amplitudes of one kind are read from a position. Integers of 8 bits have no sign, others are two's complement. */
const readers: Readonly<Record<string, (view: DataView, at: number) => number>> = {
  'integers of 8 bits': (view, at) => (view.getUint8(at) - 128) / 128,
  'integers of 16 bits': (view, at) => view.getInt16(at, true) / 2 ** 15,
  'integers of 24 bits': (view, at) => ((view.getInt8(at + 2) << 16) | view.getUint16(at, true)) / 2 ** 23,
  'integers of 32 bits': (view, at) => view.getInt32(at, true) / 2 ** 31,
  'floating-point numbers of 32 bits': (view, at) => view.getFloat32(at, true),
};

/**
 * The sound of a WAV file; several channels become their mean.
 *
 * @throws {HeadstartError} `data` if it cannot be read, is damaged or cut short, or of a kind that is not known here.
 */
export async function readWav(file: string): Promise<Sound> {
  let bytes: Buffer;
  try {
    bytes = await readRegular(file, MOST_BYTES);
  } catch (error) {
    return refuse(file, `the sound cannot be read (${messageOf(error)})`, 'check the file');
  }
  return decodeWav(bytes, file);
}

/**
 * The sound in the bytes of a RIFF file (Microsoft & IBM 1991, "Multimedia Programming Interface and Data Specifications
 * 1.0"): uncompressed integers of 8, 16, 24 or 32 bits or floating-point numbers of 32 bits, also where the format is
 * `WAVE_FORMAT_EXTENSIBLE`. Chunks of other kinds are passed over, and a frame that is cut at the end is left out.
 *
 * @param file its name, for errors.
 * @throws {HeadstartError} `data` if it is something else, or less than it says.
 */
export function decodeWav(bytes: Uint8Array, file: string): Sound {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.byteLength < 12 || tag(view, 0) !== 'RIFF' || tag(view, 8) !== 'WAVE') {
    return refuse(file, 'this is no WAV file (RIFF … WAVE)', 'convert it: `ffmpeg -i FILE FILE.wav`');
  }
  let format: Format | undefined;
  for (let at = 12; at + 8 <= view.byteLength; ) {
    const [name, declared] = [tag(view, at), view.getUint32(at + 4, true)];
    const there = view.byteLength - at - 8;
    if (name === 'data') {
      if (format === undefined) return refuse(file, 'its sound comes before its format', REPLACE);
      const length = UNKNOWN_LENGTHS.includes(declared) ? there : declared;
      if (length > there) refuse(file, `${length} bytes of sound are declared and ${there} are there`, REPLACE);
      return {
        rate: format.rate,
        samples: mono(new DataView(view.buffer, view.byteOffset + at + 8, length), format, file),
      };
    }
    if (name === 'fmt ') {
      if (declared < 16 || declared > there) refuse(file, 'its format is cut short', REPLACE);
      format = formatOf(new DataView(view.buffer, view.byteOffset + at + 8, declared), file);
    }
    at += 8 + declared + (declared % 2); // chunks begin at even positions
  }
  return refuse(file, 'it holds no sound, or is cut short before it', REPLACE);
}

const REPLACE = 'replace it with a whole WAV file, or remove it';

function refuse(file: string, message: string, remedy: string): never {
  throw new HeadstartError('data', { file: printableText(file), message: printableText(message), remedy });
}

function tag(view: DataView, at: number): string {
  return String.fromCharCode(...Array.from({ length: 4 }, (_, index) => view.getUint8(at + index)));
}

interface Format {
  readonly rate: number;
  readonly channels: number;
  readonly bytes: number;
  readonly read: (view: DataView, at: number) => number;
}

function formatOf(view: DataView, file: string): Format {
  const [channels, rate, bits] = [view.getUint16(2, true), view.getUint32(4, true), view.getUint16(14, true)];
  const declared = view.getUint16(0, true);
  const code = declared === EXTENSIBLE && view.byteLength >= 26 ? view.getUint16(24, true) : declared;
  const kind = code === INTEGERS ? 'integers' : code === FLOATS ? 'floating-point numbers' : `format ${code}`;
  const read = readers[`${kind} of ${bits} bits`];
  if (read === undefined) {
    const remedy = 'convert it to 16-bit PCM: `ffmpeg -i FILE -c:a pcm_s16le FILE.wav`';
    return refuse(file, `sound of ${kind} of ${bits} bits cannot be read here`, remedy);
  }
  if (channels === 0) refuse(file, 'it has no channels', REPLACE);
  if (rate < RATES[0] || rate > RATES[1]) {
    refuse(file, `${rate} samples a second are not between ${RATES[0]} and ${RATES[1]}`, REPLACE);
  }
  return { rate, channels, bytes: bits / 8, read };
}

function mono(view: DataView, { channels, bytes, read }: Format, file: string): Float32Array {
  const frame = channels * bytes;
  const samples = new Float32Array(Math.floor(view.byteLength / frame));
  for (let index = 0; index < samples.length; index++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) sum += read(view, index * frame + channel * bytes);
    samples[index] = sum / channels;
  }
  const stray = samples.findIndex((value) => !Number.isFinite(value));
  if (stray !== -1) refuse(file, `the amplitude of sample ${stray} is not a finite number`, REPLACE);
  return samples;
}

/** The largest amplitude, whatever its sign. */
export function peakOf(samples: Float32Array): number {
  return samples.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}
