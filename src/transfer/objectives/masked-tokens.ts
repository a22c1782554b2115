import { z } from 'zod';
import type { RandomStream } from '../../base/random.ts';
import { FIRST_TOKEN, SPECIAL } from '../../data/text/vocabulary.ts';
import { stepStreams, viewBatches } from '../feed.ts';
import { checkTokens, languageModel, type Places } from '../language-model.ts';
import type { ObjectiveEntry } from './contract.ts';

const schema = z
  .strictObject({
    ratio: z.number().gt(0).max(0.9).default(0.15).describe('share of the tokens that are to be told'),
    kept: z.number().min(0).max(1).default(0.1).describe('share of those that stay as they are'),
    random: z.number().min(0).max(1).default(0.1).describe('share of those that become another token'),
  })
  .refine(({ kept, random }) => kept + random <= 1, {
    error: 'and `random` must not be more than 1 together; lower one of them',
    path: ['kept'],
  });

/**
 * Masked-language modelling: some tokens are hidden, and they are to be told from both sides. Of the chosen ones most are
 * replaced by the mask, some by another token, some stay. Measured by perplexity.
 */
export const maskedTokens = {
  name: 'masked-tokens',
  title: 'telling hidden tokens of a text',
  reference: 'Devlin et al. 2019 (BERT), section 3.1',
  schema,
  supervised: false,
  check: (_options, _shape, content) => checkTokens('masked-tokens', content),
  lesson: (options, { inputShape, body, view, batch, factors }) => {
    const length = inputShape[0]!;
    const slots = Math.max(1, Math.round(options.ratio * length));
    const { vocabulary } = view.dataset.content as { vocabulary: number };
    return {
      ...languageModel('masked-tokens', body, batch, slots),
      rows: batch,
      batches: (purpose) => {
        const next = viewBatches(view, batch, factors, purpose);
        const streams = stepStreams('augment', factors, purpose);
        const places = emptyPlaces(batch * slots);
        return () => {
          const { x, weight, count } = next();
          hideTokens(x, { length, slots, vocabulary, ...options }, streams(), places);
          return { values: { x, weight, ...places }, count };
        };
      },
    };
  },
} as const satisfies ObjectiveEntry<'masked-tokens', typeof schema>;

function emptyPlaces(size: number): Places {
  return { at: new Int32Array(size), y: new Int32Array(size), counts: new Float32Array(size) };
}

interface Hiding extends z.infer<typeof schema> {
  readonly length: number;
  readonly slots: number;
  readonly vocabulary: number;
}

/**
 * Hides tokens of a batch in place. Of each text as many are chosen as its length says, at least one; start, end and padding
 * never.
 *
 * @param x rows × length ids.
 */
export function hideTokens(x: Float32Array, hiding: Hiding, random: RandomStream, { at, y, counts }: Places): void {
  const { length, slots, vocabulary, ratio, kept, random: other } = hiding;
  at.fill(0);
  y.fill(0);
  counts.fill(0);
  for (let row = 0; row * length < x.length; row++) {
    const tokens: number[] = [];
    for (let place = row * length; place < (row + 1) * length; place++)
      if (x[place]! >= FIRST_TOKEN) tokens.push(place);
    const chosen = tokens.length === 0 ? 0 : Math.min(slots, Math.max(1, Math.round(ratio * tokens.length)));
    for (let slot = 0; slot < chosen; slot++) {
      const pick = slot + random.integer(tokens.length - slot);
      [tokens[slot], tokens[pick]] = [tokens[pick]!, tokens[slot]!];
      const place = tokens[slot]!;
      const index = row * slots + slot;
      at[index] = place;
      y[index] = x[place]!;
      counts[index] = 1;
      const draw = random.uniform();
      if (draw < kept) continue;
      x[place] = draw < kept + other ? FIRST_TOKEN + random.integer(vocabulary - FIRST_TOKEN) : SPECIAL.mask;
    }
  }
}
