import { z } from 'zod';
import { HeadstartError } from '../../base/errors.ts';
import type { Content } from '../../engine/input.ts';
import type { BackboneEntry } from '../contract.ts';
import { attentionBlock } from '../transformer/block.ts';
import { decoderBlock, placesStage, writtenStage } from '../transformer/decoder.ts';
import { embeddingStage } from '../transformer/embedding.ts';
import { dropoutField, headFields, isShared, NOT_SHARED } from '../transformer/fields.ts';

const schema = z
  .strictObject({
    width: z.int().min(4).max(2048).default(64).describe('numbers that stand for a token'),
    layers: z.int().min(1).max(48).default(2).describe('blocks of the encoder, and as many of the decoder'),
    ...headFields,
    ...dropoutField,
    beams: z
      .int()
      .min(1)
      .max(50)
      .default(1)
      .describe('sequences that are kept in view while one is written; 1 takes the likeliest word at each place'),
    lengthPenalty: z
      .number()
      .min(0)
      .max(2)
      .default(0.6)
      .describe('how much sequences are helped by being long where several beams end at different lengths'),
  })
  .refine(isShared, NOT_SHARED);

/**
 * An encoder that reads tokens and a decoder that writes tokens, one after the other (Vaswani et al. 2017), normalised
 * before each part (Xiong et al. 2020), with GELU (Hendrycks & Gimpel 2016). Stages: `embedding`, `encoder1` … `encoderN`,
 * `written`, `decoder1` … `decoderN`, `places`; the head scores words at each place. Both sides have one vocabulary, and an
 * embedding each. What is decoded with (`beams`, `lengthPenalty`) has no part in training.
 */
export const encoderDecoder = {
  name: 'encoder-decoder',
  title: 'Transformer that reads one sequence of tokens and writes another',
  schema,
  stages({ width, layers, heads, hidden = 4 * width, dropout, beams, lengthPenalty }, shape, content) {
    const { vocabulary, places = shape[0]! } = tokensOf(shape, content);
    const length = shape[0]!;
    const decoder = { length, places, width, heads, hidden, dropout };
    const numbers = Array.from({ length: layers }, (_, index) => index + 1);
    return [
      embeddingStage('embedding', { length, width, vocabulary, learned: true, dropout }),
      ...numbers.map((number) =>
        attentionBlock(`encoder${number}`, {
          ...{ length, width, heads, hidden, dropout },
          ...{ causal: false, rotary: false, last: number === layers },
        }),
      ),
      writtenStage('written', decoder, vocabulary),
      ...numbers.map((number) => decoderBlock(`decoder${number}`, decoder, number === layers)),
      placesStage('places', decoder, { places, beams, lengthPenalty }),
    ];
  },
} as const satisfies BackboneEntry<'encoder-decoder', typeof schema>;

function tokensOf(shape: readonly number[], content: Content | undefined): Extract<Content, { kind: 'tokens' }> {
  if (content?.kind === 'tokens') return content;
  throw new HeadstartError('suite', {
    message: 'the encoder-decoder backbone needs texts as tokens',
    received: content?.kind ?? shape,
    remedy: 'use data of texts or sequences, or another backbone',
  });
}
