import { z } from 'zod';
import type { ObjectiveEntry } from './contract.ts';

const schema = z.strictObject({});

/** Supervised classification of the source's labels with softmax cross-entropy; the head is left behind. */
export const classification = {
  name: 'classification',
  title: 'supervised classification',
  schema,
  supervised: true,
} as const satisfies ObjectiveEntry<'classification', typeof schema>;
