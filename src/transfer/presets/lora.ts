import { z } from 'zod';
import type { PresetEntry } from './contract.ts';

const schema = z.strictObject({
  from: z.string().describe('name of a source'),
  rank: z.int().min(1).max(256).default(4).describe('of the change'),
  alpha: z.number().positive().max(1000).default(8).describe('the change is multiplied by alpha / rank'),
});

/** Pre-trained stages frozen but for a low-rank change of each dense kernel. */
export const lora = {
  name: 'lora',
  title: 'a low-rank change of each dense kernel and a new head trained',
  reference: 'Hu et al. 2022 (LoRA)',
  differs: 'every dense kernel, not only those of attention; A starts with He’s variance',
  schema,
  recipe: ({ from, rank, alpha }) => ({ init: { from }, tuning: { use: 'lora', rank, alpha } }),
} as const satisfies PresetEntry<'lora', typeof schema>;
