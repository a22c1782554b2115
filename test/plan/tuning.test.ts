import { describe, expect, test } from 'vitest';
import { estimateCost } from '../../src/plan/estimate.ts';
import { nodeLabel } from '../../src/plan/node-names.ts';
import { stepsOf, trainingsOf } from '../../src/plan/node-work.ts';
import { neededBy, type TrialNode } from '../../src/plan/nodes.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { planOf } from './make-plan.ts';

const ARMS =
  '{ scratch: scratch, full: { preset: full, from: low-digits }, frozen: { preset: feature-extraction, from: low-digits }, soft: { preset: l2-sp, from: low-digits } }';
const SEARCH = 'search: { trials: 4, inner: { folds: 2 } }';
const TUNE = `{ ${SEARCH}, space: { training.lr: log 1e-3..1e-1, penalty.l2-sp.alpha: log 1e-3..1 } }`;
const LINES = { arms: ARMS, tune: TUNE };
const key = ({ arm, spec: { split, size } }: TrialNode): string => [arm, size, split.repeat, split.fold].join('/');
const idsOf = (plan: Plan) => new Map(plan.trials.map((trial) => [key(trial), [trial.id, trial.tune]]));
const searchOf = (plan: Plan, arm: string) => plan.tuning.find((node) => node.arm === arm)!.spec.configurations;
const ratesOf = (plan: Plan, arm: string) => searchOf(plan, arm).map(({ training }) => training.lr);

function problems(lines: Readonly<Record<string, string>>): string[] {
  try {
    planOf({ arms: ARMS, ...lines });
  } catch (error) {
    return (error as Error).message.split('\n');
  }
  return [];
}

