import { z } from 'zod';
import { FEWEST_TOKENS } from './tokenizer.ts';

/**
 * Options that every data set of texts has.
 *
 * @param corpora names of data sets that a tokenizer can be trained on; the first one is the entry's own.
 */
export function textOptions<const Corpora extends readonly [string, ...string[]]>(corpora: Corpora) {
  return {
    length: z.int().min(2).max(1024).default(64).describe('tokens of an example, of which the first is a start'),
    half: z
      .enum(['all', 'first', 'second'])
      .default('all')
      .describe('half of the texts, told by their hash: a source of the first shares none with a target of the second'),
    windows: z
      .enum(['first', 'all'])
      .default('first')
      .describe('`first`: the first tokens of each text; `all`: each text in as many examples as it fills, one group'),
    tokenizer: z
      .strictObject({
        corpus: z
          .enum(corpora as unknown as [Corpora[number], ...Corpora[number][]])
          .default(corpora[0] as never)
          .describe('the texts it is trained on: all data of a suite need the same'),
        vocabulary: z.int().min(FEWEST_TOKENS).max(50_000).default(2000).describe('number of different tokens'),
        lowercase: z.boolean().default(true).describe('whether texts are brought to lower case first'),
      })
      .prefault({})
      .describe('byte-pair encoding'),
  };
}

/** What `textOptions` gives. */
export interface TextChoice {
  readonly length: number;
  readonly half: 'all' | 'first' | 'second';
  readonly windows: 'first' | 'all';
  readonly tokenizer: { readonly corpus: string; readonly vocabulary: number; readonly lowercase: boolean };
}
