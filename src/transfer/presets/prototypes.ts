import { z } from 'zod';
import type { PresetEntry } from './contract.ts';

const schema = z.strictObject({ from: z.string().describe('name of a source') });

/** Pre-trained stages frozen; the head picks the nearest class mean of the training examples’ features. */
export const prototypes = {
  name: 'prototypes',
  title: 'nearest class mean of pre-trained features, nothing trained',
  reference: 'Snell, Swersky, Zemel 2017 (prototypical networks), eq. 2, 8',
  differs: 'the features come from the source’s own objective, not from episodes',
  schema,
  recipe: ({ from }) => ({ init: { from }, train: 'none', head: { start: 'prototypes' } }),
} as const satisfies PresetEntry<'prototypes', typeof schema>;
