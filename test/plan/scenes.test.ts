import { describe, expect, test } from 'vitest';
import { neededBy } from '../../src/plan/nodes.ts';
import { planOf } from './make-plan.ts';

const OTHER = '{ backbone: mlp, hidden: [4] }';
const lines = {
  data: '{ low: { use: mnist, classes: [0, 1, 2], size: 60 }, high: { use: mnist, classes: [5, 6, 7], pool: 60 }, top: { use: mnist, classes: [8, 9], pool: 60 } }',
  sources:
    '{ low-digits: { data: low, objective: classification, steps: 20 }, top-digits: { data: low, objective: classification, steps: 7 } }',
  target: '',
  targets: `{ first: { data: high, metric: accuracy, sizes: [6, 20], sources: { known: low-digits } }, second: { data: top, metric: accuracy, sizes: [6], model: ${OTHER}, sources: { known: top-digits } } }`,
  arms: '{ scratch: scratch, full: { preset: full, from: known }, features: { preset: feature-extraction, from: known } }',
};

describe('targets with models and sources of their own', () => {
  const plan = planOf(lines);
  const of = (target: string) => plan.trials.filter(({ spec }) => spec.split.target === target);

  test('every trial has the model of its target, and starts from the source that is meant there', () => {
    expect(of('first')).toHaveLength(36);
    expect(of('second')).toHaveLength(18);
    expect(of('first').every(({ spec }) => JSON.stringify(spec.model).includes('[6,5]'))).toBe(true);
    expect(of('second').every(({ spec }) => JSON.stringify(spec.model).includes('[4]'))).toBe(true);
    const sourcesOf = (target: string) => [
      ...new Set(
        of(target).flatMap(({ uses }) =>
          uses === null ? [] : plan.pretraining.find(({ id }) => id === uses)!.spec.source,
        ),
      ),
    ];
    expect([sourcesOf('first'), sourcesOf('second')]).toEqual([['low-digits'], ['top-digits']]);
  });

  test('the plan is whole: every node that another needs is in it, and arms have the names of the file', () => {
    for (const node of plan.nodes.values()) for (const id of neededBy(node)) expect(plan.nodes.has(id)).toBe(true);
    expect(plan.arms.map(({ name }) => name)).toEqual(['scratch', 'full', 'features']);
    expect(plan.targets.map(({ name }) => name)).toEqual(['first', 'second']);
    expect(plan.selected).toBe(false);
    expect([...plan.lessons.arms.get('full')!.keys()]).toEqual(['first', 'second']);
  });

  test('a target’s trials are those of a suite that has this target alone, to the identity', () => {
    const alone = planOf({
      ...lines,
      model: OTHER,
      sources: '{ top-digits: { data: low, objective: classification, steps: 7 } }',
      data: '{ low: { use: mnist, classes: [0, 1, 2], size: 60 }, top: { use: mnist, classes: [8, 9], pool: 60 } }',
      targets: '{ second: { data: top, metric: accuracy, sizes: [6] } }',
      arms: '{ scratch: scratch, full: { preset: full, from: top-digits }, features: { preset: feature-extraction, from: top-digits } }',
    });
    expect(of('second').map(({ id }) => id)).toEqual(alone.trials.map(({ id }) => id));
  });

  test('another target’s model moves no trial of this one', () => {
    const moved = planOf({ ...lines, targets: lines.targets.replace('[4]', '[9]') });
    const ids = (trials: typeof plan.trials) => trials.map(({ id }) => id);
    expect(ids(moved.trials.filter(({ spec }) => spec.split.target === 'first'))).toEqual(ids(of('first')));
    expect(moved.id).not.toBe(plan.id);
  });

  test('a selection of one target plans that one', () => {
    const chosen = planOf(lines, { selection: { targets: ['second'] } });
    expect(chosen.targets.map(({ name }) => name)).toEqual(['second']);
    expect(chosen.trials.map(({ id }) => id)).toEqual(of('second').map(({ id }) => id));
    expect(chosen.selected).toBe(true);
  });

  test('what is wrong with one target’s model is said at its line', () => {
    const wrong = { ...lines, targets: lines.targets.replace(OTHER, '{ backbone: transformer }') };
    expect(() => planOf(wrong)).toThrow(/targets\.second\.model/);
    const tooMany = { ...lines, targets: lines.targets.replace('sizes: [6],', 'sizes: [60],') };
    expect(() => planOf(tooMany)).toThrow(/targets\.second\.sizes/);
  });
});

describe('names that targets give to sources', () => {
  const refused = (change: Readonly<Record<string, string>>) => () => planOf({ ...lines, ...change });

  test('every target says what a name means, and it means a source', () => {
    expect(refused({ targets: lines.targets.replace(', sources: { known: top-digits }', '') })).toThrow(
      'targets.second: other targets say which source "known" is, and this one does not; add `sources: { known: SOURCE }`',
    );
    expect(refused({ targets: lines.targets.replace('known: top-digits', 'known: top-digit') })).toThrow(
      /targets\.second\.sources\.known: there is no source of this name.*did you mean "top-digits"/,
    );
  });

  test('a name of a source, or one that no arm uses, is refused', () => {
    expect(
      refused({
        targets: lines.targets.replaceAll('known:', 'low-digits:'),
        arms: lines.arms.replaceAll('known', 'low-digits'),
      }),
    ).toThrow('a source has the name "low-digits" already');
    expect(refused({ targets: lines.targets.replaceAll('{ known:', '{ idle: low-digits, known:') })).toThrow(
      'no arm starts from "idle"',
    );
    expect(
      refused({ sources: lines.sources.replace(' }', ' }, idle: { data: low, objective: classification, steps: 5 }') }),
    ).toThrow('no arm uses "idle"');
  });

  test('a suite without a model needs one in every target', () => {
    expect(refused({ model: '' })).toThrow('model: is missing, and the target "first" has none of its own');
    expect(
      planOf({
        ...lines,
        model: '',
        targets: lines.targets.replace(
          'metric: accuracy, sizes: [6, 20],',
          'metric: accuracy, sizes: [6, 20], model: { backbone: mlp, hidden: [6, 5] },',
        ),
      }).trials.map(({ id }) => id),
    ).toEqual(planOf(lines).trials.map(({ id }) => id));
  });
});
