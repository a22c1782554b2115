import { z } from 'zod';
import type { AugmentEntry } from './contract.ts';

const schema = z.strictObject({
  brightness: z
    .number()
    .min(0)
    .max(1)
    .default(0.4)
    .describe('b: pixels are multiplied by a factor from 1 − b to 1 + b'),
  contrast: z
    .number()
    .min(0)
    .max(1)
    .default(0.4)
    .describe('c: distances from the image’s mean are multiplied by a factor from 1 − c to 1 + c'),
});

/** Brightness, then contrast: p ↦ m + c·(b·p − m), with m the mean of b·p over all pixels and channels. */
export const jitter = {
  name: 'jitter',
  title: 'brightness and contrast changed',
  reference: 'Howard 2013; Chen et al. 2020 (SimCLR), appendix A, without colours',
  schema,
  create:
    ({ brightness, contrast }, { range: [low, high] }) =>
    (source, target, random) => {
      const bright = 1 + brightness * (2 * random.uniform() - 1);
      const spread = 1 + contrast * (2 * random.uniform() - 1);
      let sum = 0;
      for (let index = 0; index < source.length; index++) sum += source[index]!;
      const factor = bright * spread;
      const shift = ((1 - spread) * bright * sum) / source.length;
      for (let index = 0; index < source.length; index++) {
        const value = factor * source[index]! + shift;
        target[index] = value < low ? low : value > high ? high : value;
      }
    },
} as const satisfies AugmentEntry<'jitter', typeof schema>;
