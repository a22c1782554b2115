import { describe, expect, test } from 'vitest';
import { formatProblem, HeadstartError } from '../../src/base/errors.ts';
import { plannedComparisons } from '../../src/plan/comparisons.ts';
import { planOf } from './make-plan.ts';

const DATA =
  '{ plain: { use: mnist, classes: [5, 6, 7, 8, 9] }, high: { use: mnist, split: test, classes: [5, 6, 7, 8, 9], pool: 40 } }';
const ARMS = '{ only: source-only, dann: dann, few: { init: random, labels: 10 }, best: target-only }';

const lines = (select: string, more: Readonly<Record<string, string>> = {}) => ({
  data: DATA,
  sources: '{}',
  domains: `{ labelled: plain, select: ${select} }`,
  arms: ARMS,
  compare: '{ reference: only, rope: 0.01 }',
  ...more,
});

function said(given: Readonly<Record<string, string>>): string[] {
  try {
    planOf(given);
    return [];
  } catch (thrown) {
    if (!(thrown instanceof HeadstartError)) throw thrown;
    return thrown.problems.map(formatProblem).map((line) => line.replace(/^suites\/planned\.yaml:\d+:\d+ /, ''));
  }
}

describe('oracles', () => {
  test('are in the plan and in no contrast', () => {
    const plan = planOf(lines('last'));
    expect(plan.arms.map(({ name }) => name)).toEqual(['only', 'dann', 'few', 'best']);
    expect(plannedComparisons(plan).contrasts.map(({ arm, against }) => [arm, against])).toEqual([
      ['dann', 'only'],
      ['few', 'only'],
    ]);
  });

  test('are all arms that adapt, where the target’s labels select the step', () => {
    expect(plannedComparisons(planOf(lines('oracle'))).contrasts).toEqual([]);
    const compare = '{ reference: few, rope: 0.01 }';
    expect(plannedComparisons(planOf(lines('oracle', { compare }))).contrasts).toEqual([]);
  });

  test('select steps of arms that adapt only, which become other trials', () => {
    const [last, validated] = [planOf(lines('last')), planOf(lines('source-validation'))];
    const ids = (plan: typeof last, arm: string) =>
      plan.trials.filter((trial) => trial.arm === arm).map(({ id }) => id);
    expect(validated.trials.map(({ spec, arm }) => [arm, spec.select]).slice(0, 4)).toEqual([
      ['only', 'source-validation'],
      ['dann', 'source-validation'],
      ['few', 'last'],
      ['best', 'last'],
    ]);
    expect(ids(validated, 'dann')).not.toEqual(ids(last, 'dann'));
    expect(ids(validated, 'few')).toEqual(ids(last, 'few'));
  });

  test.each([
    [
      { compare: '{ reference: best, rope: 0.01 }' },
      'compare.reference: an oracle is shown and never ranked: nothing can be compared with it, received "best"; name an arm that does not see the target’s labels',
    ],
    [
      { ablate: '{ of: best, without: [oracle] }' },
      'ablate.of: an oracle is shown and never ranked: an ablation of it would compare nothing, received "best"; ablate another arm',
    ],
    [
      { domains: '{ labelled: plain, select: oracle }', arms: '{ only: scratch, best: target-only }' },
      'domains.select: no arm adapts, so that there is no step to choose, received "oracle"; remove it',
    ],
    [
      { arms: '{ only: source-only, few: { init: random, adapt: { use: dann }, labels: 5 } }' },
      'arms.few.labels: an arm with `adapt` learns from none of the target’s labels, received 5; remove it',
    ],
  ])('are refused where they would be ranked: %j', (more, message) => {
    expect(said(lines('last', more))).toContain(message);
  });
});
