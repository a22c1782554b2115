import { describe, expect, test } from 'vitest';
import { HeadstartError } from '../../src/base/errors.ts';
import { selectClasses, type View } from '../../src/data/view.ts';
import { dataKey } from '../../src/plan/examples.ts';
import { nodeLabel } from '../../src/plan/node-names.ts';
import type { TrialNode } from '../../src/plan/nodes.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { drawnOf } from '../../src/run/examples.ts';
import { DIGITS, planOf, withGroups } from './make-plan.ts';
import { splitOf } from './split-of.ts';

const TEN = (row: number) => row % 10; // ten groups, each with three examples of every digit
const DATA = '{ low: { use: mnist, classes: [0, 1, 2], size: 60 }, high: { use: mnist, classes: [5, 6, 7] } }';

function splitsOf(plan: Plan, data = DIGITS): (View & { readonly held: View })[] {
  const datasets = new Map([[dataKey(plan.suite.data['high']!), data]]);
  return plan.trials.map(({ spec }) => {
    const { train, test: held } = splitOf(datasets, spec.split);
    return { ...train, held };
  });
}

const cellOf = ({ spec: { split } }: TrialNode) => `${split.repeat}/${split.fold}`;

describe('the splits of a plan', () => {
  test.each([
    ['5x2', 10],
    ['{ holdout: 0.2, repeats: 4 }', 4],
    ['{ seeds: 4 }', 4],
    ['{ holdout: 0.3, repeats: 4, groups: true }', 4],
    ['{ folds: 5, groups: true }', 5],
  ])('%s: the same for every arm and size, and disjoint', (design, cells) => {
    const plan = planOf({ design, data: DATA }, { groups: TEN });
    const splits = splitsOf(plan, withGroups(TEN));
    const byCell = new Map<string, string>();
    splits.forEach((split, index) => {
      const cell = cellOf(plan.trials[index]!);
      const rows = `${split.rows.join()} | ${split.held.rows.join()}`;
      expect(byCell.get(cell) ?? rows).toBe(rows);
      byCell.set(cell, rows);
      expect(new Set([...split.rows, ...split.held.rows]).size).toBe(90);
      if (design.includes('groups')) {
        const trained = new Set(split.groups);
        expect([...split.held.groups!].some((group) => trained.has(group))).toBe(false);
      }
    });
    expect(byCell.size).toBe(cells);
    expect(new Set(byCell.values()).size).toBe(design.includes('seeds') ? 1 : cells);
    expect(plan.trials).toHaveLength(cells * 2 * 2);
    expect(new Set(plan.trials.map(({ id }) => id)).size).toBe(cells * 2 * 2);
  });

  test('5×2 has the trials of two folds in five repeats, and is another run', () => {
    const [named, folds] = [
      planOf({ design: '{ cv: 5x2, seed: 1 }' }),
      planOf({ design: '{ folds: 2, repeats: 5, seed: 1 }' }),
    ];
    expect(named.trials.map(({ id }) => id)).toEqual(folds.trials.map(({ id }) => id));
    expect(named.id).not.toBe(folds.id);
  });

  test('seeds have a checkpoint each, which never sees the one held-out part', () => {
    const data =
      '{ low: { use: mnist, classes: [0, 5], size: 50 }, high: { use: mnist, classes: [5, 6, 7], pool: 60 } }';
    const plan = planOf({ design: '{ seeds: 3 }', data });
    expect(plan.pretraining).toHaveLength(3);
    expect(plan.pretraining.map(({ spec }) => spec.without)).toEqual(
      new Array(3).fill(plan.pretraining[0]!.spec.without),
    );
    const sources = '{ low-digits: { data: low, objective: classification, steps: 20, checkpoints: one } }';
    expect(planOf({ design: '{ seeds: 3 }', data, sources }).pretraining).toHaveLength(1);
    expect(nodeLabel(plan.trials.at(-1)!)).toBe('full, high, 20 examples, seed 2');
    expect(nodeLabel(plan.pretraining[1]!)).toBe('pre-training low-digits, repeat 1, without what is held out of high');
  });

  test('a source of the same data loses the groups that are held out, whatever their classes', () => {
    const digits = withGroups(TEN);
    const plan = planOf({ design: '{ folds: 5, groups: true }', data: DATA }, { groups: TEN });
    const datasets = new Map([[dataKey(plan.suite.data['high']!), digits]]);
    expect(plan.overlaps.get('low-digits')).toEqual(new Set(['high']));
    expect(plan.pretraining).toHaveLength(5);
    for (const { spec } of plan.pretraining) {
      if (spec.existing !== null) throw new Error('it is trained here');
      const held = new Set(splitOf(datasets, spec.without!).test.groups);
      const seen = drawnOf(datasets, spec);
      expect(seen.rows.length).toBeGreaterThan(30);
      expect([...seen.groups!].some((group) => held.has(group))).toBe(false);
    }
    expect(planOf({ design: '{ folds: 5 }', data: DATA }, { groups: TEN }).overlaps.size).toBe(0);
    expect(selectClasses(digits, ['5']).groups).toEqual(Int32Array.from({ length: 30 }, (_, index) => index % 10));
  });
});

