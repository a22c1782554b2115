import { z } from 'zod';
import type { PresetEntry } from './contract.ts';

const schema = z.strictObject({ from: z.string().describe('name of a source') });

/** Every stage has 1/2.6 of the learning rate of the stage above it. */
export const discriminative = {
  name: 'discriminative',
  title: 'smaller learning rates further from the head',
  reference: 'Howard & Ruder 2018 (ULMFiT), section 3.2',
  schema,
  recipe: ({ from }) => ({ init: { from }, lr: { decay: 1 / 2.6 } }),
} as const satisfies PresetEntry<'discriminative', typeof schema>;
