import { z } from 'zod';
import { classifyLesson } from '../classify.ts';
import type { AdaptationEntry } from './contract.ts';

const schema = z.strictObject({});

/** Training on the labelled domain alone: what every adaptation has to beat. */
export const sourceOnly = {
  name: 'source-only',
  title: 'trained on the labelled domain alone',
  reference: 'the control of every domain adaptation',
  schema,
  lesson: (_options, { labelled, head, ...context }) => classifyLesson(head, { ...context, view: labelled }),
} as const satisfies AdaptationEntry<'source-only', typeof schema>;
