import { describe, expect, test } from 'vitest';
import { selectClasses } from '../../src/data/view.ts';
import { estimateCost } from '../../src/plan/estimate.ts';
import { featuresOf } from '../../src/plan/features.ts';
import { nodeLabel } from '../../src/plan/node-names.ts';
import { stepsOf } from '../../src/plan/node-work.ts';
import type { TrialNode } from '../../src/plan/nodes.ts';
import type { Plan, Selection } from '../../src/plan/plan.ts';
import { DIGITS, planOf, SEMANTICS } from './make-plan.ts';

const ARMS = {
  scratch: 'scratch',
  features: '{ preset: feature-extraction, from: low-digits }',
  part: '{ preset: partial, from: low-digits, train-from: layer2 }',
  full: '{ preset: full, from: low-digits }',
};
const arms = (chosen: Readonly<Record<string, string>> = ARMS): string =>
  `{ ${Object.entries(chosen)
    .map(([name, recipe]) => `${name}: ${recipe}`)
    .join(', ')} }`;
const LINES = { arms: arms() };
const ofArm = (plan: Plan, arm: string): TrialNode[] => plan.trials.filter((trial) => trial.arm === arm);
const ids = (plan: Plan): Map<string, string> => {
  const cell = ({ arm, spec: { size, split } }: TrialNode) => [arm, size, split.repeat, split.fold].join('/');
  return new Map(plan.trials.map((trial) => [cell(trial), trial.id]));
};

describe('features', () => {
  const plan = planOf(LINES);

  test('are one node per frozen prefix and repeat, which serves all sizes and folds', () => {
    expect(plan.features.map(({ spec }) => [spec.repeat, spec.prefix.join()])).toEqual([
      [0, 'layer1,layer2'],
      [0, 'layer1'],
      [1, 'layer1,layer2'],
      [1, 'layer1'],
    ]);
    for (const [arm, prefix] of [
      ['features', 'layer1,layer2'],
      ['part', 'layer1'],
    ] as const) {
      for (const trial of ofArm(plan, arm)) {
        const node = plan.features.find(({ id }) => id === trial.features);
        expect([node?.spec.repeat, node?.spec.prefix.join()]).toEqual([trial.spec.split.repeat, prefix]);
        expect(node?.uses).toBe(trial.uses);
        expect(plan.nodes.get(trial.features!)).toBe(node);
      }
    }
    for (const trial of [...ofArm(plan, 'scratch'), ...ofArm(plan, 'full')]) expect(trial.features).toBeNull();
  });

  test('know the pool and the memory they take: 60 examples of 5 or 6 floats', () => {
    expect(plan.features.map(({ examples, bytes }) => [examples, bytes])).toEqual([
      [60, 60 * 5 * 4],
      [60, 60 * 6 * 4],
      [60, 60 * 5 * 4],
      [60, 60 * 6 * 4],
    ]);
    expect(stepsOf(plan.features[0]!)).toBe(1);
  });

  test('are shared by arms that freeze the same stages, whatever else they do', () => {
    const more = { ...ARMS, 'head-only': '{ init: { from: low-digits, stages: [layer1] }, train: head }' };
    const { features, trials } = planOf({ arms: arms(more) });
    expect(features).toHaveLength(4);
    const [part, other] = ['part', 'head-only'].map((arm) => trials.find((trial) => trial.arm === arm));
    expect(other?.features).toBe(part?.features);
    expect(other?.id).not.toBe(part?.id);
  });

  test.each([
    ['the source’s training', { sources: '{ low-digits: { data: low, objective: classification, steps: 21 } }' }],
    ['the seed', { design: '{ folds: 3, repeats: 2, seed: 2 }' }],
    ['the model', { model: '{ backbone: mlp, hidden: [6, 4] }' }],
    [
      'the pool',
      {
        data: '{ low: { use: mnist, classes: [0, 1, 2], size: 60 }, high: { use: mnist, classes: [5, 6, 7], pool: 50 } }',
      },
    ],
    ['the target’s name', { target: '', targets: '{ other: { data: high, metric: accuracy, sizes: [6] } }' }],
  ])('are others when %s changes', (_, lines) => {
    const before = new Set(plan.features.map(({ id }) => id));
    const after = planOf({ ...LINES, ...lines }).features;
    expect(after).toHaveLength(4);
    expect(after.filter(({ id }) => before.has(id))).toEqual([]);
  });

  test('are others for other code, and the same for other folds, sizes and steps', () => {
    const before = plan.features.map(({ id }) => id);
    const same = planOf({
      ...LINES,
      design: '{ folds: 4, repeats: 2, seed: 1 }',
      target: '{ data: high, metric: accuracy, sizes: [9] }',
      training: '{ optimizer: adam, lr: 1e-2, batch: 8, steps: 30 }',
    });
    expect(same.features.map(({ id }) => id)).toEqual(before);
    const code = planOf(LINES, { semantics: { ...SEMANTICS, code: 'other' } });
    expect(code.features.filter(({ id }) => before.includes(id))).toEqual([]);
  });

  test('are part of a trial’s identity, but not of what must match in its cell', () => {
    const apart = planOf(LINES, { shareFeatures: false });
    expect(apart.features).toEqual([]);
    const changed = plan.trials.filter((trial, index) => trial.id !== apart.trials[index]!.id);
    expect(new Set(changed.map(({ arm }) => arm))).toEqual(new Set(['features', 'part']));
    expect(changed).toHaveLength(2 * 2 * 2 * 3);
    expect(plan.trials.map(({ fingerprint }) => fingerprint)).toEqual(
      apart.trials.map(({ fingerprint }) => fingerprint),
    );
  });

  test.each<[string, Selection]>([
    ['an arm', { arms: ['scratch', 'part'] }],
    ['a size', { sizes: [20] }],
  ])('a selection of %s keeps identities, and needs only its own features', (_, selection) => {
    const some = planOf(LINES, { selection });
    const whole = ids(plan);
    for (const [trial, id] of ids(some)) expect(whole.get(trial)).toBe(id);
    const used = new Set(some.trials.flatMap(({ features }) => features ?? []));
    expect(new Set(some.features.map(({ id }) => id))).toEqual(used);
  });

  test('two arms with one recipe remain one piece of work', () => {
    const { trials, features } = planOf({ arms: arms({ ...ARMS, again: ARMS.part }) });
    expect(features).toHaveLength(4);
    const [part, again] = ['part', 'again'].map((arm) => trials.find((trial) => trial.arm === arm));
    expect(again?.id).toBe(part?.id);
  });

  test('have a name for people', () => {
    expect(nodeLabel(plan.features[3]!)).toBe('features of low-digits up to layer1, high, repeat 1');
  });
});

