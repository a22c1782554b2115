import { z } from 'zod';
import { HeadstartError } from '../../base/errors.ts';
import { SPECIAL } from '../../data/text/vocabulary.ts';
import type { Stage } from '../../model/contract.ts';
import { viewBatches } from '../feed.ts';
import { checkTokens, languageModel } from '../language-model.ts';
import type { ObjectiveEntry } from './contract.ts';

const schema = z.strictObject({});

/** Language modelling: each token is to be told from those before it. Measured by perplexity. */
export const nextToken = {
  name: 'next-token',
  title: 'telling the next token of a text',
  reference: 'Radford et al. 2018 (GPT), eq. 1',
  schema,
  supervised: false,
  check: (_options, _shape, content) => checkTokens('next-token', content),
  lesson: (_options, { inputShape, body, view, batch, factors }) => {
    refuseForesight(body);
    const length = inputShape[0]!;
    const slots = length - 1;
    return {
      ...languageModel('next-token', body, batch, slots),
      rows: batch,
      batches: (purpose) => {
        const next = viewBatches(view, batch, factors, purpose);
        const at = Int32Array.from(
          { length: batch * slots },
          (_, index) => Math.floor(index / slots) * length + (index % slots),
        );
        const y = new Int32Array(batch * slots);
        const counts = new Float32Array(batch * slots);
        return () => {
          const { x, weight, count } = next();
          for (const [index, place] of at.entries()) {
            y[index] = x[place + 1]!;
            counts[index] = y[index] === SPECIAL.padding ? 0 : 1;
          }
          return { values: { x, weight, at, y, counts }, count };
        };
      },
    };
  },
} as const satisfies ObjectiveEntry<'next-token', typeof schema>;

/** @throws {HeadstartError} `suite` if a stage shows a token what comes after it. */
function refuseForesight(body: readonly Stage[]): void {
  if (body.every(({ sees }) => sees !== 'both')) return;
  throw new HeadstartError('suite', {
    message: 'next-token would see the token that it is to tell: the backbone looks at both sides',
    received: 'both',
    remedy: 'give the model `attention: past`, or use masked-tokens',
  });
}