describe('a tuned plan', () => {
  const plan = planOf(LINES);

  test('has a choice before every trial, which the trial depends on', () => {
    expect(plan.tuning).toHaveLength(plan.trials.length);
    for (const trial of plan.trials) {
      const node = plan.nodes.get(trial.tune!);
      if (node?.kind !== 'tune') throw new Error('there is no choice');
      expect(neededBy(trial)).toContain(node.id);
      expect([node.uses, node.features]).toEqual([trial.uses, trial.features]);
      expect(node.spec.split).toEqual(trial.spec.split);
      expect(nodeLabel(node)).toBe(`tuning of ${nodeLabel(trial)}`);
    }
    expect(planOf({ arms: ARMS }).trials.every(({ tune }) => tune === null)).toBe(true);
  });

  test('tries the same values in every arm and cell, the first being the arm as it is written', () => {
    const rates = ratesOf(plan, 'scratch');
    expect(rates[0]).toBe(1e-2);
    expect(new Set(rates).size).toBe(4);
    for (const { spec } of plan.tuning) expect(spec.configurations.map(({ training }) => training.lr)).toEqual(rates);
  });

  test('leaves a knob away where the arm has no such part, and tries as many configurations', () => {
    for (const arm of ['scratch', 'full', 'frozen']) {
      expect(searchOf(plan, arm)).toHaveLength(4);
      expect(Object.keys(searchOf(plan, arm)[1]!.values)).toEqual(['training.lr']);
    }
    const soft = searchOf(plan, 'soft');
    expect(soft[0]!.values).toEqual({ 'training.lr': 0.01, 'penalty.l2-sp.alpha': 0.1 });
    expect(new Set(soft.map(({ recipe }) => JSON.stringify(recipe.penalty))).size).toBe(4);
    for (const { values, recipe } of soft) {
      expect(recipe.penalty).toMatchObject({ 'l2-sp': { alpha: values['penalty.l2-sp.alpha'] } });
    }
  });

  test('no penalty is a weight decay of 0, which every arm without another penalty has', () => {
    const decay = planOf({ arms: ARMS, tune: `{ ${SEARCH}, space: { penalty.weight-decay: 0..1 } }` });
    expect(searchOf(decay, 'scratch').map(({ recipe }) => recipe.penalty)).toEqual(
      [
        'none',
        ...searchOf(decay, 'scratch')
          .slice(1)
          .map(({ values }) => values),
      ].map((one) =>
        one === 'none' ? one : { 'weight-decay': (one as Record<string, unknown>)['penalty.weight-decay'] },
      ),
    );
    expect(searchOf(decay, 'scratch')[0]!.values).toEqual({ 'penalty.weight-decay': 0 });
    expect(new Set(searchOf(decay, 'soft').map(({ values }) => JSON.stringify(values)))).toEqual(new Set(['{}']));
  });

  test('adding an arm, a size or a repeat changes no other trial and no other choice', () => {
    for (const lines of [
      { ...LINES, arms: ARMS.replace('{', '{ biases: { preset: bias-only, from: low-digits },') },
      { ...LINES, target: '{ data: high, metric: accuracy, sizes: [6, 10, 20] }' },
      { ...LINES, design: '{ folds: 3, repeats: 3, seed: 1 }' },
      { ...LINES, target: '{ data: high, metric: accuracy, sizes: [6, 20] }', question: 'Really?' },
    ]) {
      const later = idsOf(planOf(lines));
      for (const [cell, ids] of idsOf(plan)) expect(later.get(cell)).toEqual(ids);
    }
  });

  test('adding a knob moves no draw of the others, and of arms without it changes no choice', () => {
    const added = planOf({ ...LINES, tune: TUNE.replace('space: {', 'space: { penalty.l2-sp.beta: 0..1,') });
    for (const arm of ['scratch', 'soft']) expect(ratesOf(added, arm)).toEqual(ratesOf(plan, arm));
    const choices = (of: Plan, arm: string) => of.tuning.filter((node) => node.arm === arm).map(({ id }) => id);
    expect(choices(added, 'full')).toEqual(choices(plan, 'full'));
    expect(choices(added, 'soft')).not.toEqual(choices(plan, 'soft'));
  });

  test.each([
    ['the range', TUNE.replace('1e-3..1e-1', '1e-3..1'), 'scratch'],
    ['the number of trials', TUNE.replace('trials: 4', 'trials: 5'), 'scratch'],
    ['the inner splits', TUNE.replace('folds: 2', 'folds: 3'), 'scratch'],
    ['the method', TUNE.replace('search: {', 'search: { method: quasi-random,'), 'scratch'],
  ])('changing %s changes every choice and every trial', (_, tune) => {
    const before = new Set(plan.trials.flatMap(({ id, tune: choice }) => [id, choice]));
    for (const { id, tune: choice } of planOf({ ...LINES, tune }).trials) {
      expect(before.has(id)).toBe(false);
      expect(before.has(choice)).toBe(false);
    }
  });

  test('what else is measured or observed is nothing to a choice', () => {
    const other = planOf({ ...LINES, target: '{ data: high, metric: accuracy, also: [log-loss], sizes: [6, 20] }' });
    expect(other.tuning.map(({ id }) => id)).toEqual(plan.tuning.map(({ id }) => id));
    expect(other.trials[0]!.id).not.toBe(plan.trials[0]!.id);
  });

  test('the fingerprint holds the rule, and is one for all arms of a cell', () => {
    const prints = (of: Plan) => of.trials.map(({ fingerprint }) => fingerprint);
    expect(new Set(prints(plan)).size).toBe(plan.trials.length / 4);
    const rule = new Set(prints(plan));
    for (const other of [{ arms: ARMS }, { ...LINES, tune: TUNE.replace('trials: 4', 'trials: 5') }]) {
      for (const print of prints(planOf(other))) expect(rule.has(print)).toBe(false);
    }
  });

  test('arms that are the same share their choices', () => {
    const twins = planOf({ ...LINES, arms: ARMS.replace('{', '{ again: scratch,') });
    expect(twins.tuning).toHaveLength(plan.tuning.length);
  });

  test('features serve a tuned arm unless tuning changes what is frozen', () => {
    const ofArm = (of: Plan, arm: string) => of.trials.find((trial) => trial.arm === arm)!;
    expect(ofArm(plan, 'frozen').features).not.toBeNull();
    const train = planOf({
      ...LINES,
      tune: `{ search: { trials: 3, inner: { folds: 2 } }, space: { train: [head, all] } }`,
    });
    expect(ofArm(train, 'frozen').features).toBeNull();
  });

  test('equal configurations are trained once', () => {
    const { tuning } = planOf({ arms: ARMS, tune: `{ ${SEARCH}, space: { penalty.l2-sp.alpha: log 1e-3..1 } }` });
    const counts = new Map(tuning.map((node) => [node.arm, [trainingsOf(node), stepsOf(node)]]));
    expect(counts.get('full')).toEqual([2, 2 * 10]);
    expect(counts.get('soft')).toEqual([4 * 2, 4 * 2 * 10]);
  });

  test('the estimate counts each training', () => {
    const untuned = planOf({ arms: ARMS });
    const steps = (of: Plan) => estimateCost(of, of.nodes.values()).steps;
    expect(steps(plan) - steps(untuned)).toBe(plan.tuning.length * 4 * 2 * 10);
    // 4 → 6 → 5 → 3: 69 multiply–adds forward for one example, and twice as many backward.
    const { spec } = plan.tuning.find(({ arm }) => arm === 'scratch')!;
    const once = 10 * 8 * 3 * 69 + (spec.size / 2) * 69;
    expect(estimateCost(plan, [plan.tuning.find(({ arm }) => arm === 'scratch')!]).multiplyAdds).toBe(4 * 2 * once);
  });

  test('where nothing is said, few examples are split into folds and many are held out', () => {
    const both = planOf({
      data: '{ low: { use: mnist, classes: [0, 1, 2], size: 60 }, high: { use: mnist, classes: [5, 6, 7, 8, 9] } }',
      target: '{ data: high, metric: accuracy, sizes: [20, 100] }',
      tune: '{ space: { training.lr: log 1e-3..1e-1 } }',
    });
    expect(new Map(both.tuning.map(({ spec }) => [spec.size, spec.inner]))).toEqual(
      new Map<number, unknown>([
        [20, { folds: 5 }],
        [100, { holdout: 0.2 }],
      ]),
    );
  });

  test('a batch may be tuned where the suite says so; the steps stay', () => {
    const tune = `{ ${SEARCH}, budget: batch, space: { training.batch: 4..16 } }`;
    const { configurations } = planOf({ tune }).tuning[0]!.spec;
    expect(new Set(configurations.map(({ training }) => training.batch)).size).toBeGreaterThan(2);
    expect(new Set(configurations.map(({ training }) => training.steps))).toEqual(new Set([10]));
  });
});

