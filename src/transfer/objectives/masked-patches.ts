import { z } from 'zod';
import { HeadstartError } from '../../base/errors.ts';
import { type Patches, patchMasker } from '../../data/augment/patches.ts';
import { decoderStages } from '../../model/decoder.ts';
import { stepStreams, viewBatches } from '../feed.ts';
import { reconstructCriterion, referenceInputs } from '../reconstruct.ts';
import type { ObjectiveEntry } from './contract.ts';

const schema = z.strictObject({
  patch: z.int().min(1).max(1024).default(4).describe('height and width of a patch in pixels'),
  ratio: z.number().gt(0).lt(1).default(0.6).describe('share of the patches that are hidden'),
  fill: z
    .enum(['zero', 'mean'])
    .default('zero')
    .describe('what hidden pixels are set to: 0, or the mean of the image’s visible ones'),
  decoder: z.int().min(1).max(8192).default(256).describe('hidden units of the decoder, which is left behind'),
});

const BRANCH = 'decoder';

/**
 * Masked-image modelling for bodies that take whole images: random patches are hidden, and only they are to be rebuilt.
 * Mean squared error as in MAE; measured by R² on hidden pixels.
 */
export const maskedPatches = {
  name: 'masked-patches',
  title: 'rebuilding hidden patches of an image',
  reference: 'Xie et al. 2022 (SimMIM), section 3; He et al. 2022 (MAE), section 3',
  schema,
  supervised: false,
  check: ({ patch, ratio }, inputShape) => {
    const [height = 1, width = 1] = inputShape;
    if (inputShape.length !== 3 || height % patch !== 0 || width % patch !== 0) {
      throw new HeadstartError('suite', {
        message: `patches of ${patch} × ${patch} do not tile examples of shape [${inputShape.join(', ')}]`,
        received: patch,
        remedy: 'use images, and a patch that divides height and width',
      });
    }
    const { hidden, count } = patchesOf(inputShape, patch, ratio);
    if (hidden > 0 && hidden < count) return;
    throw new HeadstartError('suite', {
      message: `of ${count} patches ${hidden === 0 ? 'none' : 'all'} would be hidden`,
      received: ratio,
      remedy: 'use smaller patches or another ratio',
    });
  },
  lesson: ({ patch, ratio, fill, decoder }, { inputShape, features, view, batch, factors }) => {
    const reference = referenceInputs(view);
    const patches = patchesOf(inputShape, patch, ratio);
    return {
      branches: { [BRANCH]: decoderStages(features, inputShape, decoder) },
      criterion: reconstructCriterion({
        branch: BRANCH,
        rows: batch,
        inputShape,
        target: 'clean',
        masked: patches.hidden * patch * patch * patches.shape[2],
      }),
      rows: batch,
      batches: (purpose) => {
        const next = viewBatches(view, batch, factors, purpose);
        const streams = stepStreams('augment', factors, purpose);
        const hide = patchMasker(batch, patches, fill);
        return () => {
          const clean = next();
          const { x, mask } = hide(clean, streams());
          return { values: { x, mask, clean: clean.x, weight: clean.weight, ...reference }, count: clean.count };
        };
      },
    };
  },
} as const satisfies ObjectiveEntry<'masked-patches', typeof schema>;

function patchesOf(inputShape: readonly number[], size: number, ratio: number): Patches {
  const shape = inputShape as readonly [number, number, number];
  const count = (shape[0] / size) * (shape[1] / size);
  return { shape, size, count, hidden: Math.round(ratio * count) };
}
