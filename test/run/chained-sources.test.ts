import { describe, expect, test } from 'vitest';
import { chainOf } from '../../src/plan/chain.ts';
import type { PretrainNode } from '../../src/plan/nodes.ts';
import { executeNode } from '../../src/run/execute.ts';
import { planOf } from '../plan/make-plan.ts';
import { inputsOf, prepared, run, temporaryFolder } from './make-bench.ts';

/** Sources that start from another source's checkpoint. */

const DATA =
  '{ all: { use: mnist, size: 90 }, low: { use: mnist, classes: [0, 1, 2], size: 60 }, high: { use: mnist, classes: [5, 6, 7], pool: 60 } }';
const chained = (from: string, steps = 30) => ({
  data: DATA,
  sources: `{ general: { data: all, objective: classification, steps: ${steps} }, near: { data: low, objective: classification, steps: 20${from} } }`,
  arms: '{ scratch: scratch, full: { preset: full, from: near }, wide: { preset: full, from: general } }',
});
const FROM = chained(', from: general');

const nodesOf = (pretraining: readonly PretrainNode[], source: string) =>
  pretraining.filter(({ spec }) => spec.source === source);

describe('the plan', () => {
  const plan = planOf(FROM);
  const near = nodesOf(plan.pretraining, 'near');

  test('has a checkpoint after the one that it starts from, and in the part that a trial needs', () => {
    const places = new Map(plan.pretraining.map(({ id }, index) => [id, index]));
    for (const { id, uses } of near) expect(places.get(uses!)!).toBeLessThan(places.get(id)!);
    const trial = plan.trials.find(({ arm }) => arm === 'full')!;
    expect(chainOf(plan, trial).pretraining.map(({ spec }) => spec.source)).toEqual(['general', 'near']);
  });

  test('makes another checkpoint of a source if what it starts from is another', () => {
    const ids = (lines: Readonly<Record<string, string>>) =>
      nodesOf(planOf(lines).pretraining, 'near').map(({ id }) => id);
    const all = [...ids(FROM), ...ids(chained(', from: general', 31)), ...ids(chained(''))];
    expect(new Set(all).size).toBe(all.length);
    expect(ids(FROM)).toEqual(near.map(({ id }) => id));
  });

  test('keeps the held-out fold from what a source starts from as well', () => {
    const folds = new Set(near.map(({ uses }) => (plan.nodes.get(uses!) as PretrainNode).spec.without?.fold));
    expect(folds).toEqual(new Set([0, 1, 2])); // `all` has the target's digits, `low` has not
    expect(new Set(near.map(({ spec }) => spec.without))).toEqual(new Set([null]));
  });
});

test('every stage of the body starts from the checkpoint, and the head at random', async () => {
  const still = await prepared(FROM, { lr: 0 }); // what does not learn stays where it started
  const { engine } = still;
  const [near] = nodesOf(still.plan.pretraining, 'near');
  const started = await engine.entry.start({ device: 'cpu', threads: 1 });
  const bench = { engine: started, datasets: still.datasets, stopped: () => false };
  const weightsOf = async (node: PretrainNode) => {
    const execution = await executeNode(node, await inputsOf(still, node, started), bench);
    if (execution.status !== 'outcome') throw new Error('it was stopped');
    const { readSafetensors } = await import('../../src/model/safetensors.ts');
    return readSafetensors(execution.weights!, 'checkpoint').tensors;
  };
  const [own, general] = [await weightsOf(near!), await weightsOf(still.plan.nodes.get(near!.uses!) as PretrainNode)];
  const alike = [...own].filter(([name, { values }]) => String(general.get(name)?.values) === String(values));
  const kernels = (names: readonly string[]) => names.filter((name) => name.endsWith('/kernel')).sort();
  expect(kernels(alike.map(([name]) => name))).toEqual(['layer1/kernel', 'layer2/kernel']);
  expect(kernels([...own.keys()])).toEqual(['head/kernel', 'layer1/kernel', 'layer2/kernel']);
});

describe('a run', { timeout: 60_000 }, () => {
  test('pays for both, and goes on when what is in between is gone', async () => {
    const lines = {
      ...FROM,
      design: '{ folds: 2, repeats: 1, seed: 1 }',
      target: '{ data: high, metric: accuracy, sizes: [6] }',
    };
    const more = { ...lines, target: '{ data: high, metric: accuracy, sizes: [6, 20] }' };
    const out = temporaryFolder();
    const { comparison } = await run(await prepared(lines), { out, workers: 1 });
    expect(comparison.trials.every(({ status }) => status === 'completed')).toBe(true);
    const steps = (arm: string) => {
      const { checkpoints, steps: all } = comparison.targets[0]!.ledger.find((line) => line.arm === arm)!.pretraining!;
      return all! / checkpoints;
    };
    expect([steps('wide'), steps('full')]).toEqual([30, 50]);
    // Checkpoints that nothing needs any more are not kept: another size asks for them, and for their start, again.
    const scoresOf = async (folder: string) =>
      (await run(await prepared(more), { out: folder, workers: 1 })).comparison.targets[0]!.scores;
    expect(await scoresOf(out)).toEqual(await scoresOf(temporaryFolder()));
  });
});

describe('refused, at its line', () => {
  const refusal = (lines: Readonly<Record<string, string>>) => {
    try {
      planOf(lines);
      return 'none';
    } catch (error) {
      return (error as Error).message;
    }
  };

  test.each([
    ['itself', ', from: near', /sources\.near\.from: a source cannot start from itself/],
    ['no source', ', from: nobody', /sources\.near\.from: there is no source of this name/],
    ['one of many', ', checkpoints: one, from: general', /one checkpoint cannot start from general, which has one for/],
  ])('%s', (_, from, message) => {
    expect(refusal(chained(from))).toMatch(message);
  });

  test('each other', () => {
    const sources =
      '{ general: { data: all, objective: classification, steps: 9, from: near }, near: { data: low, objective: classification, steps: 9, from: general } }';
    expect(refusal({ ...FROM, sources })).toMatch(/these sources start from each other/);
  });

  test('further tasks, of which it is not followed what such a source has seen', () => {
    const arms = '{ scratch: scratch, full: { init: { from: near }, tasks: { with: [low], examples: all } } }';
    expect(refusal({ ...FROM, arms, sources: FROM.sources })).toMatch(/near starts from another source/);
  });
});
