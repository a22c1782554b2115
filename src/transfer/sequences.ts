import { exp, reshape, type Scalar, type Tensor } from '@tensorflow/tfjs-core';
import { HeadstartError } from '../base/errors.ts';
import { SPECIAL } from '../data/text/vocabulary.ts';
import type { SequenceView } from '../data/view.ts';
import type { NamedTensors } from '../engine/contract.ts';
import type { Criterion, Outputs, Stage } from '../model/contract.ts';
import { crossEntropy } from '../model/losses/cross-entropy.ts';
import { HEAD } from '../model/network.ts';
import { WRITTEN } from '../model/transformer/decoder.ts';
import { viewBatches } from './feed.ts';
import type { Lesson, LessonContext } from './lesson.ts';

/**
 * Cross-entropy in nats of the words to be written, each told of the true words before it (teacher forcing: Williams & Zipser
 * 1989), averaged over the words of a batch with their ends; measured by perplexity, its exponential. Inputs: `written`
 * [rows, places], `y` and `counts` [rows · places].
 *
 * @param scores logits of words, [rows, places, words].
 */
export function writingCriterion(
  key: string,
  scores: (outputs: Outputs) => Tensor,
  rows: number,
  places: number,
): Criterion {
  const size = rows * places;
  const loss = (outputs: Outputs, { y, counts }: NamedTensors) => {
    const logits = scores(outputs);
    return crossEntropy(reshape(logits, [size, logits.shape.at(-1)!]), y!, counts!);
  };
  return {
    key: `${key}(${places})`,
    inputs: {
      [WRITTEN]: { shape: [rows, places], dtype: 'float32' },
      y: { shape: [size], dtype: 'int32' },
      counts: { shape: [size], dtype: 'float32' },
    },
    scalarNames: [],
    scalars: () => ({}),
    loss,
    measure: { name: 'perplexity', better: 'lower', value: (outputs, inputs) => exp(loss(outputs, inputs)) as Scalar },
  };
}

/** The inputs of `writingCriterion` for some rows, in buffers that the next batch reuses. */
export interface Forced {
  readonly [WRITTEN]: Float32Array;
  readonly y: Int32Array;
  readonly counts: Float32Array;
}

export function forcedBuffers(rows: number, places: number): Forced {
  const size = rows * places;
  return { [WRITTEN]: new Float32Array(size), y: new Int32Array(size), counts: new Float32Array(size) };
}

/** Fills in what stands before each word, and which words count, of `y` as it is. */
export function forceTeacher({ written, y, counts }: Forced, places: number): void {
  for (let index = 0; index < y.length; index++) {
    const before = y[index - 1]!;
    counts[index] = y[index] === SPECIAL.padding ? 0 : 1;
    if (index % places === 0) written[index] = SPECIAL.start;
    else written[index] = before === SPECIAL.end ? SPECIAL.padding : before;
  }
}

/**
 * Learning to write a view's sequences with one head.
 *
 * @throws {HeadstartError} `suite` if the model does not write so many places.
 */
export function sequencesLesson(
  head: Stage,
  { view, batch, factors }: LessonContext & { readonly view: SequenceView },
): Lesson {
  const { places } = view;
  checkWrites(head, view);
  return {
    branches: { [HEAD]: [head] },
    criterion: writingCriterion('sequences', (outputs) => outputs.branch(HEAD), batch, places),
    rows: batch,
    batches: (purpose) => {
      const next = viewBatches(view, batch, factors, purpose);
      const forced = forcedBuffers(batch, places);
      return () => {
        const { x, y, weight, count } = next();
        forced.y.set(y);
        forceTeacher(forced, places);
        return { values: { x, weight, ...forced }, count };
      };
    },
  };
}

function checkWrites({ outputShape }: Stage, { places }: SequenceView): void {
  if (outputShape.length === 2 && outputShape[0] === places) return;
  throw new HeadstartError('suite', {
    message: `sequences of ${places} places are to be written, and the backbone makes ${outputShape.length === 2 ? `those of ${outputShape[0]}` : 'none'}`,
    received: outputShape,
    remedy: 'use a backbone that writes, such as encoder-decoder',
  });
}
