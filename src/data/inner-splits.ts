import { type Factors, stream } from '../base/random.ts';
import { stratifiedFolds, stratifiedOrder } from './stratify.ts';
import { strataOf } from './targets.ts';
import { take, type View } from './view.ts';

/** How training examples are split again, to choose something by: one part is held out, or each of k folds in turn. */
export type InnerChoice = { readonly holdout: number } | { readonly folds: number };

/** Training examples, and those that score what was learnt from them. */
export interface InnerSplit<Of extends View = View> {
  readonly train: Of;
  readonly heldOut: Of;
}

/** Below so many examples a fifth of them is too few to choose by: each is held out once. */
const FEW = 100;
const FIFTH = 5;

/** What is done where nothing is chosen: a fifth held out, or of few examples five folds. */
export function defaultInner(examples: number): InnerChoice {
  return examples < FEW ? { folds: Math.min(FIFTH, examples) } : { holdout: 1 / FIFTH };
}

/** How many splits there are. */
export function innerCount(choice: InnerChoice): number {
  return 'folds' in choice ? choice.folds : 1;
}

/**
 * Splits a cell's training examples again, stratified. The held-out fold of the cell is no part of it.
 *
 * @param examples those that a trial would train on.
 * @param factors those of the cell: the splits are the same for every arm that trains on these examples.
 */
export function innerSplits<Of extends View>(examples: Of, choice: InnerChoice, factors: Factors): InnerSplit<Of>[] {
  const { labels, count } = strataOf(examples);
  const random = stream('inner', factors);
  if ('holdout' in choice) {
    const order = stratifiedOrder(labels, count, random);
    const held = Math.min(labels.length - 1, Math.max(1, Math.round(choice.holdout * labels.length)));
    return [{ train: take(examples, order.subarray(held)), heldOut: take(examples, order.subarray(0, held)) }];
  }
  const folds = stratifiedFolds(labels, count, choice.folds, random);
  const where = (wanted: (fold: number) => boolean) =>
    Int32Array.from([...folds.keys()].filter((position) => wanted(folds[position]!)));
  return Array.from({ length: choice.folds }, (_, fold) => ({
    train: take(
      examples,
      where((other) => other !== fold),
    ),
    heldOut: take(
      examples,
      where((other) => other === fold),
    ),
  }));
}
