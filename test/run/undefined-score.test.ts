import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { writeReport } from '../../src/bench.ts';
import type { Engine } from '../../src/engine/contract.ts';
import { startOnnx } from '../../src/engine/onnx/start.ts';
import type { TrialNode } from '../../src/plan/nodes.ts';
import type { Outcome } from '../../src/plan/outcome.ts';
import { executeNode } from '../../src/run/execute.ts';
import { heldOutOf } from '../../src/run/held-out.ts';
import { describeRun } from '../../src/store/describe-run.ts';
import { writeRun } from '../../src/store/run-folder.ts';
import { inputsOf, prepared, temporaryFolder } from './make-bench.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await startOnnx({ device: 'cpu', threads: 1 });
});

/** As if the fold held one example, in which all classes but one are absent. A plan refuses such a design. */
const ofOneExample = (node: TrialNode): TrialNode => ({
  ...node,
  spec: { ...node.spec, split: { ...node.spec.split, folds: 60 } },
});

test('a trial whose metric is undefined on its fold is written, read, compared and reported without that score', async () => {
  const ready = await prepared({
    sources: '{}',
    data: '{ high: { use: mnist, classes: [5, 6, 7], pool: 60 } }',
    target: '{ data: high, metric: auroc, also: [accuracy], sizes: [6] }',
    arms: '{ scratch: scratch, few: { init: random, labels: 3 } }',
    design: '{ folds: 3, repeats: 2, seed: 1 }',
  });
  const bench = { engine, datasets: ready.datasets, stopped: () => false };
  const outcomes = new Map<string, Outcome>();
  for (const node of ready.plan.trials) {
    const odd = node.spec.split.fold === 1;
    const execution = await executeNode(odd ? ofOneExample(node) : node, await inputsOf(ready, node, engine), bench);
    if (execution.status !== 'outcome' || execution.outcome.kind !== 'trial') throw new Error('no trial');
    const { outcome } = execution;
    if (outcome.status !== 'completed') throw new Error(outcome.status);
    const reason = '2 classes have no example among those scored';
    expect(outcome.unscored).toEqual(odd ? { auroc: reason } : undefined);
    expect(Object.keys(outcome.scores)).toEqual(odd ? ['accuracy'] : ['auroc', 'accuracy']);
    expect(outcome.curve.points).toHaveLength(odd ? 0 : 11);
    outcomes.set(node.id, outcome);
  }

  const out = temporaryFolder();
  const folder = join(out, 'results', 'planned', 'run');
  const facts = { command: 'npm run bench', started: '2026-01-01T00:00:00.000Z', workers: 1, threads: 1, plugins: [] };
  const record = await describeRun(ready.plan, ready.catalog, ready.semantics, facts);
  const run = ready.plan.trials.map((node) => (node.spec.split.fold === 1 ? ofOneExample(node) : node));
  const heldOut = heldOutOf({ ...ready.plan, trials: run }, ready.datasets);
  await writeRun(folder, { ...record, state: 'complete' }, ready.plan, outcomes, heldOut);
  const lines = readFileSync(join(folder, 'trials.csv'), 'utf8').split('\n');
  const empty = lines.filter((line) => line.endsWith(',2 classes have no example among those scored'));
  expect(empty).toHaveLength(4);
  for (const line of empty) expect(line).toMatch(/,completed,auroc,,/);

  const { comparison } = await writeReport(folder, out);
  const [target] = comparison.targets;
  expect(target!.contrasts.map(({ metric, n }) => [metric, n])).toEqual([
    ['auroc', 4],
    ['accuracy', 6],
  ]);
  expect(comparison.warnings.filter(({ code }) => code === 'undefined').map(({ arm }) => arm)).toEqual([
    'scratch',
    'few',
  ]);
});
