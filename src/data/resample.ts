/** Resampling of one image: area averaging where it shrinks, bilinear where it grows, each axis by itself. */

/** For each output position the first input position it is made of, and their weights, which add up to 1. */
interface Axis {
  readonly starts: Int32Array;
  readonly weights: readonly Float64Array[];
}

/**
 * How an axis of `from` pixels becomes one of `to`.
 *
 * Shrinking takes the mean over the interval that an output pixel covers, so that factors which divide keep the mean.
 * Growing interpolates between the two nearest centres (pixel i lies at i + ½), and repeats the outermost pixel.
 */
function axisOf(from: number, to: number): Axis {
  const starts = new Int32Array(to);
  const weights: Float64Array[] = [];
  const step = from / to;
  for (let index = 0; index < to; index++) {
    if (to >= from) {
      const centre = Math.min(Math.max((index + 0.5) * step - 0.5, 0), from - 1);
      const first = Math.min(Math.floor(centre), Math.max(from - 2, 0));
      starts[index] = first;
      weights.push(from === 1 ? Float64Array.of(1) : Float64Array.of(1 - (centre - first), centre - first));
      continue;
    }
    const [low, high] = [(index * from) / to, ((index + 1) * from) / to]; // one division each: no error adds up
    const first = Math.floor(low);
    const taps = new Float64Array(Math.min(Math.ceil(high), from) - first);
    for (let tap = 0; tap < taps.length; tap++) {
      const covered = Math.min(high, first + tap + 1) - Math.max(low, first + tap);
      taps[tap] = covered / step;
    }
    starts[index] = first;
    weights.push(taps);
  }
  return { starts, weights };
}

/** Turns images of one shape into images of another, with buffers that are reused. */
export type Resampler = (image: Float64Array) => Float64Array;

/**
 * @param from height and width of the images that will be given, with `channels` values for each pixel, row-major.
 * @returns a function whose result is overwritten by its next call.
 */
export function resampler(from: readonly [number, number], to: readonly [number, number], channels: number): Resampler {
  const [height, width] = from;
  const [rows, columns] = to;
  const vertical = axisOf(height, rows);
  const horizontal = axisOf(width, columns);
  const between = new Float64Array(rows * width * channels);
  const result = new Float64Array(rows * columns * channels);
  return (image) => {
    const line = width * channels;
    for (let row = 0; row < rows; row++) {
      const at = between.subarray(row * line, (row + 1) * line).fill(0);
      const taps = vertical.weights[row]!;
      for (let tap = 0; tap < taps.length; tap++) {
        const weight = taps[tap]!;
        const source = (vertical.starts[row]! + tap) * line;
        for (let offset = 0; offset < line; offset++) at[offset]! += weight * image[source + offset]!;
      }
    }
    for (let column = 0; column < columns; column++) {
      const taps = horizontal.weights[column]!;
      const start = horizontal.starts[column]!;
      for (let row = 0; row < rows; row++) {
        for (let channel = 0; channel < channels; channel++) {
          let sum = 0;
          for (let tap = 0; tap < taps.length; tap++) {
            sum += taps[tap]! * between[row * line + (start + tap) * channels + channel]!;
          }
          result[(row * columns + column) * channels + channel] = sum;
        }
      }
    }
    return result;
  };
}
