import { z } from 'zod';
import type { HeadEntry } from '../contract.ts';
import { denseStage } from '../layers.ts';

const schema = z.strictObject({});

/** One dense layer from the last stage's output to the logits. Stage: `head`. */
export const linear = {
  name: 'linear',
  title: 'one dense layer',
  schema,
  stage: (_options, inputShape, outputs) => denseStage('head', inputShape, outputs, 'none'),
} as const satisfies HeadEntry<'linear', typeof schema>;
