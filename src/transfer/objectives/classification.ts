import { z } from 'zod';
import { classifyLesson } from '../classify.ts';
import type { ObjectiveEntry } from './contract.ts';

const schema = z.strictObject({});

/** Supervised classification of the source's labels with softmax cross-entropy. */
export const classification = {
  name: 'classification',
  title: 'supervised classification',
  reference: 'the usual pre-training since Krizhevsky, Sutskever, Hinton 2012',
  schema,
  supervised: true,
  lesson: (_options, { head, ...context }) => classifyLesson(head, context),
} as const satisfies ObjectiveEntry<'classification', typeof schema>;
