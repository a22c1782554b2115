import { describe, expect, test } from 'vitest';
import { HeadstartError } from '../../src/base/errors.ts';
import { estimateCost } from '../../src/plan/estimate.ts';
import { analysisName, nodeLabel } from '../../src/plan/node-names.ts';
import { neededBy } from '../../src/plan/nodes.ts';
import type { Outcome } from '../../src/plan/outcome.ts';
import { spentWeights } from '../../src/plan/spent-weights.ts';
import { planOf, SEMANTICS } from './make-plan.ts';

const ALL = '{ probes: all, cka: all, transferability: all, embeddings: {} }';
const names = (lines: Record<string, string>, options: Parameters<typeof planOf>[1] = {}): string[] =>
  planOf(lines, options).analyses.map(
    (node) => `${analysisName(node)} in ${node.spec.split.repeat}.${node.spec.split.fold}`,
  );

describe('analyses in a plan', () => {
  test('are of the largest size and fold 0 of every repeat, unless the suite says otherwise', () => {
    expect(names({ analyse: '{ probes: all }' })).toEqual([
      'probes of scratch in 0.0',
      'probes of full in 0.0',
      'probes of scratch in 1.0',
      'probes of full in 1.0',
    ]);
    const { analyses } = planOf({ analyse: '{ size: 6, repeats: [1], folds: all, probes: [full] }' });
    expect(analyses.map(({ spec }) => [spec.size, spec.split.repeat, spec.split.fold])).toEqual([
      [6, 1, 0],
      [6, 1, 1],
      [6, 1, 2],
    ]);
  });

  test('are one node for each thing that is looked into', () => {
    expect(names({ analyse: ALL, design: '{ folds: 3, repeats: 1 }' })).toEqual([
      'probes of scratch in 0.0',
      'probes of full in 0.0',
      'cka of scratch and full in 0.0',
      'cka of scratch and (start) in 0.0',
      'cka of full and (start) in 0.0',
      'transferability of low-digits in 0.0',
      'embeddings of scratch in 0.0',
      'embeddings of full in 0.0',
    ]);
    expect(names({ analyse: '{ cka: [[full, scratch]] }', design: '{ folds: 3, repeats: 1 }' })).toEqual([
      'cka of full and scratch in 0.0',
      'cka of full and (start) in 0.0',
      'cka of scratch and (start) in 0.0',
    ]);
  });

  test('change the identity of no trial, no pre-training and no features', () => {
    const arms = '{ scratch: scratch, features: { preset: feature-extraction, from: low-digits } }';
    const [without, with_] = [planOf({ arms }), planOf({ arms, analyse: ALL })];
    const ids = ({ pretraining, features, trials }: typeof without) =>
      [...pretraining, ...features, ...trials].map(({ id }) => id);
    expect(ids(with_)).toEqual(ids(without));
    expect(without.analyses).toEqual([]);
    expect(with_.id).not.toBe(without.id); // the folder holds other files
  });

  test('keep their identity when arms, analyses or cells are added, and change it with the trial and their own code', () => {
    const idsOf = (lines: Record<string, string>, semantics = SEMANTICS) =>
      planOf({ analyse: '{ probes: [full], cka: [[scratch, full]] }', ...lines }, { semantics }).analyses.map(
        ({ id }) => id,
      );
    const before = idsOf({});
    const more = idsOf({
      arms: '{ more: { preset: bias-only, from: low-digits }, scratch: scratch, full: { preset: full, from: low-digits } }',
      analyse: '{ folds: all, transferability: all, embeddings: {}, probes: all, cka: all }',
    });
    expect(more).toEqual(expect.arrayContaining(before));
    const shared = (other: string[]) => other.filter((id) => before.includes(id));
    expect(shared(idsOf({ training: '{ optimizer: adam, lr: 2e-2, batch: 8, steps: 10 }' }))).toEqual([]);
    expect(shared(idsOf({ analyse: '{ sample: 10, probes: [full], cka: [[scratch, full]] }' }))).toEqual([]);
    expect(shared(idsOf({}, { ...SEMANTICS, analyses: 'other' }))).toEqual([]);
    expect(planOf({}, { semantics: { ...SEMANTICS, analyses: 'other' } }).trials.map(({ id }) => id)).toEqual(
      planOf({}).trials.map(({ id }) => id),
    );
  });

  test('of arms with equal recipes are shared', () => {
    const { analyses, nodes } = planOf({
      arms: '{ scratch: scratch, again: scratch }',
      sources: '',
      data: '{ high: { use: mnist, classes: [5, 6, 7], pool: 60 } }',
      analyse: '{ probes: all }',
    });
    expect(analyses).toHaveLength(4);
    expect([...nodes.values()].filter(({ kind }) => kind === 'analysis')).toHaveLength(2);
  });

  test('need the trials and checkpoints that they look into, and a source that no arm uses', () => {
    const plan = planOf({
      sources:
        '{ low-digits: { data: low, objective: classification, steps: 20 }, other: { data: low, objective: classification, steps: 30 } }',
      analyse: ALL,
    });
    for (const node of plan.analyses) {
      for (const id of neededBy(node)) expect(plan.nodes.has(id)).toBe(true);
      expect(nodeLabel(node)).toContain(', high, 20 examples, repeat ');
      expect(estimateCost(plan, [node]).seconds).toBeGreaterThan(0);
    }
    expect(plan.pretraining.filter(({ spec }) => spec.source === 'other')).toHaveLength(2);
    const start = plan.analyses.find((node) => analysisName(node) === 'cka of full and (start)')!;
    const full = plan.trials.find(({ arm, spec }) => arm === 'full' && spec.size === 20)!;
    expect(neededBy(start)).toEqual([full.id, full.uses]);
    const scratch = plan.analyses.find((node) => analysisName(node) === 'cka of scratch and (start)')!;
    expect(neededBy(scratch)).toHaveLength(1);
  });

  test('go with the arms and sizes that are left out', () => {
    const arms =
      '{ scratch: scratch, full: { preset: full, from: low-digits }, part: { preset: partial, from: low-digits, train-from: layer2 } }';
    const analyse =
      '{ repeats: [0], probes: all, cka: [[full, part], [scratch, full]], embeddings: { arms: [part, full] } }';
    expect(names({ arms, analyse }, { selection: { arms: ['scratch', 'full'] } })).toEqual([
      'probes of scratch in 0.0',
      'probes of full in 0.0',
      'cka of scratch and full in 0.0',
      'cka of scratch and (start) in 0.0',
      'cka of full and (start) in 0.0',
      'embeddings of full in 0.0',
    ]);
    expect(names({ arms, analyse }, { selection: { sizes: [6] } })).toEqual([]);
  });

  test('of a stage that the model lacks are refused at their line', () => {
    const refuse = () => planOf({ analyse: '{ embeddings: { stages: [layer1, layer9] } }' });
    expect(refuse).toThrow(HeadstartError);
    expect(refuse).toThrow(
      /planned\.yaml:12:43 .*: the model’s body has no such stage, received "layer9"; use one of layer1, layer2/,
    );
  });
});

test('weights are kept while an open analysis waits for them', () => {
  const plan = planOf({ analyse: '{ repeats: [0], cka: [full] }' }); // full and its start
  const [node] = plan.analyses;
  const trials = plan.trials.map(({ id }): [string, Outcome] => [id, { status: 'completed' } as Outcome]);
  const needed = neededBy(node!);
  const spent = spentWeights(plan, new Map(trials));
  expect(needed).toHaveLength(2);
  for (const id of needed) expect(spent).not.toContain(id);
  const done = spentWeights(plan, new Map([...trials, [node!.id, { status: 'completed' } as Outcome]]));
  expect(done).toEqual([...plan.pretraining.map(({ id }) => id), needed[0]]);
});
