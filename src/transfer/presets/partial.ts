import { z } from 'zod';
import type { PresetEntry } from './contract.ts';

const schema = z.strictObject({
  from: z.string().describe('name of a source'),
  'train-from': z.string().describe('first stage that is trained; all before it stay frozen'),
});

/** The first pre-trained stages frozen, the later ones and a new head trained. */
export const partial = {
  name: 'partial',
  title: 'first pre-trained stages frozen, later ones and a new head trained',
  reference: 'Yosinski et al. 2014',
  schema,
  recipe: (options) => ({ init: { from: options.from }, train: `from ${options['train-from']}` }),
} as const satisfies PresetEntry<'partial', typeof schema>;
