import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { cli } from '../cli/run-cli.ts';
import { runFolder, smallSuite, temporaryFolder } from './small-suite.ts';

type Row = Readonly<Record<string, string>>;
const rows = (folder: string, name: string): Row[] =>
  parse(readFileSync(join(folder, name), 'utf8'), { columns: true });
const page = (out: string): string => {
  const folder = join(out, 'reports', 'small');
  return readFileSync(join(folder, readdirSync(folder).find((name) => name.endsWith('.html'))!), 'utf8');
};

/** Rate × decay is 10 in `unstable`: each step makes its weights nine times larger. */
const UNSTABLE = {
  sources: '',
  data: '{ high: { use: mnist, split: test, classes: [5, 6], pool: 60, resize: [8, 8], channels: 1 } }',
  arms: '{ scratch: scratch, unstable: { init: random, penalty: { weight-decay: 100 } } }',
  training: '{ optimizer: sgd, lr: 1e-1, batch: 8, steps: 400 }',
};
const TWO = Math.log(2);

describe('divergence', { timeout: 600_000 }, () => {
  test('ends a trial at once with its step, is scored at the floor, and counted in words and on the page', async () => {
    const out = temporaryFolder();
    const { code, stdout, stderr } = await cli([smallSuite(out, UNSTABLE), '--out', out]);
    expect([code, stderr]).toEqual([0, '']); // it is a result
    const [stable, unstable] = ['scratch', 'unstable'].map((arm) =>
      rows(runFolder(out), 'trials.csv').filter((row) => row['arm'] === arm),
    ) as [Row[], Row[]];
    expect(new Set(stable.map(({ status }) => status))).toEqual(new Set(['completed']));
    expect(unstable.length).toBe(6 * 2); // metrics
    for (const { status, metric, value, steps, reason } of unstable) {
      expect(status).toBe('diverged');
      expect(Number(value)).toBeCloseTo(metric === 'accuracy' ? 1 / 2 : TWO, 12); // two classes, guessed
      expect(reason).toBe(`the loss was not finite at step ${steps}`);
      expect(Number(steps)).toBeGreaterThan(1);
      expect(Number(steps)).toBeLessThan(100); // of 400
    }
    const words =
      /6 of 6 trials of unstable on high diverged \(sizes 8 and 16\); their score is the floor of the metric\./;
    expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(words);
    expect(page(out)).toMatch(words);
    const again = await cli([join(out, 'small.yaml'), '--out', out]);
    expect(again.stdout).toContain('12 of 12 trials from earlier runs'); // it would diverge again: it is not tried again
  });

  test('of a pre-training costs what starts from it, with the reason, and nothing else', async () => {
    const out = temporaryFolder();
    const lines = {
      sources: '{ digits: { data: low, objective: reconstruction, steps: 400 } }',
      arms: '{ scratch: { init: random, lr: { base: 0.001 } }, full: { preset: full, from: digits } }',
      training: '{ optimizer: sgd, lr: 100, batch: 8, steps: 400 }',
    };
    const { code, stdout } = await cli([smallSuite(out, lines), '--out', out]);
    expect(code).toBe(3);
    const all = rows(runFolder(out), 'trials.csv');
    const of = (arm: string) => new Set(all.filter((row) => row['arm'] === arm).map(({ status }) => status));
    expect([of('scratch'), of('full')]).toEqual([new Set(['completed']), new Set(['skipped'])]);
    expect(all.find(({ arm }) => arm === 'full')?.['reason']).toMatch(
      /^pre-training digits, repeat 0 diverged at step \d+$/,
    );
    expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(
      /Of 6 trials of full on high, 6 skipped for want of what they start from \(sizes 8 and 16; first reason: pre-training digits, repeat 0 diverged at step \d+\)/,
    );
    const timings = rows(runFolder(out), 'timings.csv').find(({ kind }) => kind === 'pretrain')!;
    expect([timings['status'], Number(timings['steps']) < 400]).toEqual(['diverged', true]);
  });

  test('in tuning counts as a guess of that configuration, which is not chosen, and is counted', async () => {
    const out = temporaryFolder();
    const tune = '{ search: { method: grid, inner: { folds: 2 } }, space: { training.lr: [100, 1e-1] } }';
    const arms = '{ scratch: { init: random, penalty: { weight-decay: 0.1 } }, other: scratch }';
    const { code, stderr } = await cli([
      smallSuite(out, { ...UNSTABLE, arms, tune, target: '{ data: high, metric: accuracy, sizes: [32] }' }),
      '--out',
      out,
    ]);
    expect([code, stderr]).toEqual([0, '']);
    const tried = rows(runFolder(out), 'tuning.csv').filter(({ arm }) => arm === 'scratch');
    const diverged = tried.filter((row) => row['diverged'] !== '');
    expect(diverged.length).toBe(tried.length / 2);
    for (const { value, chosen, diverged: step } of diverged) {
      expect([Number(value), chosen]).toEqual([0.5, '']);
      expect(Number(step)).toBeLessThan(400);
    }
    expect(new Set(rows(runFolder(out), 'trials.csv').map(({ status }) => status))).toEqual(new Set(['completed']));
  });
});
