import { beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../../src/engine/contract.ts';
import { startOnnx } from '../../src/engine/onnx/start.ts';
import { estimateCost } from '../../src/plan/estimate.ts';
import type { PlanNode } from '../../src/plan/nodes.ts';
import { executeNode } from '../../src/run/execute.ts';
import { inputsOf, prepared } from '../run/make-bench.ts';
import { planOf } from './make-plan.ts';

const DOMAINS = {
  data: '{ low: { use: mnist, classes: [5, 6, 7], size: 24 }, high: { use: mnist, classes: [5, 6, 7], pool: 60 } }',
  sources: '',
  domains: '{ labelled: low }',
};

describe('the estimate', () => {
  /** Multiply–adds of the body and the linear head for one example: 4 → 6 → 5 → 3. */
  const [BODY, HEAD] = [4 * 6 + 6 * 5, 5 * 3];
  const of = (lines: Readonly<Record<string, string>>, find: (node: PlanNode) => boolean): number => {
    const plan = planOf(lines);
    return estimateCost(plan, [[...plan.nodes.values()].find(find)!]).multiplyAdds;
  };
  const pretraining = (objective: string) =>
    of(
      { sources: `{ low-digits: { data: low, objective: ${objective}, steps: 20 } }` },
      ({ kind }) => kind === 'pretrain',
    );

  test.each([
    ['classification', 8, HEAD],
    ['rotation', 4 * 8, 5 * 4],
    ['rotation, views: one', 8, 5 * 4],
    ['simclr, hidden: 7, projection: 2', 2 * 8, 5 * 7 + 7 * 2],
    ['reconstruction, decoder: 9', 8, 5 * 9 + 9 * 4],
    ['masked-patches, patch: 1, decoder: 9', 8, 5 * 9 + 9 * 4],
  ])('of pre-training by %s counts its rows and its branches', (objective, rows, branches) => {
    expect(pretraining(objective)).toBe(20 * rows * 3 * (BODY + branches));
  });

  /** 10 steps of 8 examples; on all 500 observed at every step and at the end. */
  const scored = 11 * 500 * (BODY + HEAD);
  test.each([
    ['source-only', 'source-only', DOMAINS, 8, HEAD],
    ['coral', 'coral', DOMAINS, 16, HEAD],
    ['dann', '{ preset: dann, hidden: 4 }', DOMAINS, 16, HEAD + 5 * 4 + 4],
    ['one further task', '{ preset: multi-task, with: [low] }', { sources: '' }, 16, 2 * HEAD],
    ['few rows of a further task', '{ preset: multi-task, with: [low], rows: 0.5 }', { sources: '' }, 12, 2 * HEAD],
  ])('of %s counts its rows and its branches', (_, arm, lines, rows, branches) => {
    const cost = of(
      { ...lines, arms: `{ scratch: scratch, a: ${arm} }` },
      (node) => node.kind === 'trial' && node.arm === 'a',
    );
    expect(cost).toBe(10 * rows * 3 * (BODY + branches) + scored);
  });

  test('has backward passes only from the first trained stage on, and through every branch', () => {
    const arms = '{ scratch: scratch, a: { init: random, train: head, tasks: { with: [low] } } }';
    const cost = of({ sources: '', arms }, (node) => node.kind === 'trial' && node.arm === 'a');
    expect(cost).toBe(10 * 16 * (BODY + 3 * 2 * HEAD) + scored);
  });
});

describe('a worker puts as many rows through the network as the plan says', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await startOnnx({ device: 'cpu', threads: 1 });
  });

  test.each([
    ['classification', '{ scratch: scratch, full: { preset: full, from: low-digits } }', {}],
    ['simclr', '{ scratch: scratch, full: { preset: full, from: low-digits } }', {}],
    ['rotation', '{ scratch: scratch, full: { preset: full, from: low-digits } }', {}],
    ['rotation, views: one', '{ scratch: scratch, full: { preset: full, from: low-digits } }', {}],
    ['classification', '{ scratch: scratch, both: { preset: multi-task, with: [low], rows: 2 } }', { sources: '' }],
  ])('%s, %s', async (objective, arms, lines) => {
    // In batches of 8, 16 examples of the target and 48 of the source, or 32 outside a fold where they are a further task:
    // no padding, so that the ledger counts every row.
    const ready = await prepared({
      data: '{ low: { use: mnist, classes: [0, 1, 2], size: 48 }, high: { use: mnist, classes: [5, 6, 7], pool: 60 } }',
      target: '{ data: high, metric: accuracy, sizes: [16] }',
      sources: `{ low-digits: { data: low, objective: ${objective}, steps: 6 } }`,
      arms,
      ...lines,
    });
    const { plan, datasets } = ready;
    const bench = { engine, datasets, stopped: () => false };
    for (const node of [...plan.pretraining.slice(0, 1), ...plan.trials.slice(0, 2)]) {
      const execution = await executeNode(node, await inputsOf(ready, node, engine), bench);
      if (execution.status !== 'outcome' || execution.outcome.kind === 'features') throw new Error(execution.status);
      const { ledger } = execution.outcome as {
        readonly ledger: { readonly examples: number; readonly steps: number };
      };
      const shape =
        node.kind === 'pretrain'
          ? plan.lessons.sources.get('low-digits')
          : plan.lessons.arms.get(node.arm)!.get('high');
      expect(ledger.examples).toBe(ledger.steps * shape!.rows);
    }
  });
});
