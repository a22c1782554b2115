import { z } from 'zod';
import type { PresetEntry } from './contract.ts';

const schema = z.strictObject({});

/** No adaptation: what the labelled domain teaches is used on the target as it is. */
export const sourceOnly = {
  name: 'source-only',
  title: 'trained on the labelled domain alone, scored on the target',
  reference: 'the control of every domain adaptation',
  schema,
  recipe: () => ({ init: 'random', adapt: { use: 'source-only' } }),
} as const satisfies PresetEntry<'source-only', typeof schema>;
