import { describe, expect, test } from 'vitest';
import { exampleHashes, selectClasses } from '../../src/data/view.ts';
import { dataKey, drawSource, withoutExamples } from '../../src/plan/examples.ts';
import type { TrialNode } from '../../src/plan/nodes.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { DIGITS, planOf, SEMANTICS } from './make-plan.ts';
import { splitOf } from './split-of.ts';

const key = ({ arm, spec: { split, size } }: TrialNode): string =>
  [arm, split.target, size, split.repeat, split.fold].join('/');
const ids = (plan: Plan): Map<string, string> => new Map(plan.trials.map((trial) => [key(trial), trial.id]));

/** How many of the first plan's trials have the same identity in the second one. */
function kept(before: Plan, after: Plan): number {
  const later = ids(after);
  return [...ids(before)].filter(([trial, id]) => later.get(trial) === id).length;
}

describe('a plan', () => {
  const plan = planOf();

  test('has every arm in every cell, the arms of a cell side by side', () => {
    expect(plan.trials).toHaveLength(2 * 2 * 2 * 3);
    expect(plan.trials.slice(0, 4).map(key)).toEqual([
      'scratch/high/6/0/0',
      'full/high/6/0/0',
      'scratch/high/6/0/1',
      'full/high/6/0/1',
    ]);
    expect(new Set(plan.trials.map(({ id }) => id)).size).toBe(plan.trials.length);
  });

  test('shares one pre-training per repeat among all sizes and folds', () => {
    expect(plan.pretraining).toHaveLength(2);
    for (const trial of plan.trials.filter(({ arm }) => arm === 'full')) {
      const node = plan.pretraining.find(({ id }) => id === trial.uses);
      expect(node?.spec.repeat).toBe(trial.spec.split.repeat);
    }
    const one = planOf({
      sources: '{ low-digits: { data: low, objective: classification, steps: 20, checkpoints: one } }',
    });
    expect(one.pretraining).toHaveLength(1);
  });

  test('two arms with one recipe are one piece of work', () => {
    const twins = planOf({ arms: '{ scratch: scratch, again: scratch, full: { preset: full, from: low-digits } }' });
    const [a, b] = [twins.trials[0]!, twins.trials[1]!];
    expect([a.arm, b.arm]).toEqual(['scratch', 'again']);
    expect(a.id).toBe(b.id);
  });

  test.each([
    [
      'an arm',
      { arms: '{ scratch: scratch, head: { init: random, train: head }, full: { preset: full, from: low-digits } }' },
    ],
    ['a size', { target: '{ data: high, metric: accuracy, sizes: [6, 10, 20] }' }],
    ['a repeat', { design: '{ folds: 3, repeats: 3, seed: 1 }' }],
    [
      'a source',
      {
        sources:
          '{ low-digits: { data: low, objective: classification, steps: 20 }, other: { data: low, objective: classification, steps: 5 } }',
        arms: '{ scratch: scratch, full: { preset: full, from: low-digits }, other: { preset: full, from: other } }',
      },
    ],
    ['another question or verdict', { question: 'Really?', compare: '{ reference: full, rope: 0.5 }' }],
  ])('adding %s changes no other trial', (_, lines) => {
    expect(kept(plan, planOf(lines))).toBe(plan.trials.length);
  });

  test.each([
    ['the seed', { design: '{ folds: 3, repeats: 2, seed: 2 }' }],
    ['the folds', { design: '{ folds: 4, repeats: 2, seed: 1 }' }],
    ['the learning rate', { training: '{ optimizer: adam, lr: 2e-2, batch: 8, steps: 10 }' }],
    ['an optimizer’s knob', { training: '{ optimizer: { use: adam, beta1: 0.8 }, lr: 1e-2, batch: 8, steps: 10 }' }],
    ['the budget', { training: '{ optimizer: adam, lr: 1e-2, batch: 8, steps: 11 }' }],
    ['the model', { model: '{ backbone: mlp, hidden: [6, 4] }' }],
    [
      'the pool',
      {
        data: '{ low: { use: mnist, classes: [0, 1, 2], size: 60 }, high: { use: mnist, classes: [5, 6, 7], pool: 50 } }',
      },
    ],
    ['the metrics', { target: '{ data: high, metric: accuracy, also: [log-loss], sizes: [6, 20] }' }],
  ])('changing %s changes every trial', (_, lines) => {
    expect(kept(plan, planOf(lines))).toBe(0);
  });

  test.each([
    ['code', { ...SEMANTICS, code: 'other' }],
    ['engine', { ...SEMANTICS, engine: 'tensorflow' }],
    ['device', { ...SEMANTICS, device: 'cuda' }],
    ['number of threads', { ...SEMANTICS, threads: 2 }],
    ['package versions', { ...SEMANTICS, versions: { tfjs: '2' } }],
  ] as const)('another %s changes every trial', (_, semantics) => {
    expect(kept(plan, planOf({}, { semantics }))).toBe(0);
  });

  test('changing the source changes the arms that use it, and only them', () => {
    const other = planOf({ sources: '{ low-digits: { data: low, objective: classification, steps: 21 } }' });
    expect(kept(plan, other)).toBe(plan.trials.length / 2);
  });

  test('arms of a cell have one fingerprint, other cells another', () => {
    const prints = new Map<string, Set<string>>();
    for (const { fingerprint, spec } of plan.trials) {
      const cell = [spec.size, spec.split.repeat, spec.split.fold].join('/');
      prints.set(cell, (prints.get(cell) ?? new Set()).add(fingerprint));
    }
    expect([...prints.values()].every((set) => set.size === 1)).toBe(true);
    expect(new Set([...prints.values()].flatMap((set) => [...set])).size).toBe(prints.size);
  });

  test('a selection keeps the identity of what it selects', () => {
    const some = planOf({}, { selection: { arms: ['scratch'], sizes: [20] } });
    expect(some.trials).toHaveLength(6);
    expect(some.selected).toBe(true);
    expect(some.pretraining).toEqual([]);
    expect(kept(some, plan)).toBe(6);
  });

  test('epochs become steps for each size, never below the floor', () => {
    const { trials } = planOf({ training: '{ optimizer: adam, lr: 1e-2, batch: 8, epochs: 5, min-steps: 12 }' });
    const steps = new Map(trials.map(({ spec }) => [spec.size, spec.training.steps]));
    expect([...steps]).toEqual([
      [6, 12],
      [20, 15],
    ]);
  });

  test('several targets have cells of their own', () => {
    const { trials } = planOf({
      target: '',
      targets: '{ a: { data: high, metric: accuracy, sizes: [6] }, b: { data: high, metric: accuracy, sizes: [6] } }',
    });
    expect(new Set(trials.map(({ spec }) => spec.split.target))).toEqual(new Set(['a', 'b']));
    expect(new Set(trials.map(({ id }) => id)).size).toBe(trials.length);
  });
});

