import { z } from 'zod';
import type { AugmentEntry } from './contract.ts';

const schema = z.strictObject({
  share: z.number().min(0).max(1).default(0.5).describe('of the images, those that are mirrored'),
});

/** Left and right exchanged. Digits and letters change their meaning by it. */
export const flip = {
  name: 'flip',
  title: 'left and right exchanged',
  reference: 'Krizhevsky, Sutskever, Hinton 2012, section 4.1',
  takes: 'images',
  schema,
  create:
    ({ share }, { shape: [height, width, channels] }) =>
    (source, target, random) => {
      if (random.uniform() >= share) {
        target.set(source);
        return;
      }
      for (let y = 0, to = 0; y < height; y++) {
        for (let x = width - 1; x >= 0; x--) {
          const from = (y * width + x) * channels;
          for (let channel = 0; channel < channels; channel++) target[to++] = source[from + channel]!;
        }
      }
    },
} as const satisfies AugmentEntry<'flip', typeof schema>;
