import { z } from 'zod';
import type { PresetEntry } from './contract.ts';

const schema = z.strictObject({
  from: z.string().describe('name of a source'),
  probe: z.number().gt(0).lt(1).default(0.5).describe('share of the budget that trains the head alone'),
  lr: z.number().positive().max(1000).default(0.1).describe('multiplies the learning rate afterwards'),
});

/** A linear probe, then fine-tuning of everything from there. */
export const lpFt = {
  name: 'lp-ft',
  title: 'the head alone first, then everything',
  reference: 'Kumar et al. 2022 (LP-FT), section 4',
  differs: 'the probe is trained by steps of the same optimizer, not to convergence',
  schema,
  recipe: ({ from, probe, lr }) => ({
    init: { from },
    phases: [
      { train: 'head', share: probe },
      { train: 'all', share: 1 - probe, lr },
    ],
  }),
} as const satisfies PresetEntry<'lp-ft', typeof schema>;
