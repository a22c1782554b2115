import { z } from 'zod';
import type { PresetEntry } from './contract.ts';

const schema = z.strictObject({ from: z.string().describe('name of a source') });

/** Only the biases of the pre-trained stages and a new head are trained. */
export const biasOnly = {
  name: 'bias-only',
  title: 'biases and a new head trained',
  reference: 'Ben Zaken, Goldberg, Ravfogel 2022 (BitFit)',
  schema,
  recipe: ({ from }) => ({ init: { from }, train: 'biases' }),
} as const satisfies PresetEntry<'bias-only', typeof schema>;
