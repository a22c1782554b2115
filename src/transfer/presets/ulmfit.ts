import { z } from 'zod';
import { unfreezePeriod } from '../unfreeze-period.ts';
import type { PresetEntry } from './contract.ts';

/**
 * Share of the budget after which the next stage is unfrozen. The paper unfreezes one of four groups of layers after each of
 * the first epochs, of 50 on IMDb, and then trains all of them: spread evenly over the budget, the lowest stages would be
 * trained when the slanted rate has fallen to nearly nothing.
 */
const PERIOD = 0.04;

const schema = z.strictObject({
  from: z.string().describe('name of a source'),
  every: unfreezePeriod.unwrap().default(PERIOD).describe('steps between two stages, or share of the budget'),
});

/** All three fine-tuning techniques of ULMFiT together. */
export const ulmfit = {
  name: 'ulmfit',
  title: 'gradual unfreezing, discriminative rates, slanted-triangular schedule',
  reference: 'Howard & Ruder 2018 (ULMFiT), section 3',
  differs:
    'the language model of the target’s texts is a source of its own, with `from`; one stage after each period, not after each epoch; the optimizer starts anew with each stage',
  schema,
  recipe: ({ from, every }) => ({
    init: { from },
    unfreeze: { every },
    lr: { decay: 1 / 2.6, schedule: 'slanted-triangular' },
  }),
} as const satisfies PresetEntry<'ulmfit', typeof schema>;
