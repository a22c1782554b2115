import { z } from 'zod';
import { HeadstartError } from '../../base/errors.ts';
import { augmentationSchema, augmenter, checkAugmentation } from '../../data/augment/augmentation.ts';
import { imageSpec, views } from '../../data/augment/views.ts';
import { denseStage, volume } from '../../model/layers.ts';
import { contrastCriterion } from '../contrast.ts';
import { stepStreams, viewBatches } from '../feed.ts';
import type { ObjectiveEntry } from './contract.ts';

const schema = z.strictObject({
  temperature: z.number().min(0.01).max(10).default(0.5).describe('divides the cosine similarities'),
  hidden: z.int().min(1).max(8192).default(128).describe('hidden units of the projection, which is left behind'),
  projection: z.int().min(1).max(8192).default(64).describe('units of the projection, which are compared'),
  augment: augmentationSchema(['crop', 'jitter']).prefault({}).describe('how two views of an image are made'),
});

const BRANCH = 'projection';

/**
 * Two altered views of each image are to be more similar to each other than to all other views of the batch. Measured by
 * the share of views whose most similar one is their partner. A step has twice as many rows as the batch has examples.
 */
export const simclr = {
  name: 'simclr',
  title: 'telling which two views show the same example (contrastive)',
  reference: 'Chen et al. 2020 (SimCLR), eq. 1',
  schema,
  supervised: false,
  check: ({ augment }, inputShape, content) => {
    if (inputShape.length !== 3) {
      throw new HeadstartError('suite', {
        message: 'views are made of images [height, width, channels]',
        received: inputShape,
        remedy: 'use another objective for this data',
      });
    }
    checkAugmentation(augment, content);
  },
  lesson: ({ temperature, hidden, projection, augment }, { inputShape, features, view, batch, factors }) => ({
    branches: {
      [BRANCH]: [
        denseStage('projection-hidden', features, hidden, 'relu'),
        denseStage('projection-output', [hidden], projection, 'none'),
      ],
    },
    criterion: contrastCriterion(BRANCH, temperature, batch),
    rows: 2 * batch,
    batches: (purpose) => {
      const next = viewBatches(view, batch, factors, purpose);
      const streams = stepStreams('augment', factors, purpose);
      const pairs = views(batch, volume(inputShape), 2, augmenter(augment, imageSpec(view.dataset)));
      return () => {
        const examples = next();
        return { values: { ...pairs(examples, streams()) }, count: 2 * examples.count };
      };
    },
  }),
} as const satisfies ObjectiveEntry<'simclr', typeof schema>;
