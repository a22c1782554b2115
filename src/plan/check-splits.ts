import type { Problem } from '../base/errors.ts';
import { heldOutCount, type SplitRule, splitCell } from '../data/cell.ts';
import type { View } from '../data/view.ts';
import type { Suite, TargetChoice } from '../suite/contract.ts';
import { demandOf, type Lack, type Scarce } from './split-demands.ts';

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

/**
 * Folds, hold-outs and seeds: enough groups, every class, or two values, on both sides of every split, and enough examples to train on.
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
  const scarce = leastOf(pools.map(({ view }) => demandOf(view).scarcest(view, target.name)));
  if (holdout === undefined && folds * scarce.each > scarce.count) {
    const most = Math.floor(scarce.count / scarce.each);
    return [
      suite.file.problem(['design', kind === '5x2' ? 'cv' : 'folds'], {
        message: `${scarce.what} has only ${scarce.count} ${scarce.count === 1 ? 'example' : 'examples'}, fewer than ${scarce.each === 1 ? 'one' : 'two'} per fold`,
        received: folds,
        remedy: most < 2 || kind === '5x2' ? 'use a larger pool' : `use at most ${most} folds, or a larger pool`,
      }),
    ];
  }
  const rule = ruleOf(suite);
  let examples = 0;
  let trainPart = Number.POSITIVE_INFINITY;
  for (const { repeat, view } of pools) {
    examples = view.rows.length;
    if (holdout === undefined && !groups) {
      trainPart = Math.min(trainPart, examples - heldOutCount(rule, examples)); // stratified folds hold every class
      continue;
    }
    for (let fold = 0; fold < folds; fold++) {
      const { train, test } = splitCell(view, rule, { seed, target: target.name, repeat, fold });
      trainPart = Math.min(trainPart, train.rows.length);
      const sides = { 'held out': test, 'left to train on': train } as const;
      for (const side of ['held out', 'left to train on'] as const) {
        const lack = demandOf(view).lack(sides[side], view);
        if (lack !== null) return [lackProblem(suite, target, { ...lack, side, repeat, fold })];
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
    const [{ view }] = pools as [Pool];
    const { count, message } = demandOf(view).least(view);
    if (wanted < count) {
      const remedy = `use at least ${count}`;
      return suite.file.problem([...path, 'sizes', index], { message, received: wanted, remedy });
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

/** What one side of a split lacks, and where. */
interface Lacking extends Lack {
  readonly side: 'held out' | 'left to train on';
  readonly repeat: number;
  readonly fold: number;
}

function lackProblem({ design, file }: Suite, target: TargetChoice, lacking: Lacking): Problem {
  const { what, count, how, side, repeat, fold } = lacking;
  const part = side === 'held out' ? 'in' : 'outside';
  const where = design.holdout === undefined ? `${part} fold ${fold} of repeat ${repeat}` : `in repeat ${repeat}`;
  const message = `of the ${count} ${what} of the target ${target.name}, ${where} ${how} ${side}`;
  if (design.groups) {
    const remedy = 'use fewer folds, a larger pool, or data whose classes have more groups';
    return file.problem(['design', 'groups'], { message, received: true, remedy });
  }
  const remedy = `use a larger pool, or a ${side === 'held out' ? 'larger' : 'smaller'} share`;
  return file.problem(['design', 'holdout'], { message, received: design.holdout, remedy });
}

/** The first of those with the fewest examples. */
function leastOf(all: readonly Scarce[]): Scarce {
  return all.reduce((least, one) => (one.count < least.count ? one : least));
}
