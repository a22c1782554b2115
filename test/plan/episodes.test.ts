import { describe, expect, test } from 'vitest';
import { HeadstartError } from '../../src/base/errors.ts';
import { estimateCost } from '../../src/plan/estimate.ts';
import { dataKey } from '../../src/plan/examples.ts';
import { nodeLabel } from '../../src/plan/node-names.ts';
import { stepsOf } from '../../src/plan/node-work.ts';
import type { TrialNode } from '../../src/plan/nodes.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { poolOfSplit } from '../../src/plan/splits.ts';
import { knownClasses } from '../../src/plan/transfer-kind.ts';
import { poolOf } from '../../src/run/examples.ts';
import { DIGITS, planOf } from './make-plan.ts';
import { splitOf } from './split-of.ts';

const LINES = {
  target: '{ data: high, metric: accuracy }',
  design: '{ episodes: { count: 4, ways: 2, shots: [1, 3], queries: 5 }, seed: 1 }',
  arms: '{ scratch: scratch, mean: { preset: prototypes, from: low-digits }, probe: { preset: feature-extraction, from: low-digits }, full: { preset: full, from: low-digits } }',
};
const episodes = (lines: Readonly<Record<string, string>> = {}): Plan => planOf({ ...LINES, ...lines });
const ids = (plan: Plan): Map<string, string> =>
  new Map(plan.trials.map((trial) => [[trial.arm, trial.spec.size, trial.spec.split.repeat].join('/'), trial.id]));

describe('a plan of episodes', () => {
  const plan = episodes();
  const ofArm = (arm: string): TrialNode[] => plan.trials.filter((trial) => trial.arm === arm);

  test('has a trial for each arm, number of shots and episode, with as many outputs as ways', () => {
    expect(plan.trials).toHaveLength(4 * 2 * 4);
    expect(new Set(plan.trials.map(({ spec }) => spec.size))).toEqual(new Set([2, 6]));
    expect(plan.architectures.get('high')!.outputs).toBe(2);
    expect(nodeLabel(plan.trials.at(-1)!)).toBe('full, high, 6 examples, episode 3');
  });

  test('pre-trains once, and computes features once for all episodes, shots and arms', () => {
    expect(plan.pretraining).toHaveLength(1);
    expect(plan.features).toHaveLength(1);
    expect(plan.features[0]).toMatchObject({ examples: 60, fold: null, spec: { repeat: 0 } });
    for (const trial of [...ofArm('mean'), ...ofArm('probe')]) expect(trial.features).toBe(plan.features[0]!.id);
    for (const trial of [...ofArm('scratch'), ...ofArm('full')]) expect(trial.features).toBeNull();
  });

  test('gives every arm the same episodes, drawn from the one pool', () => {
    const datasets = new Map([[dataKey(plan.suite.data['high']!), DIGITS]]);
    const pool = new Set(poolOf(datasets, poolOfSplit(plan.trials[0]!.spec.split)).rows);
    const seen = new Map<number, string>();
    for (const { spec, fingerprint } of plan.trials) {
      const { train, test: held } = splitOf(datasets, spec.split);
      const rows = [...train.rows, ...held.rows];
      expect(rows.every((row) => pool.has(row))).toBe(true);
      const known = seen.get(spec.split.repeat) ?? rows.join();
      seen.set(spec.split.repeat, known);
      expect(rows.join()).toBe(known);
      expect(plan.trials.filter((other) => other.fingerprint === fingerprint)).toHaveLength(4);
    }
    expect(new Set(seen.values()).size).toBe(4);
  });

  test.each([
    ['an episode', { design: '{ episodes: { count: 5, ways: 2, shots: [1, 3], queries: 5 }, seed: 1 }' }],
    ['a number of shots', { design: '{ episodes: { count: 4, ways: 2, shots: [1, 2, 3], queries: 5 }, seed: 1 }' }],
    [
      'an arm',
      { arms: `${LINES.arms.slice(0, -2)}, again: { preset: partial, from: low-digits, train-from: layer2 } }` },
    ],
  ])('adding %s moves no other trial', (_, lines) => {
    const more = ids(episodes(lines));
    for (const [trial, id] of ids(plan)) expect(more.get(trial)).toBe(id);
  });

  test('counts no steps where nothing is trained', () => {
    const cost = (arm: string) => estimateCost(plan, [ofArm(arm)[0]!]);
    expect(stepsOf(ofArm('mean')[0]!)).toBe(0);
    // 5 → 2 weights of the head, observed once on all 10 queries
    expect(cost('mean')).toMatchObject({ steps: 0, multiplyAdds: 10 * 10 });
    expect(cost('probe').steps).toBe(10);
  });

  test('features that cost more than they spare are not shared', () => {
    // one forward pass each of 2 + 10 + 10 examples, for two episodes
    const design = '{ episodes: { count: 2, ways: 2, shots: [1], queries: 5 }, seed: 1 }';
    const arms = '{ scratch: scratch, mean: { preset: prototypes, from: low-digits } }';
    expect(episodes({ design, arms }).features).toEqual([]);
  });

  test('knows which classes are not novel', () => {
    expect(knownClasses(plan.suite, 'low-digits', 'high')).toEqual([]);
    const data = '{ low: { use: mnist, classes: [0, 6, 5] }, high: { use: mnist, classes: [5, 6, 7], pool: 60 } }';
    const sources = '{ low-digits: { data: low, objective: classification, steps: 20, transductive: true } }';
    expect(knownClasses(episodes({ data, sources }).suite, 'low-digits', 'high')).toEqual(['5', '6']);
  });
});

describe('episodes that the data cannot hold are refused at their line', () => {
  const problems = (lines: Readonly<Record<string, string>>): string[] => {
    try {
      episodes(lines);
      return [];
    } catch (error) {
      if (error instanceof HeadstartError) return error.message.split('\n');
      throw error;
    }
  };
  const design = (inside: string) => ({ design: `{ episodes: { count: 4, ${inside} }, seed: 1 }` });

  test.each([
    [
      design('ways: 4, shots: [1]'),
      'suites/planned.yaml:10:39 design.episodes.ways: the target high has only 3 classes, received 4; use at most 3, or more classes',
    ],
    [
      design('ways: 2, shots: [1, 6], queries: 15'),
      'suites/planned.yaml:10:53 design.episodes.shots[1]: class 5 of the target high has only 20 examples: 15 queries leave 5 to train on, received 6; use at most 5, fewer queries or a larger pool',
    ],
    [
      design('ways: 2, shots: [1], queries: 20'),
      'suites/planned.yaml:10:63 design.episodes.queries: class 5 of the target high has only 20 examples, which leaves none to train on, received 20; use at most 19, or a larger pool',
    ],
    [
      { data: '{ low: { use: mnist, classes: [5, 0] }, high: { use: mnist, classes: [5, 6, 7], pool: 60 } }' },
      'suites/planned.yaml:6:32 sources.low-digits.data: it shares examples with high, so that each episode would need a pre-training of its own, received "low"; use data without the target’s examples, such as other classes, or declare the source transductive',
    ],
  ])('%j', (lines, said) => {
    expect(problems(lines)).toEqual([said]);
  });

  test('but not a source that is declared transductive', () => {
    const data = '{ low: { use: mnist, classes: [5, 0] }, high: { use: mnist, classes: [5, 6, 7], pool: 60 } }';
    const sources = '{ low-digits: { data: low, objective: classification, steps: 20, transductive: true } }';
    expect(problems({ data, sources })).toEqual([]);
  });
});
