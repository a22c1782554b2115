import { z } from 'zod';
import type { PresetEntry } from './contract.ts';

const schema = z.strictObject({});

/** No transfer: random weights, everything trained. What the others are compared with. */
export const scratch = {
  name: 'scratch',
  title: 'random weights, everything trained',
  reference: 'the control of every transfer experiment',
  schema,
  recipe: () => ({ init: 'random' }),
} as const satisfies PresetEntry<'scratch', typeof schema>;
