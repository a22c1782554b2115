import { z } from 'zod';
import type { AugmentEntry } from './contract.ts';

const schema = z.strictObject({
  side: z.number().min(0).max(1).default(0.4).describe('of the square, as a share of the image’s shorter side'),
});

/**
 * A square of the image's mean, one mean for each channel. Its centre is a random pixel: near the edge it is cut, as in
 * the paper, whose zeros are the mean of normalised data.
 */
export const cutout = {
  name: 'cutout',
  title: 'a square covered by the mean',
  reference: 'DeVries & Taylor 2017, section 3.2',
  schema,
  create({ side }, { shape: [height, width, channels] }) {
    const length = Math.round(side * Math.min(height, width));
    const mean = new Float64Array(channels);
    return (source, target, random) => {
      target.set(source);
      const top = random.integer(height) - Math.floor(length / 2);
      const left = random.integer(width) - Math.floor(length / 2);
      const [right, bottom] = [Math.min(width, left + length), Math.min(height, top + length)];
      mean.fill(0);
      for (let index = 0; index < source.length; ) {
        for (let channel = 0; channel < channels; channel++) mean[channel]! += source[index++]!;
      }
      for (let y = Math.max(0, top); y < bottom; y++) {
        for (let x = Math.max(0, left); x < right; x++) {
          const to = (y * width + x) * channels;
          for (let channel = 0; channel < channels; channel++) {
            target[to + channel] = mean[channel]! / (height * width);
          }
        }
      }
    };
  },
} as const satisfies AugmentEntry<'cutout', typeof schema>;
