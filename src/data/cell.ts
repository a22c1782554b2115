import { stream } from '../base/random.ts';
import { stratifiedFolds, stratifiedOrder } from './stratify.ts';
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

/** The examples of one fold of one repeat, or of one episode. */
export interface Split {
  /** The training part, in the one order whose prefixes are the training subsets: nested and stratified. */
  readonly train: View;
  /** What is held out. It chooses nothing. */
  readonly test: View;
}

/**
 * The pool of a repeat: at most `pool` examples of the view, drawn at random and stratified.
 */
export function drawPool(
  view: View,
  pool: number | undefined,
  factors: Pick<CellFactors, 'seed' | 'target' | 'repeat'>,
): View {
  const { seed, target, repeat } = factors;
  return draw(view, pool ?? view.rows.length, stream('pool', { seed, target, repeat }));
}

/**
 * Splits a repeat's pool into a training part and a held-out fold. The fold is the same for every training size; the
 * subset of size n is the first n examples of `train`.
 *
 * @param folds k ≥ 2 of the stratified k-fold.
 */
export function splitCell(pool: View, folds: number, factors: CellFactors): Split {
  const { seed, target, repeat, fold } = factors;
  const assigned = stratifiedFolds(pool.labels, pool.classes.length, folds, stream('folds', { seed, target, repeat }));
  const trainPart = take(
    pool,
    positionsWhere(assigned, (other) => other !== fold),
  );
  const order = stratifiedOrder(
    trainPart.labels,
    pool.classes.length,
    stream('subsets', { seed, target, repeat, fold }),
  );
  return {
    train: take(trainPart, order),
    test: take(
      pool,
      positionsWhere(assigned, (other) => other === fold),
    ),
  };
}

function positionsWhere(folds: Int32Array, wanted: (fold: number) => boolean): Int32Array {
  const positions: number[] = [];
  folds.forEach((fold, position) => {
    if (wanted(fold)) positions.push(position);
  });
  return Int32Array.from(positions);
}
