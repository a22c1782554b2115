/** Zero crossings of the sinc on each side of its middle. */
const CROSSINGS = 6;
/** The cutoff as a share of the lower of the two Nyquist frequencies: room for the filter to fall. */
const ROLLOFF = 0.99;

/**
 * Brings sounds from one rate to another by band-limited interpolation (Smith & Gossett 1984; Smith, "Digital Audio
 * Resampling", section "Theory of Ideal Bandlimited Interpolation"): a sinc under a Hann window, cut off at 99 % of the
 * lower Nyquist frequency, six zero crossings to each side. Silence is taken to be before and after the sound.
 *
 * In lowest terms the rates are as `down` to `up`: the filter is kept as `up` phases (polyphase), and sample n of the result is
 * one of them over the samples about n·down/up.
 *
 * @param from samples a second, a whole number as `to` is.
 * @returns a function from samples to ⌈count · to / from⌉ samples; the samples themselves where the rates are equal.
 */
export function resampler(from: number, to: number): (samples: Float32Array) => Float32Array {
  if (from === to) return (samples) => samples;
  const shared = greatestDivisor(from, to);
  const [down, up] = [from / shared, to / shared];
  /** Cutoff in cycles for each of the sound's samples, times 2. */
  const band = (ROLLOFF * Math.min(down, up)) / down;
  const reach = Math.ceil(CROSSINGS / band);
  const taps = 2 * reach + 1;
  const phases = new Float32Array(up * taps);
  for (let phase = 0; phase < up; phase++) {
    for (let tap = 0; tap < taps; tap++) phases[phase * taps + tap] = kernel(band, tap - reach - phase / up);
  }
  return (samples) => {
    const result = new Float32Array(Math.ceil((samples.length * up) / down));
    for (let index = 0; index < result.length; index++) {
      const middle = Math.floor((index * down) / up);
      const phase = ((index * down) % up) * taps;
      const first = Math.max(0, reach - middle);
      const last = Math.min(taps, samples.length - middle + reach);
      let sum = 0;
      for (let tap = first; tap < last; tap++) sum += phases[phase + tap]! * samples[middle - reach + tap]!;
      result[index] = sum;
    }
    return result;
  };
}

/** The windowed sinc at a distance in samples of the sound. */
function kernel(band: number, distance: number): number {
  const at = band * distance;
  if (Math.abs(at) >= CROSSINGS) return 0;
  const sinc = at === 0 ? 1 : Math.sin(Math.PI * at) / (Math.PI * at);
  return band * sinc * Math.cos((Math.PI * at) / (2 * CROSSINGS)) ** 2;
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}
