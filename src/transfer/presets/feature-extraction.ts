import { z } from 'zod';
import type { PresetEntry } from './contract.ts';

const schema = z.strictObject({ from: z.string().describe('name of a source') });

/** All pre-trained stages frozen, a new head trained on their output. */
export const featureExtraction = {
  name: 'feature-extraction',
  title: 'pre-trained stages frozen, a new head trained',
  reference: 'Donahue et al. 2014 (DeCAF); Razavian et al. 2014',
  schema,
  recipe: ({ from }) => ({ init: { from }, train: 'head' }),
} as const satisfies PresetEntry<'feature-extraction', typeof schema>;
