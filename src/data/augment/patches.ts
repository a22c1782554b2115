import type { RandomStream } from '../../base/random.ts';
import type { Batch } from '../batches.ts';

/** A grid of square patches over images, some of which are hidden. */
export interface Patches {
  /** [height, width, channels] */
  readonly shape: readonly [number, number, number];
  /** Side of a patch; it divides height and width. */
  readonly size: number;
  /** Patches of an image, and how many of them are hidden. */
  readonly count: number;
  readonly hidden: number;
}

/** A batch with hidden patches, in buffers that the next batch reuses. */
export interface Masked {
  /** [rows, height, width, channels] */
  readonly x: Float32Array;
  /** [rows, height, width, 1]: 1 where a pixel is hidden; 0 in rows of padding. */
  readonly mask: Float32Array;
}

/**
 * Hides the same number of patches in each example of a batch, every set of them equally likely.
 *
 * @param rows of a batch.
 * @param fill what hidden pixels are set to: 0, or the mean of the example's visible ones in each channel.
 */
export function patchMasker(rows: number, { shape, size, count, hidden }: Patches, fill: 'zero' | 'mean') {
  const [height, width, channels] = shape;
  const pixels = height * width;
  const across = width / size;
  const x = new Float32Array(rows * pixels * channels);
  const mask = new Float32Array(rows * pixels);
  return (batch: Batch, random: RandomStream): Masked => {
    x.set(batch.x);
    mask.fill(0);
    for (let row = 0; row < batch.count; row++) {
      const order = random.permutation(count);
      for (let index = 0; index < hidden; index++) {
        const start =
          row * pixels + Math.floor(order[index]! / across) * size * width + (order[index]! % across) * size;
        for (let y = 0; y < size; y++) mask.fill(1, start + y * width, start + y * width + size);
      }
      for (let channel = 0; channel < channels; channel++) {
        cover(x, mask, row * pixels, pixels, channel, channels, fill);
      }
    }
    return { x, mask };
  };
}

/** Sets one channel's hidden pixels of the example that begins at pixel `first`. */
function cover(
  x: Float32Array,
  mask: Float32Array,
  first: number,
  pixels: number,
  channel: number,
  channels: number,
  fill: 'zero' | 'mean',
): void {
  let [sum, seen] = [0, 0];
  if (fill === 'mean') {
    for (let pixel = first; pixel < first + pixels; pixel++) {
      if (mask[pixel] === 1) continue;
      sum += x[pixel * channels + channel]!;
      seen++;
    }
  }
  const value = seen === 0 ? 0 : sum / seen;
  for (let pixel = first; pixel < first + pixels; pixel++) {
    if (mask[pixel] === 1) x[pixel * channels + channel] = value;
  }
}
