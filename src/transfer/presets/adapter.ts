import { z } from 'zod';
import type { PresetEntry } from './contract.ts';

const schema = z.strictObject({
  from: z.string().describe('name of a source'),
  width: z.int().min(1).max(1024).default(8).describe('units of each bottleneck'),
});

/** Pre-trained stages frozen, with a trained bottleneck behind each. */
export const adapter = {
  name: 'adapter',
  title: 'small residual layers behind frozen stages and a new head trained',
  reference: 'Houlsby et al. 2019 (adapters)',
  differs:
    'one adapter behind each stage; the second projection starts at zero, not near it; normalisations stay frozen',
  schema,
  recipe: ({ from, width }) => ({ init: { from }, tuning: { use: 'adapter', width } }),
} as const satisfies PresetEntry<'adapter', typeof schema>;
