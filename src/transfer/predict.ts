import type { View } from '../data/view.ts';
import type { Engine } from '../engine/contract.ts';
import { HEAD } from '../model/network.ts';
import type { Predictor } from './forward.ts';
import { predictorOf } from './supervision.ts';

/**
 * What predicts the examples of a view by a branch: the target's, unless it says otherwise.
 *
 * @param learnt the examples that the branch learns from, of the same kind: values are brought back to their unit by them.
 */
export function predictor(engine: Engine, view: View, learnt: View, branch = HEAD): Predictor {
  return predictorOf(engine, view, learnt, branch);
}
