import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exampleHashes, takeFirst, type View } from '../../src/data/view.ts';
import { type Datasets, dataKey } from '../../src/plan/examples.ts';
import type { TrialNode } from '../../src/plan/nodes.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { cellOf, examplesOfTasks, pretrainExamples } from '../../src/run/examples.ts';
import { DIGITS, planOf } from './make-plan.ts';

const DATA = `{
  low: { use: mnist, classes: [0, 1, 2], pool: 60 },
  high: { use: mnist, classes: [5, 6, 7], pool: 60 },
  mixed: { use: mnist, classes: [2, 5, 9], size: 70 },
  other: { use: mnist, classes: [3, 4], size: 30 } }`;

const TARGETS =
  '{ high: { data: high, metric: accuracy, sizes: [6, 20, 40] }, low: { data: low, metric: accuracy, sizes: [6, 20, 40] } }';

const lines = (more: Readonly<Record<string, string>> = {}) => ({
  data: DATA,
  sources: '{}',
  target: '',
  targets: TARGETS,
  arms: '{ scratch: scratch, pair: { preset: multi-task, with: [high, low], examples: subset }, all: { preset: multi-task, with: [high, low, other] }, mixed: { preset: multi-task, with: [mixed] } }',
  ...more,
});

function datasetsOf(plan: Plan): Datasets {
  return new Map(Object.values(plan.suite.data).map((choice) => [dataKey(choice), DIGITS]));
}

const hashes = (view: View) => new Set(exampleHashes(view));

/** What a trial trains on and what it is scored on, all tasks together. */
function seen(plan: Plan, { spec }: TrialNode) {
  const datasets = datasetsOf(plan);
  const { train, heldOut } = cellOf(datasets, spec.split);
  const own = takeFirst(train, spec.size);
  const held = heldOut.lentToAnalysis();
  const tasks = examplesOfTasks(datasets, spec.tasks, { train: own, heldOut }).map((task) => ({
    learnt: task.learnt,
    heldOut: task.heldOut.lentToAnalysis(),
  }));
  return { own, held, tasks, trained: [own, ...tasks.map(({ learnt }) => learnt)] };
}

describe('further tasks', () => {
  const plan = planOf(lines());
  const trialsOf = (arm: string, of = plan) => of.trials.filter((trial) => trial.arm === arm);

  test('have the fold that is theirs as a target, and learn from the first examples outside it', () => {
    for (const trial of [...trialsOf('pair'), ...trialsOf('all')]) {
      const { split, size } = trial.spec;
      const partner = trial.spec.tasks[0]!.name;
      const alone = plan.trials.find(
        ({ arm, spec }) =>
          arm === 'scratch' &&
          spec.split.target === partner &&
          spec.size === size &&
          spec.split.repeat === split.repeat &&
          spec.split.fold === split.fold,
      )!;
      const [task] = seen(plan, trial).tasks;
      const { own, held } = seen(plan, alone);
      expect([...task!.heldOut.rows]).toEqual([...held.rows]);
      expect([...task!.learnt.rows.subarray(0, own.rows.length)]).toEqual([...own.rows]);
      const matched = trial.arm === 'pair' || (size === 40 && task!.learnt.rows.length === 40);
      expect(task!.learnt.rows).toHaveLength(trial.arm === 'pair' ? size : 40);
      if (matched) expect(trial.alone[0]).toBe(alone.fingerprint);
    }
  });

  test('have a fold of their own where they are no target: every example is held out once in a repeat', () => {
    const cells = trialsOf('all').filter(({ spec }) => spec.split.target === 'high' && spec.size === 6);
    const first = cells.filter(({ spec }) => spec.split.repeat === 0);
    const rows = first.flatMap((trial) => [...seen(plan, trial).tasks[1]!.heldOut.rows]);
    expect(rows).toHaveLength(30);
    expect(new Set(rows).size).toBe(30);
    expect(first.every(({ alone }) => alone[1] === null)).toBe(true);
    const low = trialsOf('all').find(({ spec }) => spec.split.target === 'low' && spec.split.fold === 0)!;
    expect(low.spec.tasks.map(({ name }) => name)).toEqual(['high', 'other']); // its own data is no further task
    expect(low.spec.tasks[1]).toEqual(first[0]!.spec.tasks[1]); // the same whatever the target, size and arm
  });

  test('that share examples with the target learn nothing that it holds out, and have no control', () => {
    for (const trial of trialsOf('mixed')) {
      expect(trial.spec.tasks[0]!.overlaps).toBe(true);
      expect(trial.alone).toEqual([null]);
    }
    expect(trialsOf('all').every(({ spec }) => spec.tasks.every(({ overlaps }) => !overlaps))).toBe(true);
  });

  test('do not move when arms are added or left out, nor does the target', () => {
    const less = planOf(
      lines({
        arms: '{ scratch: scratch, all: { preset: multi-task, with: [high, low, other] }, mixed: { preset: multi-task, with: [mixed] } }',
      }),
    );
    expect(trialsOf('all', less).map(({ id }) => id)).toEqual(trialsOf('all').map(({ id }) => id));
    expect(trialsOf('scratch', less).map(({ fingerprint }) => fingerprint)).toEqual(
      trialsOf('pair').map(({ fingerprint }) => fingerprint),
    );
  });

  test('without a control of the same budget have none', () => {
    const training = '{ optimizer: adam, lr: 1e-2, batch: 8, epochs: 4, min-steps: 1 }';
    const byEpochs = planOf(lines({ training }));
    const all = trialsOf('all', byEpochs).filter(({ spec }) => spec.size === 6);
    expect(all.every(({ alone }) => alone[0] === null)).toBe(true); // 40 examples of it, for the steps of 6
    const largest = trialsOf('all', byEpochs).filter(({ spec }) => spec.size === 40);
    expect(largest.every(({ alone }) => alone[0] !== null)).toBe(true);
  });
});

