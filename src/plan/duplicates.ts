import { drawPool } from '../data/cell.ts';
import { countSeen, nearExamples, sameExamples, type Twins } from '../data/duplicates.ts';
import type { View } from '../data/view.ts';
import type { Suite, TargetChoice } from '../suite/contract.ts';
import { type Catalog, splitPool } from './examples.ts';
import { dataOf, splitsOf } from './specs.ts';
import { poolOfSplit, type SplitSpec } from './splits.ts';

/** Held-out examples of a target that are in the training part of their cell again. */
export interface Duplicates {
  readonly target: string;
  /** Of all cells of one size together. */
  readonly heldOut: number;
  readonly seen: number;
}

/** Pairs grow with the square of a pool. */
export const MOST_NEAR = 20_000;

/**
 * For each target, how many held-out examples are among the examples of their cell's training part again: with equal
 * bytes, or nearly the same where the suite says how near. A larger training subset holds more of them than a small one;
 * the whole training part is an upper bound.
 */
export function duplicatesOf(suite: Suite, targets: readonly TargetChoice[], catalog: Catalog): Duplicates[] {
  return targets.map((target) => {
    const pools = new Map<number, { readonly view: View; readonly twins: Twins }>();
    let [heldOut, seen] = [0, 0];
    for (const split of distinctSplits(suite, target)) {
      const { repeat, ...spec } = poolOfSplit(split);
      const known = pools.get(repeat);
      const pool = known ?? poolOf(suite, catalog.get(target.data)!, { ...spec, repeat });
      if (known === undefined) pools.clear(); // splits come repeat by repeat
      pools.set(repeat, pool);
      const { train, test } = splitPool(pool.view, split);
      heldOut += test.rows.length;
      seen += countSeen(test, train, pool.twins);
    }
    return { target: target.name, heldOut, seen };
  });
}

/** Seeds share one split. */
function distinctSplits(suite: Suite, target: TargetChoice): SplitSpec[] {
  const splits = splitsOf(suite, target);
  return suite.design.kind === 'seeds' ? splits.slice(0, 1) : splits;
}

function poolOf(suite: Suite, view: View, spec: ReturnType<typeof poolOfSplit>) {
  const pool = drawPool(view, spec.pool ?? undefined, spec);
  const same = sameExamples(pool);
  if (suite.near === null) return { view: pool, twins: same };
  const near = nearExamples(pool, suite.near);
  return { view: pool, twins: new Map([...same].map(([row, rows]) => [row, [...rows, ...near.get(row)!]])) };
}

/** The targets whose pools are too large to compare every pair of examples. */
export function tooLargeForNear(suite: Suite, catalog: Catalog): { readonly target: string; readonly pool: number }[] {
  if (suite.near === null) return [];
  return suite.targets.flatMap(({ name: target, data }) => {
    const pool = Math.min(dataOf(suite, data).pool ?? Number.POSITIVE_INFINITY, catalog.get(data)!.rows.length);
    return pool > MOST_NEAR ? [{ target, pool }] : [];
  });
}
