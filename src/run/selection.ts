import { type Factors, stream } from '../base/random.ts';
import { stratifiedFolds } from '../data/stratify.ts';
import { strataOf } from '../data/targets.ts';
import { take, type View } from '../data/view.ts';
import type { Engine } from '../engine/contract.ts';
import type { Weights } from '../model/architecture.ts';
import { evaluate } from '../model/evaluate.ts';
import { learnable, networkStages } from '../model/network.ts';
import { Packing } from '../model/packing.ts';
import { type MetricName, metrics } from '../model/registry.ts';
import type { Selected } from '../plan/outcome.ts';
import type { Trained } from '../transfer/fit.ts';
import { predictor } from '../transfer/predict.ts';

/** One in so many labelled examples is held out to choose a step by. */
const HOLD_OUT = 5;

/** Labelled examples to learn from, and those that choose the step: a stratified fifth, the same for every arm. */
export function holdOut<Of extends View>(
  labelled: Of,
  factors: Factors,
): { readonly learnt: Of; readonly heldOut: Of } {
  const { labels, count } = strataOf(labelled);
  const folds = stratifiedFolds(labels, count, HOLD_OUT, stream('validation', factors));
  const where = (wanted: (fold: number) => boolean) =>
    Int32Array.from([...folds.keys()].filter((position) => wanted(folds[position]!)));
  return {
    learnt: take(
      labelled,
      where((fold) => fold !== 0),
    ),
    heldOut: take(
      labelled,
      where((fold) => fold === 0),
    ),
  };
}

/** Keeps the weights of the best step that it was shown. */
export interface Selector {
  consider(step: number, trained: Trained): Promise<void>;
  /** The best step so far, the earliest of equals; null before the first score: if no step has one, the last is scored. */
  best(): { readonly selected: Selected; readonly weights: Weights } | null;
}

/**
 * @param by what the examples are: held out of the labelled domain, or the target's own.
 * @param view the examples that choose. Never the held-out fold.
 * @param learnt the examples that the head learns from.
 */
export function selector(engine: Engine, by: Selected['by'], view: View, learnt: View, metric: MetricName): Selector {
  const predict = predictor(engine, view, learnt);
  const { direction } = metrics[metric];
  let best: ReturnType<Selector['best']> = null;
  return {
    consider: async (step, trained) => {
      const score = evaluate(metrics[metric], await predict(trained));
      if (score.status !== 'ok') return;
      const { value } = score;
      const { value: most } = best?.selected ?? {};
      if (most !== undefined && (direction === 'higher' ? value <= most : value >= most)) return;
      best = { selected: { by, step, value }, weights: await trained.packing.read(trained.state) };
    },
    best: () => best,
  };
}

/** Weights on the device again; the caller disposes the state. */
export function restored(engine: Engine, { network }: Trained, weights: Weights): Trained {
  const packing = new Packing(network, networkStages(network).flatMap(learnable));
  return { network, packing, state: engine.createState(packing.specs, packing.pack(weights)) };
}
