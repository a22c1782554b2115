import { z } from 'zod';
import { unfreezePeriod } from '../unfreeze-period.ts';
import type { PresetEntry } from './contract.ts';

const schema = z.strictObject({
  from: z.string().describe('name of a source'),
  every: unfreezePeriod,
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
    unfreeze: { ...(every === undefined ? {} : { every }) },
    lr: { decay: 1 / 2.6, schedule: 'slanted-triangular' },
  }),
} as const satisfies PresetEntry<'ulmfit', typeof schema>;
