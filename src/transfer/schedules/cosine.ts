import { z } from 'zod';
import type { ScheduleEntry } from './contract.ts';
import { warmUp, warmUpShare } from './warm-up.ts';

const schema = z.strictObject({
  'warm-up': warmUpShare.default(0),
  end: z.number().min(0).max(1).default(0).describe('share of the learning rate that is left at the end'),
});

/** Linear warm-up, if any, then half a cosine down to `end`: end + (1 − end)·(1 + cos πp)/2 with p from 0 to 1. */
export const cosine = {
  name: 'cosine',
  title: 'half a cosine down, after a warm-up if asked for',
  reference: 'Loshchilov & Hutter 2017 (SGDR), eq. 5, without restarts; warm-up: Goyal et al. 2017',
  schema,
  factor: (options, step, steps) => {
    const { rising, progress } = warmUp(options['warm-up'], step, steps);
    return rising ?? options.end + ((1 - options.end) * (1 + Math.cos(Math.PI * progress))) / 2;
  },
} as const satisfies ScheduleEntry<'cosine', typeof schema>;
