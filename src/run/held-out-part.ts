import { type Targets, targetsAt } from '../data/targets.ts';
import { exampleHashes, take, type View } from '../data/view.ts';
import type { Engine } from '../engine/contract.ts';
import { apart } from '../plan/examples.ts';
import type { HeldOut, LookPurpose, Looks } from '../plan/outcome.ts';
import type { SplitSpec } from '../plan/splits.ts';
import type { Predictor } from '../transfer/forward.ts';
import { predictor } from '../transfer/predict.ts';

/** What a prediction is for, and of what: all held-out examples and the target's head, unless it says otherwise. */
interface Look {
  readonly purpose: LookPurpose;
  /** What the branch learns from, of the same kind. */
  readonly learnt: View;
  /** Positions among the held-out examples. */
  readonly positions?: Int32Array;
  /** The branch of the network that answers. */
  readonly branch?: string;
}

/**
 * What a cell holds out. The examples cannot be taken out of it: a model is evaluated on them by way of `predictor`, which
 * counts each evaluation by its purpose. No purpose is choosing, and what chooses (a selector, inner splits) takes views,
 * which this never gives. What is left is to leave them out elsewhere, and to lend them to analyses, after the trial.
 */
export class HeldOutPart {
  readonly #view: View;
  readonly #looks: Record<LookPurpose, number> = { observe: 0, score: 0 };

  constructor(view: View) {
    this.#view = view;
  }

  /** Number of examples. */
  get count(): number {
    return this.#view.rows.length;
  }

  /** How often a model was evaluated on these examples so far, or on some of them. */
  get looks(): Looks {
    return { ...this.#looks };
  }

  /** Evaluates models on the examples; each evaluation is a look, unless there is no example to look at. */
  predictor(engine: Engine, { purpose, learnt, positions, branch }: Look): Predictor {
    const examples = positions === undefined ? this.#view : take(this.#view, positions);
    const predict = predictor(engine, examples, learnt, branch);
    return (trained) => {
      if (examples.rows.length > 0) this.#looks[purpose]++;
      return predict(trained);
    };
  }

  /** The examples of a view that are not held out here and, where groups stay together, of no group that is. */
  leftOutOf(view: View, rule: Pick<SplitSpec, 'grouped'>): View {
    return apart(view, this.#view, rule);
  }

  /** The same part without the examples of a view and, where groups stay together, their groups; its looks count anew. */
  without(excluded: View, rule: Pick<SplitSpec, 'grouped'>): HeldOutPart {
    return new HeldOutPart(apart(this.#view, excluded, rule));
  }

  /** Which examples they are, for the run's files: no model sees them. */
  described(): Pick<HeldOut, 'hashes'> & { readonly targets: Targets } {
    const targets = targetsAt(
      this.#view,
      Int32Array.from({ length: this.count }, (_, position) => position),
    );
    return { targets, hashes: exampleHashes(this.#view) };
  }

  /** The examples, for an analysis of models that are trained and scored: it changes neither. */
  lentToAnalysis(): View {
    return this.#view;
  }
}
