import { mul, reshape } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { correlationDistance } from '../../model/losses/correlation-distance.ts';
import { acrossDomains, byDomain } from './across-domains.ts';
import type { AdaptationEntry } from './contract.ts';

const schema = z.strictObject({
  weight: z.number().positive().max(1_000_000).default(1).describe('of the distance between the covariances'),
  of: z
    .enum(['logits', 'features'])
    .default('logits')
    .describe(
      'whose covariances: of the head’s output, as published, or of the body’s, which need a far larger weight',
    ),
});

/**
 * Loss: cross-entropy of the labels plus `weight` times the CORAL loss (Sun & Saenko 2016, eq. 6). The published network
 * aligns its last layer, the logits; the d² that the loss is divided by makes it small on wide features.
 */
export const coral = {
  name: 'coral',
  title: 'covariances of both domains drawn together',
  reference: 'Sun & Saenko 2016 (Deep CORAL), eq. 1–3, 6',
  schema,
  lesson: ({ weight, of }, context) =>
    acrossDomains(
      {
        key: `coral(${of})`,
        branches: {},
        scalarNames: ['alignment'],
        scalars: () => ({ alignment: weight }),
        loss: ({ body }, logits, weights, { alignment }) => {
          const { labelled, target } = of === 'logits' ? logits : byDomain(body);
          const distance = correlationDistance(labelled, target, weights.labelled, weights.target);
          return mul(distance, reshape(alignment!, []));
        },
      },
      context,
    ),
} as const satisfies AdaptationEntry<'coral', typeof schema>;
