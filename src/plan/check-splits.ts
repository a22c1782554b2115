import type { Problem } from '../base/errors.ts';
import { heldOutCount, type SplitRule, splitCell } from '../data/cell.ts';
import { classCounts } from '../data/stratify.ts';
import type { View } from '../data/view.ts';
import type { Suite, TargetChoice } from '../suite/contract.ts';

/**
 * Whether a target's pools can be split as the design asks.
 */

/** A target's pool in one repeat. */
export interface Pool {
  readonly repeat: number;
  readonly view: View;
}

/** How the design of a suite divides a pool. */
export function ruleOf({ design: { folds, holdout, groups } }: Suite): SplitRule {
  return { by: holdout === undefined ? { folds } : { holdout }, grouped: groups };
}

/** The class that has the fewest examples in any pool. */
export function smallestClass(pools: readonly Pool[]): { readonly count: number; readonly name: string } {
  let smallest = { count: Number.POSITIVE_INFINITY, name: '' };
  for (const { view } of pools) {
    classCounts(view.labels, view.classes.length).forEach((count, label) => {
      if (count < smallest.count) smallest = { count, name: view.classes[label]! };
    });
  }
  return smallest;
}

/**
 * Folds, hold-outs and seeds: enough groups, every class on both sides of every split, and enough examples to train on.
 *
 * @param path of the target in the file.
 */
export function splitProblems(
  suite: Suite,
  target: TargetChoice,
  path: readonly string[],
  pools: readonly Pool[],
): Problem[] {
  const { kind, folds, holdout, groups, seed } = suite.design;
  if (groups) {
    const problem = groupProblem(suite, target, pools);
    if (problem !== null) return [problem];
  }
  const smallest = smallestClass(pools);
  if (holdout === undefined && folds > smallest.count) {
    return [
      suite.file.problem(['design', kind === '5x2' ? 'cv' : 'folds'], {
        message: `class ${smallest.name} of the target ${target.name} has only ${smallest.count} examples, fewer than one per fold`,
        received: folds,
        remedy:
          smallest.count < 2 || kind === '5x2'
            ? 'use a larger pool'
            : `use at most ${smallest.count} folds, or a larger pool`,
      }),
    ];
  }
  const rule = ruleOf(suite);
  let examples = 0;
  let trainPart = Number.POSITIVE_INFINITY;
  for (const { repeat, view } of pools) {
    examples = view.labels.length;
    if (holdout === undefined && !groups) {
      trainPart = Math.min(trainPart, examples - heldOutCount(rule, examples)); // stratified folds hold every class
      continue;
    }
    for (let fold = 0; fold < folds; fold++) {
      const { train, test } = splitCell(view, rule, { seed, target: target.name, repeat, fold });
      trainPart = Math.min(trainPart, train.rows.length);
      const sides = { 'held out': test, 'left to train on': train } as const;
      for (const side of ['held out', 'left to train on'] as const) {
        const label = classCounts(sides[side].labels, view.classes.length).indexOf(0);
        if (label < 0) continue;
        const count = classCounts(view.labels, view.classes.length)[label]!;
        const name = view.classes[label]!;
        return [absenceProblem(suite, target, { name, count, side, repeat, fold })];
      }
    }
  }
  const parts = holdout === undefined ? `in ${folds} folds` : `with ${holdout} held out`;
  return target.sizes.flatMap((wanted, index) => {
    if (wanted > trainPart) {
      return suite.file.problem([...path, 'sizes', index], {
        message: `${examples} examples ${parts} leave only ${trainPart} to train on`,
        received: wanted,
        remedy: `use at most ${trainPart}, or a larger pool`,
      });
    }
    const classes = pools[0]!.view.classes.length;
    if (wanted < classes) {
      return suite.file.problem([...path, 'sizes', index], {
        message: `${classes} classes need at least one training example each`,
        received: wanted,
        remedy: `use at least ${classes}`,
      });
    }
    return [];
  });
}

/** Data without groups, or with fewer than there are parts to spread them over. */
function groupProblem({ design, file }: Suite, { name, data }: TargetChoice, pools: readonly Pool[]): Problem | null {
  if (pools.some(({ view }) => view.groups === undefined)) {
    return file.problem(['design', 'groups'], {
      message: `the data of the target ${name}, ${data}, has no groups`,
      received: true,
      remedy: 'use data that has, such as image-folder with its option `groups`, or remove this',
    });
  }
  const parts = Math.max(2, design.folds);
  const fewest = Math.min(...pools.map(({ view }) => new Set(view.groups).size));
  if (fewest >= parts) return null;
  const few = `the target ${name} has only ${fewest} ${fewest === 1 ? 'group' : 'groups'}`;
  if (design.kind !== 'k-fold') {
    const remedy = 'use data with more groups, or a larger pool';
    return file.problem(['design', 'groups'], { message: `${few}, and 2 are needed`, received: true, remedy });
  }
  return file.problem(['design', 'folds'], {
    message: `${few}, fewer than one per fold`,
    received: design.folds,
    remedy: fewest < 2 ? 'use data with more groups' : `use at most ${fewest} folds, or data with more groups`,
  });
}

/** A class that one side of a split has no example of. */
interface Absence {
  readonly name: string;
  /** Examples of it in the pool. */
  readonly count: number;
  readonly side: 'held out' | 'left to train on';
  readonly repeat: number;
  readonly fold: number;
}

function absenceProblem({ design, file }: Suite, target: TargetChoice, absence: Absence): Problem {
  const { name, count, side, repeat, fold } = absence;
  const part = side === 'held out' ? 'in' : 'outside';
  const where = design.holdout === undefined ? `${part} fold ${fold} of repeat ${repeat}` : `in repeat ${repeat}`;
  const message = `of the ${count} examples of class ${name} of the target ${target.name}, ${where} none is ${side}`;
  if (design.groups) {
    const remedy = 'use fewer folds, a larger pool, or data whose classes have more groups';
    return file.problem(['design', 'groups'], { message, received: true, remedy });
  }
  const remedy = `use a larger pool, or a ${side === 'held out' ? 'larger' : 'smaller'} share`;
  return file.problem(['design', 'holdout'], { message, received: design.holdout, remedy });
}
