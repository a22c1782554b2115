import { z } from 'zod';
import { taskExamples } from '../task-examples.ts';
import type { PresetEntry } from './contract.ts';

const schema = z.strictObject({
  with: z.array(z.string()).min(1).describe('names in `data`: further tasks, each with a head of its own'),
  weight: z.number().positive().max(1000).default(1).describe('of each further task’s loss'),
  rows: z.number().positive().max(16).default(1).describe('examples of each further task per example of the target'),
  examples: taskExamples,
});

/** Random weights, trained on the target and further tasks at once. */
export const multiTask = {
  name: 'multi-task',
  title: 'the target learnt together with further tasks, all stages shared but the heads',
  reference: 'Caruana 1997 (multi-task learning)',
  schema,
  recipe: (options) => ({ init: 'random', tasks: options }),
} as const satisfies PresetEntry<'multi-task', typeof schema>;
