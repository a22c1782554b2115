import { expect, test } from 'vitest';
import { compareRun } from '../../src/compare/compare-run.ts';
import { prepared, run } from './make-bench.ts';

const lines = {
  data: '{ low: { use: mnist, classes: [0, 1, 2], size: 60 }, high: { use: mnist, classes: [5, 6, 7], pool: 60 }, top: { use: mnist, classes: [8, 9], pool: 40 } }',
  sources:
    '{ low-digits: { data: low, objective: classification, steps: 20 }, rebuilt: { data: low, objective: reconstruction, steps: 20 } }',
  target: '',
  targets:
    '{ high: { data: high, metric: accuracy, sizes: [6], sources: { known: low-digits } }, top: { data: top, metric: accuracy, sizes: [6], model: { backbone: mlp, hidden: [4] }, sources: { known: rebuilt } } }',
  arms: '{ scratch: scratch, full: { preset: full, from: known }, features: { preset: feature-extraction, from: known } }',
  design: '{ folds: 2, repeats: 1, seed: 1 }',
};

test('a suite of two models runs, is compared over both targets', async () => {
  const { folder, comparison } = await run(await prepared(lines));
  expect(await compareRun(folder)).toEqual(comparison);
  expect(comparison.counts).toMatchObject({ planned: 12, completed: 12 });
  expect(comparison.targets.map(({ scores }) => scores.length)).toEqual([3, 3]);
  expect(comparison.across?.sizes[0]?.table.targets).toEqual(['high', 'top']);
  const told = comparison.warnings.filter(({ code }) => code === 'one-checkpoint').map(({ message }) => message);
  expect(told).toHaveLength(2); // by the name of the source that is meant for the target
  expect(told[0]).toMatch(/on high start from one checkpoint of low-digits/);
  expect(told[1]).toMatch(/on top start from one checkpoint of rebuilt/);
});
