import { z } from 'zod';
import type { PresetEntry } from './contract.ts';

const schema = z.strictObject({
  from: z.string().describe('name of a source'),
  decay: z
    .number()
    .gt(0)
    .max(1)
    .default(0.75)
    .describe('multiplies the learning rate for each stage further from the head'),
});

/** Layer-wise learning-rate decay with a linear warm-up and fall, as Transformers are fine-tuned. */
export const llrd = {
  name: 'llrd',
  title: 'layer-wise decay of the learning rate, mild, with warm-up',
  reference: 'Clark et al. 2020 (ELECTRA), appendix A; Bao et al. 2022 (BEiT)',
  schema,
  recipe: ({ from, decay }) => ({ init: { from }, lr: { decay, schedule: { use: 'linear', 'warm-up': 0.1 } } }),
} as const satisfies PresetEntry<'llrd', typeof schema>;
