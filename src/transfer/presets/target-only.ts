import { z } from 'zod';
import type { PresetEntry } from './contract.ts';

const schema = z.strictObject({});

/** What could be reached with the target's labels: `scratch`, as the upper end of a domain adaptation. */
export const targetOnly = {
  name: 'target-only',
  title: 'trained on the target’s own labels, which domain adaptation must do without',
  reference: 'Ganin et al. 2016, section 5.2 (“train on target”, the upper bound)',
  schema,
  recipe: () => ({ init: 'random', oracle: true }),
} as const satisfies PresetEntry<'target-only', typeof schema>;
