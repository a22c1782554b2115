import { batchGatherer, inOrder } from '../data/batches.ts';
import { outputsOf } from '../data/targets.ts';
import type { View } from '../data/view.ts';
import type { Engine } from '../engine/contract.ts';
import type { Predictions } from '../model/metrics/contract.ts';
import { predictProgram } from '../model/programs.ts';
import type { Trained } from './fit.ts';

/** Examples per call of the forward program: large enough to be efficient, small enough to stay in the cache. */
export const SCORING_BATCH = 100;

/** Predicts a fixed set of examples, again and again as training goes on. */
export type Predictor = (trained: Trained) => Promise<Predictions>;

/**
 * Gathers the examples once and returns a function that runs them forward to a branch, once each.
 *
 * @param read turns what the branch made of the examples, [examples × outputs] row-major, into predictions of them.
 */
export function forwardPredictor(
  engine: Engine,
  view: View,
  branch: string,
  read: (outputs: Float32Array) => Predictions,
): Predictor {
  const width = outputsOf(view);
  const batches = Array.from(inOrder(view.rows.length, SCORING_BATCH), (positions) => {
    const { x, count } = batchGatherer(view, SCORING_BATCH)(positions);
    return { x, count };
  });
  return async ({ network, packing, state }) => {
    const executable = await engine.compile(predictProgram(network, packing, branch, SCORING_BATCH));
    const made = new Float32Array(view.rows.length * width);
    let row = 0;
    for (const { x, count } of batches) {
      const outputs = await executable.run(state, { x });
      made.set(outputs.logits!.subarray(0, count * width), row * width);
      row += count;
    }
    return read(made);
  };
}
