import { stream } from '../base/random.ts';
import { groupParts } from './group-parts.ts';
import { stratifiedFolds, stratifiedHoldout, stratifiedOrder } from './stratify.ts';
import { strataOf } from './targets.ts';
import { draw, take, type View } from './view.ts';

/** Where a cell's examples come from: nothing here names an arm. */
export interface CellFactors {
  /** The suite's seed. */
  readonly seed: number;
  /** Name of the target. */
  readonly target: string;
  readonly repeat: number;
  readonly fold: number;
}

/** How a pool is divided into what is trained on and what is held out. */
export interface SplitRule {
  /** k ≥ 2 of the k-fold cross-validation, or the share that is held out at random. */
  readonly by: { readonly folds: number } | { readonly holdout: number };
  /** Whether the examples of a group stay together: no group is on both sides. The pool must then have groups. */
  readonly grouped: boolean;
}

/** The examples of one fold of one repeat, of one hold-out, or of one episode. */
export interface Split<Of extends View = View> {
  /** The training part, in the one order whose prefixes are the training subsets: nested and stratified. */
  readonly train: Of;
  /** What is held out. It chooses nothing. */
  readonly test: Of;
}

/**
 * The pool of a repeat: at most `pool` examples of the view, drawn at random and stratified.
 */
export function drawPool<Of extends View>(
  view: Of,
  pool: number | undefined,
  factors: Pick<CellFactors, 'seed' | 'target' | 'repeat'>,
): Of {
  const { seed, target, repeat } = factors;
  return draw(view, pool ?? view.rows.length, stream('pool', { seed, target, repeat }));
}

/**
 * Splits a repeat's pool into a training part and what is held out, both stratified: by class, or by bins of the values.
 * The held-out part is the same for
 * every training size; the subset of size n is the first n examples of `train`. With groups, parts are as near to
 * stratified as whole groups allow, and subsets are stratified by example: they may cut a group of the training part.
 *
 * @param factors `fold` is the held-out one, and 0 of a hold-out.
 * @throws {RangeError} if groups are to stay together, and the pool has none.
 */
export function splitCell<Of extends View>(pool: Of, rule: SplitRule, factors: CellFactors): Split<Of> {
  const { seed, target, repeat, fold } = factors;
  const parts = partsOf(pool, rule, { seed, target, repeat });
  const trainPart = take(
    pool,
    positionsWhere(parts, (other) => other !== fold),
  );
  const { labels, count } = strataOf(trainPart);
  const order = stratifiedOrder(labels, count, stream('subsets', { seed, target, repeat, fold }));
  return {
    train: take(trainPart, order),
    test: take(
      pool,
      positionsWhere(parts, (other) => other === fold),
    ),
  };
}

/** Examples that a rule holds out of so many, as far as groups allow: at least one, and not all. */
export function heldOutCount({ by }: SplitRule, examples: number): number {
  if ('folds' in by) return Math.ceil(examples / by.folds);
  return Math.max(1, Math.min(examples - 1, Math.round(by.holdout * examples)));
}

/** The fold of each position; of a hold-out, 0 where it is held out and 1 elsewhere. */
function partsOf(pool: View, rule: SplitRule, factors: Omit<CellFactors, 'fold'>): Int32Array {
  const { groups } = pool;
  const { labels, count } = strataOf(pool);
  const { by } = rule;
  if (rule.grouped) {
    if (groups === undefined) throw new RangeError('the pool has no groups to keep together');
    const weights = 'folds' in by ? new Array<number>(by.folds).fill(1 / by.folds) : [by.holdout, 1 - by.holdout];
    return groupParts(labels, count, groups, weights, stream('groups', { ...factors }));
  }
  if ('folds' in by) return stratifiedFolds(labels, count, by.folds, stream('folds', { ...factors }));
  return stratifiedHoldout(labels, count, heldOutCount(rule, labels.length), stream('holdout', { ...factors }));
}

function positionsWhere(parts: Int32Array, wanted: (part: number) => boolean): Int32Array {
  const positions: number[] = [];
  parts.forEach((part, position) => {
    if (wanted(part)) positions.push(position);
  });
  return Int32Array.from(positions);
}
