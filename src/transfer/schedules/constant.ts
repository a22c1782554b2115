import { z } from 'zod';
import type { ScheduleEntry } from './contract.ts';

const schema = z.strictObject({});

export const constant = {
  name: 'constant',
  title: 'the same learning rate throughout',
  reference: 'the control of every schedule',
  schema,
  factor: () => 1,
} as const satisfies ScheduleEntry<'constant', typeof schema>;
