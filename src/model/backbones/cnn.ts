import { z } from 'zod';
import { HeadstartError } from '../../base/errors.ts';
import type { BackboneEntry, Stage } from '../contract.ts';
import { convStage, denseStage } from '../layers.ts';

const schema = z.strictObject({
  channels: z
    .array(z.int().min(1).max(1024))
    .min(1)
    .max(8)
    .default([16, 32])
    .describe('output channels of each block: convolution, ReLU, 2 × 2 max-pooling'),
  kernel: z.int().min(1).max(11).default(3).describe('height and width of each convolution'),
  hidden: z.int().min(1).max(8192).default(64).describe('units of the dense stage before the head'),
});

/** A small convolutional network. Stages: `block1` … `blockN`, `hidden`. */
export const cnn = {
  name: 'cnn',
  title: 'convolution blocks, then a dense stage',
  schema,
  stages({ channels, kernel, hidden }, inputShape) {
    if (inputShape.length !== 3) {
      throw new HeadstartError('suite', {
        message: 'the cnn backbone needs images of shape [height, width, channels]',
        received: inputShape,
        remedy: 'use another backbone for this data',
      });
    }
    const stages: Stage[] = [];
    let shape = inputShape as readonly [number, number, number];
    channels.forEach((count, index) => {
      if (Math.min(shape[0], shape[1]) < 2) {
        throw new HeadstartError('suite', {
          message: `nothing is left to pool in block ${index + 1}: ${channels.length} halvings of ${inputShape.slice(0, 2).join(' × ')}`,
          received: channels,
          remedy: `use at most ${index} blocks`,
        });
      }
      const stage = convStage(`block${index + 1}`, shape, count, kernel);
      stages.push(stage);
      shape = stage.outputShape as readonly [number, number, number];
    });
    return [...stages, denseStage('hidden', shape, hidden, 'relu')];
  },
} as const satisfies BackboneEntry<'cnn', typeof schema>;
