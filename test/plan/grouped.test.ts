import { describe, expect, test } from 'vitest';
import { HeadstartError } from '../../src/base/errors.ts';
import { innerSplits } from '../../src/data/inner-splits.ts';
import { takeFirst } from '../../src/data/view.ts';
import { dataKey } from '../../src/plan/examples.ts';
import { labelled } from '../../src/plan/nodes.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { cellOf, examplesOfTasks } from '../../src/run/examples.ts';
import { planOf, withGroups } from './make-plan.ts';

/**
 * Groups together with tuning and with several tasks.
 */

const TEN = (row: number) => row % 10; // ten groups, each with three examples of every digit
const DESIGN = '{ folds: 3, repeats: 2, seed: 1, groups: true }';
const LINES = {
  data: '{ high: { use: mnist, classes: [5, 6, 7] } }',
  sources: '{}',
  arms: '{ scratch: scratch, few: { init: random, labels: 18 } }',
  target: '{ data: high, metric: accuracy, sizes: [18, 40] }',
  design: DESIGN,
};
const tune = (inner: string) => `{ search: { trials: 2${inner} }, space: { training.lr: [1e-3, 1e-2] } }`;

const DIGITS_IN_TENS = withGroups(TEN);
const datasetsOf = (plan: Plan) =>
  new Map(Object.values(plan.suite.data).map((choice) => [dataKey(choice), DIGITS_IN_TENS]));

describe('tuning with groups', () => {
  test.each(['', ', inner: { folds: 2 }', ', inner: { holdout: 0.3 }'])(
    'holds no group out of an inner split that is trained on there, nor one of the held-out fold (%s)',
    (inner) => {
      const plan = planOf({ ...LINES, tune: tune(inner) }, { groups: TEN });
      expect(plan.tuning.length).toBeGreaterThan(0);
      for (const { spec } of plan.tuning) {
        const { seed, target, repeat, fold } = spec.split;
        const { train, heldOut } = cellOf(datasetsOf(plan), spec.split);
        const examples = takeFirst(train, labelled(spec));
        expect(examples.groups).toHaveLength(examples.rows.length);
        const outer = new Set(heldOut.lentToAnalysis().groups);
        for (const split of innerSplits(examples, spec.inner, { seed, target, repeat, fold }, spec.split.grouped!)) {
          const held = new Set(split.heldOut.groups);
          expect(held.size).toBeGreaterThan(0);
          for (const group of split.train.groups!) expect(held.has(group) || outer.has(group)).toBe(false);
          for (const group of held) expect(outer.has(group)).toBe(false);
        }
      }
    },
  );

  test('is refused at the size whose examples are of fewer groups than there are parts', () => {
    const lines = { ...LINES, tune: tune(''), design: '{ folds: 2, seed: 1, groups: true }' };
    try {
      planOf(lines, { groups: (row) => row % 4 }); // two groups in each training part
      expect.unreachable();
    } catch (error) {
      if (!(error instanceof HeadstartError)) throw error;
      expect(error.message.split('\n')[0]).toBe(
        'suites/planned.yaml:12:7 tune: of 18 examples of the target high, which are of 2 groups, an inner split keeps groups together in 5 parts, received {"folds":5}; use `search: { inner: { folds: 2 } }`, larger sizes, or data whose classes have more groups',
      );
    }
  });
});

describe('several tasks with groups', () => {
  const plan = planOf(
    {
      data: '{ low: { use: mnist, classes: [0, 1, 5] }, high: { use: mnist, classes: [5, 6, 7] }, other: { use: mnist, classes: [3, 6] } }',
      sources: '{}',
      target: '',
      targets:
        '{ high: { data: high, metric: accuracy, sizes: [18] }, low: { data: low, metric: accuracy, sizes: [18] } }',
      arms: '{ scratch: scratch, all: { preset: multi-task, with: [high, low, other] } }',
      design: DESIGN,
      tune: tune(', inner: { folds: 2 }'),
    },
    { groups: TEN },
  );
  const trials = plan.trials.filter(({ arm }) => arm === 'all');

  test('hold out groups of which nothing is trained on, in any task', () => {
    expect(trials).toHaveLength(12);
    for (const { spec } of trials) {
      const { train, heldOut } = cellOf(datasetsOf(plan), spec.split);
      const own = takeFirst(train, spec.size);
      const tasks = examplesOfTasks(datasetsOf(plan), spec.tasks, { train: own, heldOut });
      const trained = new Set([own, ...tasks.map(({ learnt }) => learnt)].flatMap(({ groups }) => [...groups!]));
      const target = new Set(heldOut.lentToAnalysis().groups);
      for (const { learnt } of tasks) for (const group of learnt.groups!) expect(target.has(group)).toBe(false);
      for (const task of tasks) {
        for (const group of task.heldOut.lentToAnalysis().groups!) expect(trained.has(group)).toBe(false);
      }
    }
  });
});