describe('features of a source that is built without each held-out fold', () => {
  const data = '{ low: { use: mnist, classes: [5, 6, 8] }, high: { use: mnist, classes: [5, 6, 7], pool: 60 } }';
  const plan = planOf({ ...LINES, data });

  test('are one node per fold, of the checkpoint that has not seen it', () => {
    expect(plan.features).toHaveLength(2 * 2 * 3);
    for (const trial of [...ofArm(plan, 'features'), ...ofArm(plan, 'part')]) {
      const node = plan.features.find(({ id }) => id === trial.features)!;
      expect([node.uses, node.fold, node.spec.repeat]).toEqual([
        trial.uses,
        trial.spec.split.fold,
        trial.spec.split.repeat,
      ]);
    }
    expect(nodeLabel(plan.features.at(-1)!)).toBe(
      'features of low-digits up to layer1, high, repeat 1, without fold 2',
    );
  });

  test('must pay within the fold: a trial of 2 steps of 2 examples looks at fewer than the pool of 60', () => {
    const training = '{ optimizer: adam, lr: 1e-2, batch: 2, steps: 2, observe: { every: 2, sample: 3 } }';
    expect(planOf({ ...LINES, data, training }).features).toEqual([]);
    expect(planOf({ ...LINES, training }).features).toHaveLength(4); // all folds together score the whole pool
  });
});

test('features beyond 512 MiB are not kept', () => {
  const plan = planOf({ ...LINES, model: '{ backbone: mlp, hidden: [8192, 5] }' });
  const { spec, uses } = ofArm(plan, 'part')[0]!;
  const source = plan.pretraining.find(({ id }) => id === uses)!;
  const architecture = plan.architectures.get('high')!;
  const view = selectClasses(DIGITS, ['5', '6', '7']);
  const whole = { ...spec, split: { ...spec.split, pool: null } };
  const of = (examples: number) =>
    featuresOf(whole, source, architecture, { ...view, rows: new Int32Array(examples) }, 'context', 3);
  expect(of(16_384)?.bytes).toBe(2 ** 29); // 32 KiB each
  expect(of(16_385)).toBeNull();
});

test('the estimate counts the prefix once and the rest of the model in each trial', () => {
  const one = { ...LINES, design: '{ folds: 3, repeats: 1, seed: 1 }' };
  const [plan, apart] = [planOf(one), planOf(one, { shareFeatures: false })];
  const cost = (of: Plan, node: { id: string }): number => estimateCost(of, [of.nodes.get(node.id)!]).multiplyAdds;
  // 4 → 6 → 5 → 3: multiply–adds of layer1, layer2 and head for one example.
  const [layer1, layer2, head] = [24, 30, 15];
  expect(plan.features.map((node) => cost(plan, node))).toEqual([60 * (layer1 + layer2), 60 * layer1]);
  const { steps, batch } = plan.trials[0]!.spec.training;
  const { every, sample } = plan.trials[0]!.spec.observe;
  const scored = (steps / every + 1) * sample;
  const [features, part] = [ofArm(plan, 'features')[0]!, ofArm(plan, 'part')[0]!];
  expect(cost(plan, features)).toBe(steps * batch * 3 * head + scored * head);
  expect(cost(plan, part)).toBe(steps * batch * 3 * (layer2 + head) + scored * (layer2 + head));
  const same = ofArm(apart, 'part')[0]!;
  expect(cost(apart, same) - cost(plan, part)).toBe((steps * batch + scored) * layer1);
  expect(estimateCost(plan, plan.nodes.values()).steps).toBe(estimateCost(apart, apart.nodes.values()).steps);
});
