import { z } from 'zod';
import type { PresetEntry } from './contract.ts';

const schema = z.strictObject({ from: z.string().describe('name of a source') });

/** All pre-trained stages and a new head trained together. */
export const full = {
  name: 'full',
  title: 'pre-trained stages and a new head trained together',
  reference: 'Girshick et al. 2014; Yosinski et al. 2014 (AnB+)',
  schema,
  recipe: ({ from }) => ({ init: { from } }),
} as const satisfies PresetEntry<'full', typeof schema>;
