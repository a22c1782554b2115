import { z } from 'zod';
import { HeadstartError } from '../../base/errors.ts';
import type { Content } from '../../engine/input.ts';
import type { BackboneEntry } from '../contract.ts';
import { attentionBlock } from '../transformer/block.ts';
import { embeddingStage } from '../transformer/embedding.ts';
import { dropoutField, headFields, isShared, NOT_SHARED } from '../transformer/fields.ts';
import { poolStage } from '../transformer/readout.ts';

const schema = z
  .strictObject({
    width: z.int().min(4).max(2048).default(64).describe('numbers that stand for a token'),
    layers: z.int().min(1).max(48).default(2).describe('blocks of attention and a dense part'),
    ...headFields,
    attention: z
      .enum(['both', 'past'])
      .default('both')
      .describe('what a token sees: `both` sides (as in BERT) or the `past` alone (as in GPT), which next-token needs'),
    positions: z
      .enum(['learned', 'rotary'])
      .default('learned')
      .describe('`learned` vectors added to the tokens, or queries and keys turned by their place'),
    pool: z
      .enum(['mean', 'first', 'last'])
      .optional()
      .describe(
        'what stands for a text: the `mean` of its tokens, the `first` one or the `last`; mean, or last for `past`',
      ),
    ...dropoutField,
  })
  .refine(isShared, NOT_SHARED);

/**
 * A Transformer over tokens (Vaswani et al. 2017), normalised before each part (Xiong et al. 2020), with GELU (Hendrycks &
 * Gimpel 2016). Stages: `embedding`, `block1` … `blockN` (the last one normalises once more), `pool`. Between stages an example is [length, width + 1]:
 * the last number of a token is 1, and 0 where there is padding, which no token sees.
 */
export const transformer = {
  name: 'transformer',
  title: 'Transformer over tokens, looking at both sides or at the past',
  schema,
  stages({ width, layers, heads, hidden = 4 * width, attention, positions, pool, dropout }, shape, content) {
    const { vocabulary } = tokensOf(shape, content);
    const length = shape[0]!;
    if (positions === 'rotary' && (width / heads) % 2 === 1) {
      throw new HeadstartError('suite', {
        message: 'rotary positions turn pairs of numbers, and each head has an odd number of them',
        received: width / heads,
        remedy: 'choose width and heads so that their ratio is even',
      });
    }
    const causal = attention === 'past';
    const blocks = Array.from({ length: layers }, (_, index) =>
      attentionBlock(`block${index + 1}`, {
        last: index === layers - 1,
        length,
        width,
        heads,
        hidden,
        causal,
        rotary: positions === 'rotary',
        dropout,
      }),
    );
    return [
      embeddingStage('embedding', { length, width, vocabulary, learned: positions === 'learned', dropout }),
      ...blocks,
      poolStage('pool', length, width, pool ?? (causal ? 'last' : 'mean')),
    ];
  },
} as const satisfies BackboneEntry<'transformer', typeof schema>;

function tokensOf(shape: readonly number[], content: Content | undefined): Extract<Content, { kind: 'tokens' }> {
  if (content?.kind === 'tokens') return content;
  throw new HeadstartError('suite', {
    message: 'the transformer backbone needs texts as tokens',
    received: content?.kind ?? shape,
    remedy: 'use data of texts, or another backbone',
  });
}
