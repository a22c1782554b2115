import { add, matMul, reshape, type Tensor2D } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { HeadstartError } from '../../base/errors.ts';
import type { RandomStream } from '../../base/random.ts';
import { FIRST_TOKEN, SPECIAL } from '../../data/text/vocabulary.ts';
import type { Outputs, Stage } from '../../model/contract.ts';
import { TOKENS } from '../../model/transformer/embedding.ts';
import { stepStreams, viewBatches } from '../feed.ts';
import { checkTokens } from '../language-model.ts';
import { forcedBuffers, forceTeacher, writingCriterion } from '../sequences.ts';
import type { ObjectiveEntry } from './contract.ts';

const schema = z.strictObject({
  ratio: z.number().gt(0).max(0.9).default(0.3).describe('share of the tokens that are taken out'),
  span: z.number().min(1).max(20).default(3).describe('mean number of neighbours that are taken out together'),
  fill: z
    .enum(['mask', 'nothing'])
    .default('mask')
    .describe('what stands where they were: one `mask` for each span, whatever its length, or `nothing`'),
});

/** The branch that scores tokens. */
const BRANCH = 'tokens';

/**
 * Denoising: spans of tokens are taken out of a text, and the decoder writes the whole text. Its words are scored by products
 * with the rows of the decoder's embedding and a bias for each (tied weights: Press & Wolf 2017). Measured by perplexity.
 */
export const denoising = {
  name: 'denoising',
  title: 'writing a text of which spans were taken out',
  reference: 'Lewis et al. 2020 (BART), section 2.2, text infilling; with `fill: nothing`, deletion',
  schema,
  supervised: false,
  check: (_options, _shape, content) => checkTokens('denoising', content),
  lesson: (options, { inputShape, body, view, batch, factors }) => {
    const length = inputShape[0]!;
    const { embedding, vocabulary, places, width } = writerIn(body, length);
    const score: Stage = {
      name: 'token-scores',
      inputShape: [vocabulary],
      outputShape: [vocabulary],
      parameters: { bias: { shape: [vocabulary], init: { kind: 'zeros' } } },
      multiplyAdds: places * width * vocabulary,
      apply: ({ bias }, x) => add(x, bias!),
    };
    const scores = (outputs: Outputs) => {
      const rows = reshape(outputs.body, [batch * places, width]) as Tensor2D;
      const table = outputs.parameter(`${embedding}/${TOKENS}`) as Tensor2D;
      return outputs.branch(BRANCH, matMul(rows, table, false, true)); // [batch · places, vocabulary]
    };
    return {
      branches: { [BRANCH]: [score] },
      criterion: writingCriterion('denoising', scores, batch, places),
      rows: batch,
      batches: (purpose) => {
        const next = viewBatches(view, batch, factors, purpose);
        const streams = stepStreams('augment', factors, purpose);
        const forced = forcedBuffers(batch, places);
        return () => {
          const { x, weight, count } = next();
          const random = streams();
          forced.y.fill(SPECIAL.padding);
          for (let row = 0; row < count; row++) {
            const text = x.subarray(row * length, (row + 1) * length);
            forced.y.set(withEnd(text, places), row * places);
            text.set(noisy(text, options, random));
          }
          forceTeacher(forced, places);
          return { values: { x, weight, ...forced }, count };
        };
      },
    };
  },
} as const satisfies ObjectiveEntry<'denoising', typeof schema>;

/** The stage that embeds what is written, and the sizes of what is. */
function writerIn(body: readonly Stage[], length: number) {
  const stage = body.find(({ given, parameters }) => given !== undefined && Object.hasOwn(parameters, TOKENS));
  const [places, width] = body.at(-1)!.outputShape as [number, number];
  if (stage === undefined || body.at(-1)!.writes === undefined || places < length) {
    throw new HeadstartError('suite', {
      message: `denoising writes whole texts of ${length} tokens, and the backbone writes ${stage === undefined ? 'none' : `at most ${places}`}`,
      received: body.map(({ name }) => name),
      remedy: 'use a backbone that writes, such as encoder-decoder',
    });
  }
  return { embedding: stage.name, vocabulary: stage.parameters[TOKENS]!.shape[0]!, places, width };
}

/** What is to be written: the tokens without their start, and an end if they have none and it fits. */
function withEnd(text: Float32Array, places: number): number[] {
  const tokens = Array.from(text).filter((id) => id !== SPECIAL.padding && id !== SPECIAL.start);
  return tokens.at(-1) === SPECIAL.end || tokens.length === places ? tokens : [...tokens, SPECIAL.end];
}

/**
 * A text without some spans. Their lengths are drawn from a Poisson distribution with mean `span`, at least one token each,
 * from random places until as many tokens are out as `ratio` says, at least one; start and end stay.
 *
 * @param text ids, padding at the end.
 * @returns as many ids, padding at the end.
 */
export function noisy(
  text: Float32Array,
  { ratio, span, fill }: z.infer<typeof schema>,
  random: RandomStream,
): Float32Array {
  const places = Array.from(text.keys()).filter((place) => text[place]! >= FIRST_TOKEN);
  const wanted = places.length === 0 ? 0 : Math.max(1, Math.round(ratio * places.length));
  const out = new Set<number>();
  while (out.size < wanted) {
    const left = places.filter((place) => !out.has(place));
    const first = left[random.integer(left.length)]!;
    const length = Math.min(Math.max(1, poisson(span, random)), wanted - out.size);
    for (let place = first; place < first + length && text[place]! >= FIRST_TOKEN; place++) out.add(place);
  }
  const kept: number[] = [];
  for (const [place, id] of text.entries()) {
    if (!out.has(place)) kept.push(id);
    else if (fill === 'mask' && !out.has(place - 1)) kept.push(SPECIAL.mask);
  }
  const result = new Float32Array(text.length);
  result.set(kept);
  return result;
}

/** A draw from the Poisson distribution, by multiplying uniform numbers (Knuth 1969, section 3.4.1). */
function poisson(mean: number, random: RandomStream): number {
  const least = Math.exp(-mean);
  let count = 0;
  for (let product = random.uniform(); product > least; product *= random.uniform()) count++;
  return count;
}
