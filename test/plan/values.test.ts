import { describe, expect, test } from 'vitest';
import { formatProblem, HeadstartError } from '../../src/base/errors.ts';
import { floorOf } from '../../src/model/evaluate.ts';
import { metrics } from '../../src/model/registry.ts';
import { catalogOf, dataKey } from '../../src/plan/examples.ts';
import { makePlan, type Plan } from '../../src/plan/plan.ts';
import { transferKind } from '../../src/plan/transfer-kind.ts';
import { valueSpread } from '../../src/stats/value-spread.ts';
import { parseSuite } from '../../src/suite/load.ts';
import { makeValues } from '../data/make-values.ts';
import { DIGITS, SEMANTICS } from './make-plan.ts';
import { VALUES, valuesText } from './values-text.ts';

/** MAE of the best constant. */
const AROUND_MEDIAN = (() => {
  const sorted = [...VALUES.values].toSorted((a, b) => a - b);
  const middle = (sorted[44]! + sorted[45]!) / 2;
  return (sorted.reduce((sum, value) => sum + Math.abs(value - middle), 0) / 90).toPrecision(3);
})();

function planOf(lines: Readonly<Record<string, string>> = {}, data = VALUES): Plan {
  const suite = parseSuite(valuesText(lines), 'suites/planned.yaml');
  const datasets = new Map(
    Object.values(suite.data).map((choice) => [dataKey(choice), choice.use === 'mnist' ? DIGITS : data]),
  );
  return makePlan(suite, catalogOf(suite, datasets), SEMANTICS);
}

function refusals(lines: Readonly<Record<string, string>>, data = VALUES): string[] {
  try {
    planOf(lines, data);
  } catch (error) {
    if (error instanceof HeadstartError) return error.problems.map(formatProblem);
    throw error;
  }
  return [];
}

describe('a plan with a target of values', () => {
  test('has one output, references without classes, and floors that are finite', () => {
    const plan = planOf();
    expect(plan.architectures.get('bright')!.outputs).toBe(1);
    expect(plan.trials[0]!.spec.split.data.classes).toBeNull();
    const described = plan.described.get('bright')!;
    expect(described).toEqual({ kind: 'values', spread: valueSpread(VALUES.values) });
    for (const name of ['r2', 'mae', 'rmse'] as const) {
      expect(Number.isFinite(floorOf(metrics[name], described))).toBe(true);
    }
  });

  test('says what a transfer between kinds is', () => {
    const sources =
      '{ low-digits: { data: low, objective: classification, steps: 20 }, own: { data: bright, objective: regression, steps: 20 } }';
    const { suite } = planOf({
      sources,
      arms: '{ scratch: scratch, full: { preset: full, from: low-digits }, own: { preset: full, from: own } }',
    });
    expect(transferKind(suite, 'low-digits', 'bright')).toBe('inductive');
    expect(transferKind(suite, 'own', 'bright')).toBe('transductive');
  });

  test('keeps groups together, where the data have some', () => {
    expect(refusals({ design: '{ folds: 3, groups: true }' })).toEqual([
      'suites/planned.yaml:10:29 design.groups: the data of the target bright, bright, has no groups, received true; use data that has, such as image-folder with its option `groups`, or remove this',
    ]);
    expect(refusals({ design: '{ folds: 3, groups: true }' }, makeValues({ count: 90, groups: 9 }))).toEqual([]);
  });
});

describe('what is refused with a target of values', () => {
  test.each([
    [
      'a metric of classes',
      { target: '{ data: bright, metric: mae, also: [macro-f1], sizes: [6, 20] }' },
      'target.also[0]: a metric of classes, and the target’s examples have values (angle in degrees), received "macro-f1"; use one of r2, mae, rmse',
    ],
    [
      'classes',
      {
        data: '{ low: { use: mnist, classes: [0, 1, 2], size: 60 }, bright: { use: turned-digits, classes: [1, 2] } }',
      },
      'data.bright.classes: the examples have values (angle in degrees) and no classes, received ["1","2"]; remove it: all examples are kept',
    ],
    [
      'episodes',
      {
        design: '{ episodes: { ways: 2, shots: [3], queries: 4, count: 6 }, seed: 1 }',
        target: '{ data: bright, metric: mae }',
      },
      'design.episodes: episodes draw classes, and the examples of the target bright have values, received "bright"; use folds or a hold-out',
    ],
    [
      'class means',
      { arms: '{ scratch: scratch, means: { preset: prototypes, from: low-digits } }' },
      'arms.means.head.start: the target’s examples have no classes with means, received "prototypes"; let the head start at random',
    ],
    [
      'a kept head',
      {
        arms: '{ scratch: scratch, kept: { init: { from: low-digits, head: kept } } }',
      },
      'arms.kept.init.head: the source low-digits and the target bright have no class in common, received "kept"; use `head: new`',
    ],
    [
      'the labels of another domain',
      {
        data: '{ low: { use: mnist, classes: [0, 1, 2], size: 60 }, bright: { use: turned-digits, pool: 60 }, more: { use: mnist, size: 60 } }',
        domains: '{ labelled: more }',
        arms: '{ scratch: scratch, adapt: coral, full: { preset: full, from: low-digits } }',
      },
      'no classes to learn in another domain',
    ],
    [
      'further tasks',
      {
        arms: '{ scratch: scratch, both: { init: random, tasks: { with: [low] } }, full: { preset: full, from: low-digits } }',
      },
      'no classes, of which each task has a head',
    ],
    [
      'an objective of the other kind',
      { sources: '{ low-digits: { data: low, objective: regression, steps: 20 } }' },
      'sources.low-digits.objective: the objective learns values, and the examples of low have classes, received "regression"; use one of classification, reconstruction, masked-patches, simclr, rotation',
    ],
    [
      'an analysis of classes',
      { analyse: '{ transferability: all }' },
      'analyse.transferability: it reads classes, and the examples of bright have values',
    ],
    [
      'a rope as wide as guessing is wrong',
      { compare: '{ reference: scratch, rope: 90 }' },
      `compare.rope: must be below ${AROUND_MEDIAN}, the way from the best constant answer to perfect mae, received 90`,
    ],
    [
      'one training example',
      { target: '{ data: bright, metric: mae, sizes: [1, 20] }' },
      'target.sizes[0]: values are standardised by those trained on, and one has no spread, received 1; use at least 2',
    ],
    [
      'folds of one example',
      { design: '{ folds: 40, seed: 1 }' },
      'design.folds: the target bright has only 60 examples, fewer than two per fold, received 40; use at most 30 folds, or a larger pool',
    ],
  ])('%s', (_, lines, said) => {
    const found = refusals(lines);
    expect(found.join('\n')).toContain(said);
    for (const line of found) expect(line).toMatch(/^suites\/planned\.yaml:\d+:\d+ /);
  });

  test('values that are all the same', () => {
    expect(refusals({}, makeValues({ count: 90, of: () => 4 }))[0]).toContain(
      'data.bright: all values of bright are the same, so that there is nothing to predict, received 4; use data whose values differ',
    );
  });

  test('a metric of values on classes', () => {
    const lines = {
      data: '{ low: { use: mnist, classes: [0, 1, 2], size: 60 }, bright: { use: mnist, classes: [5, 6], pool: 60 } }',
    };
    expect(refusals(lines).join('\n')).toContain(
      'target.metric: a metric of values, and the target’s examples have classes, received "mae"; use one of accuracy, balanced-accuracy',
    );
  });
});
