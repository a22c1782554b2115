import { logSoftmax, matMul, reshape } from '@tensorflow/tfjs-core';
import type { Program } from '../engine/contract.ts';
import type { Stage } from './contract.ts';
import { forward, givenShapes, INFERENCE, type Network, outputsOf, readingStages } from './network.ts';
import type { Packing } from './packing.ts';
import { rowSpecs } from './programs.ts';

/** A network as its two halves: what reads an example once, and what writes, again and again, with what it has written. */
export interface Halves {
  readonly reading: readonly Stage[];
  readonly writing: Network;
}

/** Cuts a network before the first stage that is given something. @throws {RangeError} if there is none. */
export function halvesOf({ key, inputShape, body, branches }: Network): Halves {
  const reading = readingStages(body);
  const cut = reading.length;
  if (cut === body.length) throw new RangeError('the network has no stage that is given what has been written');
  return {
    reading,
    writing: {
      key: `${key}>${cut}`,
      inputShape: reading.at(-1)?.outputShape ?? inputShape,
      body: body.slice(cut),
      branches,
    },
  };
}

/** The forward pass of what reads. State: the parameters. Input: `x`. Output: `read` [batch, …]. */
export function readProgram(network: Network, packing: Packing, batch: number): Program {
  const { reading } = halvesOf(network);
  return {
    key: ['read', packing.key, batch].join(':'),
    state: packing.specs,
    inputs: { x: rowSpecs(network, batch)['x']! },
    apply: (state, inputs) => ({
      state: {},
      outputs: { read: forward(reading, packing.parameters(state), inputs['x']!) },
    }),
  };
}

/**
 * How likely each word is at one place, of what stands before it. State: the parameters. Inputs: `x` [batch, …] as
 * `readProgram` makes it, what the stages are given, and `at` [batch, places], 1 at the place. Output: `scores`
 * [batch, words], logarithms of probabilities.
 */
export function writeProgram(network: Network, packing: Packing, branch: string, batch: number): Program {
  const { writing } = halvesOf(network);
  const places = writing.body.at(-1)!.outputShape[0]!;
  const float = (shape: readonly number[]) => ({ shape, dtype: 'float32' as const });
  return {
    key: ['write', packing.key, branch, batch].join(':'),
    state: packing.specs,
    inputs: {
      x: rowSpecs(writing, batch)['x']!,
      at: float([batch, places]),
      ...Object.fromEntries(
        Object.entries(givenShapes(writing.body)).map(([name, shape]) => [name, float([batch, ...shape])]),
      ),
    },
    apply: (state, inputs) => {
      const pass = { ...INFERENCE, given: inputs };
      const outputs = outputsOf(writing, packing.parameters(state), inputs['x']!, pass);
      const here = matMul(reshape(inputs['at']!, [batch, 1, places]), outputs.body); // [batch, 1, width]
      const logits = outputs.branch(branch, here); // [batch, 1, words]
      return { state: {}, outputs: { scores: logSoftmax(reshape(logits, [batch, logits.shape[2]!])) } };
    },
  };
}