describe('a source that shares examples with the target', () => {
  const lines = {
    data: '{ low: { use: mnist, classes: [5, 6, 8] }, high: { use: mnist, classes: [5, 6, 7], pool: 60 } }',
  };

  test('is built once per held-out fold, without its examples', () => {
    const plan = planOf(lines);
    expect(plan.pretraining).toHaveLength(2 * 3);
    for (const { spec } of plan.pretraining) {
      if (spec.existing !== null) throw new Error('it is trained');
      const held = splitOf(new Map([[dataKey(spec.data), DIGITS]]), spec.without!).test;
      const seen = withoutExamples(drawSource(selectClasses(DIGITS, spec.data.classes!), spec), held);
      const hashes = new Set(exampleHashes(held));
      expect(exampleHashes(seen).filter((hash) => hashes.has(hash))).toEqual([]);
      expect(seen.rows.length).toBeGreaterThan(60);
    }
    for (const trial of plan.trials.filter(({ uses }) => uses !== null)) {
      const { without } = plan.pretraining.find(({ id }) => id === trial.uses)!.spec;
      expect([without?.repeat, without?.fold]).toEqual([trial.spec.split.repeat, trial.spec.split.fold]);
    }
  });

  test('is left as it is where the suite declares it transductive', () => {
    const plan = planOf({
      ...lines,
      sources: '{ low-digits: { data: low, objective: classification, steps: 20, transductive: true } }',
    });
    expect(plan.pretraining).toHaveLength(2);
    expect(plan.overlaps.get('low-digits')).toEqual(new Set(['high']));
  });

  test('is found by its bytes, not by its name', () => {
    expect(planOf().overlaps.size).toBe(0);
    expect(planOf(lines).overlaps.get('low-digits')).toEqual(new Set(['high']));
  });
});

describe('checks that need the data point at the suite’s line', () => {
  const problems = (lines: Record<string, string>): string[] => {
    try {
      planOf(lines);
    } catch (error) {
      return (error as Error).message.split('\n');
    }
    return [];
  };

  test.each([
    [
      {
        data: '{ low: { use: mnist, classes: [0, 1, 2], size: 91 }, high: { use: mnist, classes: [5, 6, 7], pool: 60 } }',
      },
      'suites/planned.yaml:4:54 data.low.size: the chosen classes have only 90 examples, received 91; use at most 90',
    ],
    [
      { design: '{ folds: 21, repeats: 1, seed: 1 }' },
      'suites/planned.yaml:10:18 design.folds: class 5 of the target high has only 20 examples, fewer than one per fold, received 21; use at most 20 folds, or a larger pool',
    ],
    [
      { design: '{ folds: 60, repeats: 1000, seed: 1 }' },
      'suites/planned.yaml:10:9 design: arms × sizes × repeats × folds are more than 100000 trials, received 240000; take fewer',
    ],
    [
      { target: '{ data: high, metric: accuracy, sizes: [6, 41] }' },
      'suites/planned.yaml:7:52 target.sizes[1]: 60 examples in 3 folds leave only 40 to train on, received 41; use at most 40, or a larger pool',
    ],
    [
      { target: '{ data: high, metric: accuracy, sizes: [2] }' },
      'suites/planned.yaml:7:49 target.sizes[0]: 3 classes need at least one training example each, received 2; use at least 3',
    ],
    [
      { arms: '{ scratch: scratch, part: { preset: partial, from: low-digits, train-from: layer3 } }' },
      'the model has no such stage, received "layer3"; use one of layer1, layer2, head',
    ],
    [
      { model: '{ backbone: cnn, channels: [2, 2], hidden: 4 }' },
      'nothing is left to pool in block 2: 2 halvings of 2 × 2, received [2,2]; use at most 1 blocks',
    ],
  ])('%j', (lines, expected) => {
    const found = problems(lines);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(expected);
  });

  test('a source that may lie in a held-out fold as a whole', () => {
    const data =
      '{ low: { use: mnist, classes: [5, 6], size: 20 }, high: { use: mnist, classes: [5, 6, 7], pool: 60 } }';
    expect(problems({ data })).toEqual([
      'suites/planned.yaml:6:32 sources.low-digits.data: it shares examples with high, and a held-out fold of 20 may hold all of its 20, received "low"; draw more examples, or declare the source transductive',
    ]);
  });

  test('all of them at once', () => {
    const found = problems({
      target: '{ data: high, metric: accuracy, sizes: [2, 41] }',
      arms: '{ scratch: scratch, part: { preset: partial, from: low-digits, train-from: layer3 } }',
    });
    expect(found).toHaveLength(3);
  });
});
