import { z } from 'zod';
import { unfreezePeriod } from '../unfreeze-period.ts';
import type { PresetEntry } from './contract.ts';

const schema = z.strictObject({
  from: z.string().describe('name of a source'),
  every: unfreezePeriod,
});

/** The head alone at first; then stage after stage is unfrozen towards the input. */
export const gradual = {
  name: 'gradual',
  title: 'unfrozen stage by stage from the head down',
  reference: 'Howard & Ruder 2018 (ULMFiT), section 3.3',
  differs: 'one stage after each period, not after each epoch; the optimizer starts anew with each stage',
  schema,
  recipe: ({ from, every }) => ({ init: { from }, unfreeze: { ...(every === undefined ? {} : { every }) } }),
} as const satisfies PresetEntry<'gradual', typeof schema>;
