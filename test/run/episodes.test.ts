import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Progress } from '../../src/cli/progress.ts';
import { readRun } from '../../src/compare/read-run.ts';
import { prepared, run } from './make-bench.ts';

const EPISODES = {
  target: '{ data: high, metric: accuracy, also: [log-loss] }',
  design: '{ episodes: { count: 6, ways: 2, shots: [1, 4], queries: 6 }, seed: 1 }',
  arms: '{ scratch: scratch, mean: { preset: prototypes, from: low-digits }, probe: { preset: feature-extraction, from: low-digits }, full: { preset: full, from: low-digits } }',
};
const FOLDS = { arms: EPISODES.arms };

describe('a run of episodes, from suite to page', async () => {
  const ready = await prepared(EPISODES);
  const { comparison, folder, report, run: done } = await run(ready);
  const { trials, curves, timings } = await readRun(folder);

  test('scores every arm in every episode on all queries', () => {
    expect(comparison.counts).toMatchObject({ planned: 48, completed: 48 });
    expect(new Set(trials.map(({ tested }) => tested))).toEqual(new Set([12]));
    expect(new Set(trials.map(({ fold }) => fold))).toEqual(new Set([0]));
    expect(new Set(trials.map(({ repeat }) => repeat))).toEqual(new Set([0, 1, 2, 3, 4, 5]));
    expect(new Set(trials.map(({ size }) => size))).toEqual(new Set([2, 8]));
    expect(done.computed).toBe(48 + 2); // one pre-training and one pass over the pool serve all
    expect(timings?.filter(({ kind }) => kind !== 'trial').map(({ kind }) => kind)).toEqual(['pretrain', 'features']);
  });

  test('knows when every node was computed, after what it uses, and by which worker', () => {
    for (const { worker, started, ended, seconds } of timings!) {
      expect(worker).toBeGreaterThanOrEqual(0);
      const took = Date.parse(ended!) - Date.parse(started!);
      expect(took).toBeGreaterThanOrEqual(1000 * seconds! - 2); // times are written in whole milliseconds
    }
    const [pretraining, pass] = timings!.filter(({ kind }) => kind !== 'trial');
    expect(Date.parse(pass!.started!)).toBeGreaterThanOrEqual(Date.parse(pretraining!.ended!) - 1);
    const { kinds, unknown, bars } = comparison.run.schedule!;
    expect(kinds.map(({ kind, nodes }) => [kind, nodes])).toEqual([
      ['pretrain', 1],
      ['features', 1],
      ['trial', 48],
    ]);
    expect([unknown, bars.length]).toEqual([0, 50]);
  });

  test('compares the arms within each episode', () => {
    const contrasts = comparison.targets[0]!.contrasts.filter(({ metric }) => metric === 'accuracy');
    expect(contrasts.map(({ n }) => n)).toEqual(new Array(6).fill(6));
    expect(comparison.design).toMatchObject({ correctionRatio: 0, checkpoints: 'one' });
    expect(comparison.warnings.map(({ code }) => code)).toContain('one-checkpoint');
  });

  test('has the nearest prototype above chance without a step', () => {
    const own = trials.filter(({ arm, metric }) => arm === 'mean' && metric === 'accuracy');
    expect(own.every(({ steps, examples, trainable }) => steps === 0 && examples === 0 && trainable === 0)).toBe(true);
    expect(curves.filter(({ arm }) => arm === 'mean').every(({ step }) => step === 0)).toBe(true);
    const shots = own.filter(({ size }) => size === 8);
    expect(shots.reduce((total, { value }) => total + value!, 0) / shots.length).toBeGreaterThan(0.6);
  });

  test('says what the design is, on the page', () => {
    const page = readFileSync(report, 'utf8');
    expect(page).toContain('6 episodes of 2-way 1- and 4-shot');
    expect(page).toContain('the paired t over independent episodes');
  });
});

describe('a run of episodes whose source has learnt some of the classes', async () => {
  const ready = await prepared({
    ...EPISODES,
    data: '{ low: { use: mnist, classes: [0, 6, 5], size: 30 }, high: { use: mnist, classes: [5, 6, 7], pool: 60 } }',
    sources: '{ low-digits: { data: low, objective: classification, steps: 20, transductive: true } }',
  });
  const { comparison, folder, report } = await run(ready);

  test('records which, and warns on the page', async () => {
    const { record } = await readRun(folder);
    expect(record.known).toEqual([{ source: 'low-digits', target: 'high', classes: ['5', '6'] }]);
    expect(comparison.warnings.map(({ code }) => code)).toContain('known-classes');
    expect(readFileSync(report, 'utf8')).toContain('has learnt the classes 5 and 6 of high with labels, 2 of 3.');
  });
});

describe('prototypes over folds', async () => {
  const ready = await prepared(FOLDS);
  const { comparison } = await run(ready);

  test('go through the comparison like any other arm', () => {
    const [target] = comparison.targets;
    expect(comparison.counts).toMatchObject({ planned: 48, completed: 48 });
    const curve = target!.convergence.find(({ arm }) => arm === 'mean');
    expect(curve?.points.map(({ step }) => step)).toEqual([0]);
    expect(target!.ledger.find(({ arm }) => arm === 'mean')).toMatchObject({ steps: 0, updates: 0 });
  });

  test('leave the time that is left a number while they run', () => {
    const progress = new Progress(ready.plan);
    const node = ready.plan.trials.find(({ arm }) => arm === 'mean')!;
    progress.accept({ type: 'started', node });
    const left = progress.secondsLeft([{ node, step: 0 }]);
    expect(left === undefined || Number.isFinite(left)).toBe(true);
  });
});
