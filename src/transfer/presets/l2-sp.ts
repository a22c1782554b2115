import { z } from 'zod';
import type { PresetEntry } from './contract.ts';

const schema = z.strictObject({
  from: z.string().describe('name of a source'),
  alpha: z.number().min(0).max(1000).default(0.1).describe('pull of what was loaded to its start'),
  beta: z.number().min(0).max(1000).default(0.01).describe('pull of the rest to zero'),
});

/** Fine-tuning with a quadratic penalty on the distance from the start. */
export const l2sp = {
  name: 'l2-sp',
  title: 'everything trained, drawn back to the pre-trained weights',
  reference: 'Li, Grandvalet, Davoine 2018 (L2-SP), eq. 2',
  schema,
  recipe: ({ from, alpha, beta }) => ({ init: { from }, penalty: { 'l2-sp': { alpha, beta } } }),
} as const satisfies PresetEntry<'l2-sp', typeof schema>;