test.each(['holdout: 0.25, repeats: 3', 'seeds: 3, holdout: 0.25', 'cv: 5x2'])(
  '{ %s } holds a further task out as its target',
  (split) => {
    const plan = planOf(lines({ design: `{ ${split}, seed: 1 }`, targets: TARGETS.replaceAll('20, 40', '20') }));
    for (const trial of plan.trials.filter(({ arm, spec }) => arm === 'pair' && spec.size === 20)) {
      const [task] = seen(plan, trial).tasks;
      const alone = plan.trials.find(({ fingerprint }) => fingerprint === trial.alone[0])!;
      const { own, held } = seen(plan, alone);
      expect(alone.spec.split.target).toBe(trial.spec.tasks[0]!.name);
      expect([...task!.heldOut.rows]).toEqual([...held.rows]);
      expect([...task!.learnt.rows]).toEqual([...own.rows]);
    }
  },
);

test('no held-out example of any task is trained on, whatever shares examples with what', () => {
  const classes = fc.uniqueArray(fc.integer({ min: 0, max: 9 }), { minLength: 2, maxLength: 4 });
  const suite = fc.record({
    a: classes,
    b: classes,
    c: classes,
    few: fc.boolean(),
    split: fc.constantFrom(
      'folds: 2, repeats: 2',
      'folds: 4, repeats: 1',
      'holdout: 0.3, repeats: 2',
      'seeds: 2, holdout: 0.4',
    ),
    seed: fc.integer({ min: 0, max: 99 }),
    source: fc.constantFrom('none', 'drawn', 'fold', 'subset'),
  });
  fc.assert(
    fc.property(suite, ({ a, b, c, few, split, seed, source }) => {
      const from = source === 'none' ? 'random' : '{ from: source }';
      const own = source === 'fold' || source === 'subset';
      const targets = own ? '' : ', b: { data: b, metric: accuracy, sizes: [8] }';
      const more: Readonly<Record<string, string>> = {
        data: `{ a: { use: mnist, classes: [${a}], pool: 50 }, b: { use: mnist, classes: [${b}], pool: 40 }, c: { use: mnist, classes: [${c}], size: 40 } }`,
        targets: `{ a: { data: a, metric: accuracy, sizes: [8] }${targets} }`,
        arms: `{ scratch: scratch, all: { init: ${from}, tasks: { with: [a, b, c], examples: ${few ? 'subset' : 'all'} } } }`,
        design: `{ ${split}, seed: ${seed} }`,
        sources:
          source === 'none'
            ? '{}'
            : `{ source: { data: ${own ? 'a' : 'c'}, examples: ${source}, objective: classification, steps: 2${own ? '' : ', transductive: true'} } }`,
      };
      const plan = planOf(lines(more));
      for (const trial of plan.trials) {
        const { held, tasks, trained } = seen(plan, trial);
        const pretraining = trial.uses === null ? null : plan.nodes.get(trial.uses)!;
        if (pretraining?.kind === 'pretrain' && pretraining.spec.existing === null) {
          trained.push(pretrainExamples(datasetsOf(plan), pretraining.spec));
        }
        const heldOutOfTarget = hashes(held);
        for (const { learnt } of tasks) {
          for (const hash of hashes(learnt)) expect(heldOutOfTarget.has(hash)).toBe(false);
        }
        for (const { heldOut } of tasks) {
          const scored = hashes(heldOut);
          for (const view of trained) for (const hash of hashes(view)) expect(scored.has(hash)).toBe(false);
        }
      }
    }),
    { numRuns: 40, seed: 1 },
  );
});

test.each([
  ['with: [other, other]', 2, 'the task is named twice, received "other"; remove one of the two'],
  [
    'with: [other], examples: subset',
    2,
    'as many examples as the target has are fewer than the 3 classes of other, received 2; use `examples: all`, or larger sizes',
  ],
  [
    'with: [other]',
    20,
    'class 2 of the task other has only 15 examples, fewer than one per fold, received "other"; use more of its examples, or fewer folds',
  ],
])('a task with { %s } in %i folds is refused', (task, folds, message) => {
  const refused = lines({
    data: '{ high: { use: mnist, classes: [5, 6], pool: 60 }, other: { use: mnist, classes: [2, 3, 4], size: 45 } }',
    targets: '{ high: { data: high, metric: accuracy, sizes: [2] } }',
    arms: `{ scratch: scratch, both: { preset: multi-task, ${task} } }`,
    design: `{ folds: ${folds}, repeats: 1, seed: 1 }`,
  });
  expect(() => planOf(refused)).toThrow(message);
});
