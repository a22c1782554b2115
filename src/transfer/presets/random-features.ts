import { z } from 'zod';
import type { PresetEntry } from './contract.ts';

const schema = z.strictObject({});

/** Random stages frozen, a head trained on their output: what an architecture gives without any learning. */
export const randomFeatures = {
  name: 'random-features',
  title: 'random weights frozen, a head trained on their output',
  reference: 'Jarrett et al. 2009; Yosinski et al. 2014 (random, untrained filters)',
  schema,
  recipe: () => ({ init: 'random', train: 'head' }),
} as const satisfies PresetEntry<'random-features', typeof schema>;
