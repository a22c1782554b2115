import { batchGatherer, inOrder } from '../data/batches.ts';
import type { View } from '../data/view.ts';
import type { Engine } from '../engine/contract.ts';
import type { Predictions } from '../model/contract.ts';
import { HEAD } from '../model/network.ts';
import { predictProgram } from '../model/programs.ts';
import type { Trained } from './fit.ts';

/** Examples per call of the forward program: large enough to be efficient, small enough to stay in the cache. */
export const SCORING_BATCH = 100;

/** Computes the logits of a fixed set of examples, again and again as training goes on. */
export type Predictor = (trained: Trained) => Promise<Predictions>;

/**
 * Gathers the examples once and returns a function that runs them forward to a branch: the target's, unless it says
 * otherwise.
 */
export function predictor(engine: Engine, view: View, branch = HEAD): Predictor {
  const classes = view.classes.length;
  const batches = Array.from(inOrder(view.rows.length, SCORING_BATCH), (positions) => {
    const { x, count } = batchGatherer(view, SCORING_BATCH)(positions);
    return { x, count };
  });
  return async ({ network, packing, state }) => {
    const executable = await engine.compile(predictProgram(network, packing, branch, SCORING_BATCH));
    const logits = new Float32Array(view.rows.length * classes);
    let row = 0;
    for (const { x, count } of batches) {
      const outputs = await executable.run(state, { x });
      logits.set(outputs.logits!.subarray(0, count * classes), row * classes);
      row += count;
    }
    return { logits, labels: view.labels, classes };
  };
}
