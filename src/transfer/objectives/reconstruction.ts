import { z } from 'zod';
import { HeadstartError } from '../../base/errors.ts';
import { noise } from '../../data/augment/noise.ts';
import { imageSpec, views } from '../../data/augment/views.ts';
import { decoderStages } from '../../model/decoder.ts';
import { volume } from '../../model/layers.ts';
import { stepStreams, viewBatches } from '../feed.ts';
import { decoderWidth, reconstructCriterion, referenceInputs } from '../reconstruct.ts';
import type { ObjectiveEntry } from './contract.ts';

const schema = z.strictObject({
  decoder: decoderWidth,
  noise: z
    .number()
    .min(0)
    .max(10)
    .default(0)
    .describe('standard deviation of Gaussian noise on the input; the clean one is rebuilt'),
});

const BRANCH = 'decoder';

/** An autoencoder, or with noise a denoising one: mean squared error of the decoder's output, measured by R². */
export const reconstruction = {
  name: 'reconstruction',
  title: 'rebuilding the input (autoencoder), clean from noisy if asked for',
  reference: 'Hinton & Salakhutdinov 2006; Vincent et al. 2010, section 3, for noise',
  schema,
  supervised: false,
  check: (_options, _inputShape, content) => {
    if (content?.kind !== 'graph') return;
    throw new HeadstartError('suite', {
      message: 'the nodes and edges of a graph are in no order that a decoder could rebuild',
      received: content.kind,
      remedy: 'use attribute-masking or edge-prediction for graphs',
    });
  },
  lesson: ({ decoder, noise: deviation }, { inputShape, features, view, batch, factors }) => {
    const reference = referenceInputs(view);
    return {
      branches: { [BRANCH]: decoderStages(features, inputShape, decoder) },
      criterion: reconstructCriterion({
        branch: BRANCH,
        rows: batch,
        inputShape,
        target: deviation === 0 ? 'x' : 'clean',
        masked: null,
      }),
      rows: batch,
      batches: (purpose) => {
        const next = viewBatches(view, batch, factors, purpose);
        const streams = stepStreams('augment', factors, purpose);
        const noisy = views(batch, volume(inputShape), 1, noise.create({ deviation }, imageSpec(view.dataset)));
        return () => {
          const { count, ...clean } = next();
          const { weight } = clean;
          if (deviation === 0) return { values: { x: clean.x, weight, ...reference }, count };
          const { x } = noisy({ count, ...clean }, streams());
          return { values: { x, clean: clean.x, weight, ...reference }, count };
        };
      },
    };
  },
} as const satisfies ObjectiveEntry<'reconstruction', typeof schema>;
