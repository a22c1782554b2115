import { z } from 'zod';
import type { ScheduleEntry } from './contract.ts';
import { warmUp, warmUpShare } from './warm-up.ts';

const schema = z.strictObject({ 'warm-up': warmUpShare.default(0.1) });

/** Linear warm-up, then linearly down to zero. */
export const linear = {
  name: 'linear',
  title: 'linear warm-up, then linearly down to zero',
  reference: 'Devlin et al. 2019 (BERT), appendix A.2',
  schema,
  factor: (options, step, steps) => {
    const { rising, progress } = warmUp(options['warm-up'], step, steps);
    return rising ?? 1 - progress;
  },
} as const satisfies ScheduleEntry<'linear', typeof schema>;
