import { z } from 'zod';
import type { AugmentEntry } from './contract.ts';

const schema = z.strictObject({
  deviation: z.number().min(0).max(10).default(0.1).describe('standard deviation; a pixel usually lies in [0, 1]'),
});

/** Gaussian noise, independent for each value; what leaves the range is put on its edge. */
export const noise = {
  name: 'noise',
  title: 'Gaussian noise',
  reference: 'Vincent et al. 2010, section 2.3',
  schema,
  create:
    ({ deviation }, { range: [low, high] }) =>
    (source, target, random) => {
      if (deviation === 0) {
        target.set(source);
        return;
      }
      random.normals(target, deviation);
      for (let index = 0; index < source.length; index++) {
        const value = source[index]! + target[index]!;
        target[index] = value < low ? low : value > high ? high : value;
      }
    },
} as const satisfies AugmentEntry<'noise', typeof schema>;
