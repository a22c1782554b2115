import { add, exp, gather, matMul, reshape, type Scalar, type Tensor, type Tensor2D } from '@tensorflow/tfjs-core';
import { HeadstartError } from '../base/errors.ts';
import type { Content } from '../engine/input.ts';
import type { Criterion, Outputs, Stage } from '../model/contract.ts';
import { crossEntropy } from '../model/losses/cross-entropy.ts';
import { TOKENS } from '../model/transformer/embedding.ts';
import { numbersOf } from '../model/transformer/parts.ts';

/** The branch that scores tokens. */
const BRANCH = 'tokens';

/** Places of a batch whose tokens are to be told, padded to the same number in each batch. */
export interface Places {
  /** [rows · slots] of each place: row · length + place. */
  readonly at: Int32Array;
  /** The token to be told there. */
  readonly y: Int32Array;
  /** 1 for a place, 0 for padding. */
  readonly counts: Float32Array;
}

export interface LanguageModel {
  readonly branches: Readonly<Record<string, readonly Stage[]>>;
  readonly criterion: Criterion;
}

/**
 * Telling tokens from what the body makes of each place: the products with the rows of the embedding and a bias for each
 * token (tied weights: Press & Wolf 2017; Inan et al. 2017). Cross-entropy in nats, measured by perplexity, its exponential.
 *
 * @param rows of a batch.
 * @param slots places of each row, padding included.
 * @throws {HeadstartError} `suite` if the body has no embedding of tokens, or no stage before one number is made of a text.
 */
export function languageModel(objective: string, body: readonly Stage[], rows: number, slots: number): LanguageModel {
  const { embedding, tokens, before } = partsOf(objective, body);
  const [vocabulary, width] = tokens as [number, number];
  const [length] = before.outputShape as [number, number];
  const score: Stage = {
    name: 'token-scores',
    inputShape: [vocabulary],
    outputShape: [vocabulary],
    parameters: { bias: { shape: [vocabulary], init: { kind: 'zeros' } } },
    multiplyAdds: slots * width * vocabulary,
    apply: ({ bias }, x) => add(x, bias!),
  };
  const scores = (outputs: Outputs, at: Tensor): Tensor => {
    const each = reshape(numbersOf(outputs.at(before.name)), [rows * length, width]);
    const made = gather(each, at) as Tensor2D; // [rows · slots, width]
    const table = outputs.parameter(`${embedding.name}/${TOKENS}`) as Tensor2D;
    return outputs.branch(BRANCH, matMul(made, table, false, true));
  };
  const size = rows * slots;
  const loss: Criterion['loss'] = (outputs, { at, y, counts }) => crossEntropy(scores(outputs, at!), y!, counts!);
  return {
    branches: { [BRANCH]: [score] },
    criterion: {
      key: `tokens(${slots},${before.name})`,
      inputs: {
        at: { shape: [size], dtype: 'int32' },
        y: { shape: [size], dtype: 'int32' },
        counts: { shape: [size], dtype: 'float32' },
      },
      scalarNames: [],
      scalars: () => ({}),
      loss,
      measure: {
        name: 'perplexity',
        better: 'lower',
        value: (outputs, inputs) => exp(loss(outputs, inputs)) as Scalar,
      },
    },
  };
}

/** The stage that embeds tokens, and the one whose output the first readout takes. */
function partsOf(objective: string, body: readonly Stage[]) {
  const embedding = body.find(({ parameters }) => Object.hasOwn(parameters, TOKENS));
  const readout = body.findIndex(({ readout: is }) => is === true);
  const before = body[readout - 1];
  if (embedding === undefined || before === undefined) {
    throw new HeadstartError('suite', {
      message: `${objective} tells tokens at their places, and the backbone has no embedding of tokens or no places`,
      received: body.map(({ name }) => name),
      remedy: 'use a backbone such as transformer',
    });
  }
  return { embedding, tokens: embedding.parameters[TOKENS]!.shape, before };
}

/** @throws {HeadstartError} `suite` if examples are no tokens. */
export function checkTokens(objective: string, content: Content | undefined): void {
  if (content?.kind === 'tokens') return;
  throw new HeadstartError('suite', {
    message: `${objective} learns from texts as tokens`,
    received: content?.kind ?? 'pixels',
    remedy: 'use data of texts, or another objective',
  });
}
