import { z } from 'zod';
import { countOf } from './count.ts';

/** How long gradual unfreezing waits: a share of the budget, or steps. */
export const unfreezePeriod = z
  .union([z.number().gt(0).lt(1), countOf('step', 10_000_000)])
  .optional()
  .describe('steps between two stages, or share of the budget; evenly over the budget if absent');