describe('designs that the data cannot hold are refused at their line', () => {
  const problems = (lines: Readonly<Record<string, string>>, groups?: (row: number) => number): string[] => {
    try {
      planOf(lines, groups && { groups });
      return [];
    } catch (error) {
      if (error instanceof HeadstartError) return error.message.split('\n');
      throw error;
    }
  };
  const small = {
    data: DATA.replace('classes: [5, 6, 7]', 'classes: [5, 6], pool: 6'),
    target: '{ data: high, metric: accuracy, sizes: [2] }',
  };

  test.each<[object, ((row: number) => number) | undefined, string]>([
    [
      { design: '{ folds: 5, groups: true }' },
      undefined,
      'suites/planned.yaml:10:29 design.groups: the data of the target high, high, has no groups, received true; use data that has, such as image-folder with its option `groups`, or remove this',
    ],
    [
      { design: '{ folds: 5, groups: true }' },
      (row) => row % 3,
      'suites/planned.yaml:10:18 design.folds: the target high has only 3 groups, fewer than one per fold, received 5; use at most 3 folds, or data with more groups',
    ],
    [
      { design: '{ seeds: 5, groups: true }' },
      () => 0,
      'suites/planned.yaml:10:29 design.groups: the target high has only 1 group, and 2 are needed, received true; use data with more groups, or a larger pool',
    ],
    [
      { design: '{ folds: 3, groups: true }' },
      (row) => Math.floor(row / 30), // a group for each class
      'suites/planned.yaml:10:29 design.groups: of the 20 examples of class 5 of the target high, in fold 0 of repeat 0 none is held out, received true; use fewer folds, a larger pool, or data whose classes have more groups',
    ],
    [
      { ...small, design: '{ holdout: 0.1, repeats: 3 }' },
      undefined,
      'suites/planned.yaml:10:20 design.holdout: of the 3 examples of class 6 of the target high, in repeat 0 none is held out, received 0.1; use a larger pool, or a larger share',
    ],
    [
      { ...small, design: '{ holdout: 0.9, repeats: 3 }' },
      undefined,
      'suites/planned.yaml:10:20 design.holdout: of the 3 examples of class 5 of the target high, in repeat 0 none is left to train on, received 0.9; use a larger pool, or a smaller share',
    ],
    [
      { ...small, data: small.data.replace('pool: 6', 'pool: 3'), design: '{ cv: 5x2 }' },
      undefined,
      'suites/planned.yaml:10:15 design.cv: class 6 of the target high has only 1 example, fewer than one per fold, received 2; use a larger pool',
    ],
    [
      { design: '{ holdout: 0.5, repeats: 3 }', target: '{ data: high, metric: accuracy, sizes: [31] }' },
      undefined,
      'suites/planned.yaml:7:49 target.sizes[0]: 60 examples with 0.5 held out leave only 30 to train on, received 31; use at most 30, or a larger pool',
    ],
  ])('%j', (lines, groups, said) => {
    expect(problems(lines as Record<string, string>, groups)).toEqual([said]);
  });
});