describe('checks of tuning that need the data point at the suite’s line', () => {
  test('a hold-out without an example of some class', () => {
    const tune = '{ search: { inner: { holdout: 0.2 } }, space: { training.lr: log 1e-3..1e-1 } }';
    expect(problems({ tune })).toEqual([
      'suites/planned.yaml:12:26 tune.search.inner: of 6 examples of the target high, none of class 6 is held out to score by, received {"holdout":0.2}; use `inner: { folds: 5 }`, or larger sizes',
    ]);
  });

  test('folds that leave none of a class to train on, or more folds than examples', () => {
    const sizes = '{ data: high, metric: accuracy, sizes: [3] }';
    const tune = (folds: number) =>
      `{ search: { inner: { folds: ${folds} } }, space: { training.lr: log 1e-3..1e-1 } }`;
    expect(problems({ target: sizes, tune: tune(3) })[0]).toMatch(
      /none of class \d is left to train on in an inner split/,
    );
    expect(problems({ target: sizes, tune: tune(4) })[0]).toContain('there are fewer than 4 folds');
  });

  test('values that no model could follow', () => {
    const tune = `{ search: { trials: 2 }, space: { train: [head, [layer9]] } }`;
    expect(problems({ tune })[0]).toMatch(
      /tune\.space\.train: of the arm "scratch" with \{"train":\["layer9"\]\}: the model has no such stage; leave such values out/,
    );
  });
});
