import { z } from 'zod';
import type { AugmentEntry } from './contract.ts';

const schema = z.strictObject({
  area: z.number().gt(0).max(1).default(0.5).describe('smallest share of the image’s area that is kept'),
  aspect: z
    .number()
    .min(1)
    .max(10)
    .default(1.3)
    .describe('largest factor by which width or height is stretched against the other'),
});

/** The lower of two neighbours along one axis, and the part of the upper one, for each new position. */
interface Samples {
  readonly low: Int32Array;
  readonly part: Float64Array;
}

/**
 * A random window, resized to the whole image by bilinear interpolation: its share of the area is uniform in [area, 1],
 * its aspect against the image's log-uniform in [1/aspect, aspect]. Sides longer than the image are cut.
 */
export const crop = {
  name: 'crop',
  title: 'a random window, resized',
  reference: 'Szegedy et al. 2015, section 6; Chen et al. 2020 (SimCLR), appendix A',
  schema,
  create({ area, aspect }, { shape: [height, width, channels] }) {
    const down: Samples = { low: new Int32Array(height), part: new Float64Array(height) };
    const across: Samples = { low: new Int32Array(width), part: new Float64Array(width) };
    const stride = width * channels;
    const line = new Float64Array(stride + channels); // one row between two; the last column twice
    return (source, target, random) => {
      const side = Math.sqrt(area + (1 - area) * random.uniform());
      const stretch = aspect ** (random.uniform() - 0.5);
      place(down, height, Math.min(1, side / stretch), random.uniform());
      place(across, width, Math.min(1, side * stretch), random.uniform());
      for (let y = 0; y < height; y++) {
        const upper = down.low[y]! * stride;
        const lower = Math.min(height - 1, down.low[y]! + 1) * stride;
        const part = down.part[y]!;
        for (let x = 0; x < stride; x++) {
          const value = source[upper + x]!;
          line[x] = value + part * (source[lower + x]! - value);
        }
        line.copyWithin(stride, stride - channels, stride);
        for (let x = 0, to = y * stride; x < width; x++) {
          const from = across.low[x]! * channels;
          const right = across.part[x]!;
          for (let channel = from; channel < from + channels; channel++, to++) {
            const value = line[channel]!;
            target[to] = value + right * (line[channel + channels]! - value);
          }
        }
      }
    };
  },
} as const satisfies AugmentEntry<'crop', typeof schema>;

/**
 * Where the centres of the new pixels lie among the old ones; those at the window's edge repeat its outermost pixels.
 *
 * @param share of the axis that the window has.
 * @param where the window lies, from 0 (first) to 1 (last).
 */
function place({ low, part }: Samples, size: number, share: number, where: number): void {
  const first = (size - size * share) * where;
  const last = first + size * share - 1;
  for (let index = 0; index < size; index++) {
    const centre = first + (index + 0.5) * share - 0.5;
    const held = Math.max(0, Math.min(Math.max(centre, first), last));
    low[index] = Math.floor(held);
    part[index] = held - low[index]!;
  }
}
