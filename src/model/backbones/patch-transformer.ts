import { z } from 'zod';
import { HeadstartError } from '../../base/errors.ts';
import type { BackboneEntry } from '../contract.ts';
import { attentionBlock } from '../transformer/block.ts';
import { dropoutField, headFields, isShared, NOT_SHARED } from '../transformer/fields.ts';
import { patchGrid, patchStage } from '../transformer/patches.ts';
import { poolStage } from '../transformer/readout.ts';

const side = z.int().min(1).max(1024);
const sides = z.union([side, z.tuple([side, side])], {
  error: 'must be a size, or a height and a width; write [8, 8]',
});

/** Each sees all others, so that time and memory grow with the square of it. */
const MOST_PATCHES = 4096;

const schema = z
  .strictObject({
    patch: sides.default(4).describe('height and width of a patch; of a spectrogram, frames and bands'),
    stride: sides.optional().describe('from one patch to the next; that of the patch if absent, so that none overlap'),
    width: z.int().min(4).max(2048).default(64).describe('numbers that stand for a patch'),
    layers: z.int().min(1).max(48).default(2).describe('blocks of attention and a dense part'),
    ...headFields,
    pool: z
      .enum(['mean', 'class'])
      .default('mean')
      .describe('what stands for an example: the `mean` of its patches, or a learned `class` token beside them'),
    ...dropoutField,
  })
  .refine(isShared, NOT_SHARED);

/**
 * A Transformer over patches of an image (ViT, Dosovitskiy et al. 2021) or of a spectrogram (AST, Gong et al. 2021), with the
 * blocks of the one over tokens and learned positions. Stages: `embedding`, `block1` … `blockN` (the last one normalises
 * once more), `pool`.
 */
export const patchTransformer = {
  name: 'patch-transformer',
  title: 'Transformer over patches of images or spectrograms',
  schema,
  stages(
    { patch: size, stride: step = size, width, layers, heads, hidden = 4 * width, pool, dropout },
    shape,
    content,
  ) {
    if (shape.length !== 3 || (content !== undefined && content.kind !== 'spectrogram')) {
      throw new HeadstartError('suite', {
        message: 'the patch-transformer backbone needs images or spectrograms of shape [height, width, channels]',
        received: content === undefined ? shape : content.kind,
        remedy: 'use another backbone for this data',
      });
    }
    const inputShape = shape as readonly [number, number, number];
    const [patch, stride] = [pairOf(size), pairOf(step)];
    if (patch[0] > shape[0]! || patch[1] > shape[1]!) {
      throw new HeadstartError('suite', {
        message: `a patch of ${patch.join(' × ')} is larger than examples of ${shape.slice(0, 2).join(' × ')}`,
        received: size,
        remedy: 'use a smaller patch',
      });
    }
    if (stride[0] > patch[0] || stride[1] > patch[1]) {
      throw new HeadstartError('suite', {
        message: `patches of ${patch.join(' × ')} that lie ${stride.join(' × ')} apart leave out what is between them`,
        received: step,
        remedy: 'use a stride that is no larger than the patch',
      });
    }
    const grid = patchGrid({ inputShape, patch, stride });
    if (grid[0] * grid[1] > MOST_PATCHES) {
      throw new HeadstartError('suite', {
        message: `examples of ${shape.slice(0, 2).join(' × ')} have ${grid[0] * grid[1]} such patches, more than ${MOST_PATCHES}`,
        received: size,
        remedy: 'use larger patches or a larger stride',
      });
    }
    const classToken = pool === 'class';
    const length = grid[0] * grid[1] + Number(classToken);
    const blocks = Array.from({ length: layers }, (_, index) =>
      attentionBlock(`block${index + 1}`, {
        last: index === layers - 1,
        length,
        width,
        heads,
        hidden,
        causal: false,
        rotary: false,
        dropout,
      }),
    );
    return [
      patchStage('embedding', { inputShape, patch, stride, width, classToken, dropout }),
      ...blocks,
      poolStage('pool', length, width, classToken ? 'first' : 'mean'),
    ];
  },
} as const satisfies BackboneEntry<'patch-transformer', typeof schema>;

function pairOf(size: z.infer<typeof sides>): readonly [number, number] {
  return typeof size === 'number' ? [size, size] : size;
}
