import { z } from 'zod';
import type { ScheduleEntry } from './contract.ts';

const schema = z.strictObject({
  cut: z.number().gt(0).lt(1).default(0.1).describe('share of the budget in which the learning rate rises'),
  ratio: z.number().min(1).default(32).describe('how much smaller the lowest learning rate is than the highest'),
});

/**
 * A short linear rise, then a long linear fall. With fewer steps than the rise needs, the rise is one step: the paper's
 * formula would divide by zero.
 */
export const slantedTriangular = {
  name: 'slanted-triangular',
  title: 'a short linear rise, then a long linear fall',
  reference: 'Howard & Ruder 2018 (ULMFiT), eq. 3',
  schema,
  factor: ({ cut: share, ratio }, step, steps) => {
    const cut = Math.max(1, Math.floor(steps * share));
    const progress = step < cut ? step / cut : 1 - (step - cut) / (cut * (1 / share - 1));
    return (1 + Math.max(0, progress) * (ratio - 1)) / ratio;
  },
} as const satisfies ScheduleEntry<'slanted-triangular', typeof schema>;
