import { z } from 'zod';
import type { ScheduleEntry } from './contract.ts';

const schema = z.strictObject({
  alpha: z.number().positive().default(10).describe('how fast it falls'),
  beta: z.number().positive().default(0.75).describe('the power'),
});

/** 1 / (1 + αp)^β with p from 0 to 1: μ_p of DANN, with the rate at p = 0 as the base. */
export const inversePower = {
  name: 'inverse-power',
  title: 'falling with a power of the progress',
  reference: 'Ganin et al. 2016 (DANN), section 5.2.2',
  schema,
  factor: ({ alpha, beta }, step, steps) => (1 + (alpha * step) / steps) ** -beta,
} as const satisfies ScheduleEntry<'inverse-power', typeof schema>;
