import { type Factors, stream } from '../base/random.ts';
import { groupParts } from './group-parts.ts';
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
 * Splits a cell's training examples again, stratified. The held-out fold of the cell is no part of it. Where groups stay
 * together, they do here too, and parts are as near to stratified as whole groups allow.
 *
 * @param examples those that a trial would train on.
 * @param factors those of the cell: the splits are the same for every arm that trains on these examples.
 * @param grouped whether no group may be on both sides of a split; there must then be as many groups as parts.
 * @throws {RangeError} if groups are to stay together, and the examples have none.
 */
export function innerSplits<Of extends View>(
  examples: Of,
  choice: InnerChoice,
  factors: Factors,
  grouped: boolean,
): InnerSplit<Of>[] {
  const random = stream('inner', factors);
  const { groups } = examples;
  const { labels, count } = strataOf(examples);
  if (grouped) {
    if (groups === undefined) throw new RangeError('the examples have no groups to keep together');
    return partSplits(examples, innerCount(choice), groupParts(labels, count, groups, innerShares(choice), random));
  }
  if ('folds' in choice) {
    return partSplits(examples, choice.folds, stratifiedFolds(labels, count, choice.folds, random));
  }
  const order = stratifiedOrder(labels, count, random);
  const held = Math.min(labels.length - 1, Math.max(1, Math.round(choice.holdout * labels.length)));
  return [{ train: take(examples, order.subarray(held)), heldOut: take(examples, order.subarray(0, held)) }];
}

/** One split for each of the first parts, which it holds out. @param parts the part of each position. */
function partSplits<Of extends View>(examples: Of, count: number, parts: Int32Array): InnerSplit<Of>[] {
  const where = (wanted: (part: number) => boolean) =>
    Int32Array.from([...parts.keys()].filter((position) => wanted(parts[position]!)));
  return Array.from({ length: count }, (_, part) => ({
    train: take(
      examples,
      where((other) => other !== part),
    ),
    heldOut: take(
      examples,
      where((other) => other === part),
    ),
  }));
}

/** The share of each part that examples are divided into: as many groups are needed where groups stay together. */
export function innerShares(choice: InnerChoice): number[] {
  return 'folds' in choice
    ? new Array<number>(choice.folds).fill(1 / choice.folds)
    : [choice.holdout, 1 - choice.holdout];
}
