import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Calibration } from '../../src/gate/calibration.ts';
import { cli } from '../cli/run-cli.ts';
import { GatedProject } from './gated-suite.ts';

/** The gate as continuous integration uses it: a model's code changes, and an exit code answers. */

const gate = (project: GatedProject, verb: string, ...words: readonly string[]) =>
  cli([
    verb,
    project.suite,
    '--out',
    project.folder,
    '--engine',
    'onnx',
    '--device',
    'cpu',
    '--allow-plugins',
    ...words,
  ]);

describe('a model whose code changes', () => {
  const project = new GatedProject();
  beforeAll(async () => {
    const { code, stdout } = await gate(project, 'baseline');
    expect([code, stdout]).toEqual([
      0,
      expect.stringContaining('40 trials of gated v1: 2 repeats, 2 more repeats in reserve'),
    ]);
  });

  test.each([
    ['SCALE', 0.1, 'a wrong normalisation'],
    ['RATE', 0.5, 'a halved learning rate'],
  ] as const)('%s × %d, %s: caught, confirmed on new cells, exit 1', async (constant, value, _) => {
    project.change(constant, value);
    const { code, stdout, stderr } = await gate(project, 'check');
    expect([code, stderr]).toEqual([1, expect.stringContaining('confirming on new cells')]);
    expect(stdout).toMatch(/^Regressed: of 2 comparisons 2 regressed\.$/m);
    expect(stdout).toMatch(/accuracy +scratch +100 +10 .* regressed, confirmed/);
    const { code: warned } = await gate(project, 'check', '--warn-only');
    expect(warned).toBe(0);
  });

  test('a change within the margin passes', async () => {
    project.change('RATE', 1.001);
    const { code, stdout } = await gate(project, 'check');
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/^Passed: of 2 comparisons (2 (unchanged|improved)|1 unchanged and 1 improved)\.$/m),
    ]);
  });

  test('no change passes from what is known', async () => {
    project.restore();
    const { code, stdout, stderr } = await gate(project, 'check', '--format', 'json');
    expect([code, stderr]).toEqual([0, expect.stringContaining('20 of 20 trials from earlier runs')]);
    const report = JSON.parse(stdout) as { judgements: { mean: number }[] };
    expect(report.judgements.map(({ mean }) => mean)).toEqual([0, 0]);
  });

  test('another version, an edited baseline and none at all are never a pass', async () => {
    const csv = join(project.folder, 'results/gated/baseline.csv');
    const text = readFileSync(csv, 'utf8');
    project.rewrite({ version: 2 });
    expect(await gate(project, 'check')).toMatchObject({ code: 4, stdout: expect.stringContaining('Not comparable') });
    project.rewrite({ design: '{ folds: 5, repeats: 2, seed: 12 }' });
    expect(await gate(project, 'check')).toMatchObject({
      code: 4,
      stdout: expect.stringMatching(/design\.seed was 11 and\s+is 12/),
    });
    project.rewrite({});
    writeFileSync(csv, text.replace(/0\.\d+\n/, '0.5\n'));
    expect(await gate(project, 'check')).toMatchObject({ code: 4, stdout: expect.stringContaining('is not the file') });
    rmSync(csv);
    expect(await gate(project, 'check')).toMatchObject({
      code: 4,
      stdout: expect.stringContaining('There is no baseline'),
    });
    writeFileSync(csv, text);
    expect((await gate(project, 'check')).code).toBe(0);
  });
});

test('too few pairs: inconclusive, exit 4, and what would settle it', async () => {
  const project = new GatedProject({ design: '{ folds: 2, repeats: 1, seed: 3 }' });
  expect((await gate(project, 'baseline')).code).toBe(0);
  project.change('RATE', 0.8);
  const { code, stdout } = await gate(project, 'check');
  expect([code, stdout]).toEqual([4, expect.stringMatching(/inconclusive/)]);
  expect(stdout).toMatch(/repeats|larger margin/);
});

test('the smoke suite: a baseline, then annotations and a summary of the job', async () => {
  const out = mkdtempSync(join(tmpdir(), 'headstart-check-smoke-'));
  expect((await cli(['baseline', 'smoke', '--out', out])).code).toBe(0);
  const summary = join(out, 'summary.md');
  const env = { GITHUB_STEP_SUMMARY: summary };
  const { code, stdout } = await cli(['check', 'smoke', '--out', out, '--format', 'github'], { env });
  expect([code, stdout]).toEqual([0, '::notice title=smoke v1::Passed: of 6 comparisons 6 unchanged.\n']);
  expect(readFileSync(summary, 'utf8')).toMatch(/^<!-- headstart-check:smoke -->\n## smoke v1: /);
});

test('shards merge into the run that one machine makes', async () => {
  const project = new GatedProject();
  const whole = join(project.folder, 'whole');
  const words = [project.suite, '--engine', 'onnx', '--device', 'cpu', '--allow-plugins'];
  expect((await cli([...words, '--out', whole])).code).toBe(0);
  const parts = [1, 2, 3].map((part) => join(project.folder, `part-${part}`));
  for (const [index, out] of parts.entries())
    expect((await cli([...words, '--shard', `${index + 1}/3`, '--out', out])).code).toBe(0);
  const merge = (of: readonly string[], out: string) =>
    cli(['merge', project.suite, ...of, '--engine', 'onnx', '--device', 'cpu', '--allow-plugins', '--out', out]);
  const merged = join(project.folder, 'merged');
  const partial = await merge(parts.slice(0, 2), merged);
  expect([partial.code, partial.stdout]).toEqual([3, expect.stringMatching(/6 of 20 trials are in no part/)]);
  expect((await merge(parts, merged)).code).toBe(0);
  for (const file of ['trials.csv', 'curves.csv', 'predictions.csv', 'held-out.csv']) {
    const of = (out: string) => readFileSync(join(out, 'results/gated', runIn(out), file), 'utf8');
    expect(of(merged)).toBe(of(whole));
  }
});

function runIn(out: string): string {
  const events = readFileSync(join(out, 'reports/index.html'), 'utf8');
  const [, id] = /gated\/([0-9a-f]{12})\.html/.exec(events) ?? [];
  expect(existsSync(join(out, 'results/gated', id!))).toBe(true);
  return id!;
}

test('equal code under fresh seeds: 200 pairs, and how many would have failed a build', async () => {
  const project = new GatedProject({ design: '{ folds: 5, repeats: 1, seed: 7 }', margin: 0.02 });
  const { code, stdout } = await gate(project, 'check', '--calibrate', '200', '--format', 'json');
  expect(code).toBe(0);
  const found = JSON.parse(stdout) as Calibration;
  const told = ({ count, interval }: Calibration['suspected']) =>
    `${count} (95 % interval to ${(100 * interval[1]).toFixed(1)} %)`;
  process.stdout.write(
    `equal code, ${found.pairs} pairs: suspected ${told(found.suspected)}, confirmed ${told(found.confirmed)}, inconclusive ${found.inconclusive.count}\n`,
  );
  expect(found.pairs).toBe(200);
  expect(found.suspected.interval[0]).toBeLessThanOrEqual(0.05); // not shown to be above the level
  expect(found.confirmed.interval[1]).toBeLessThanOrEqual(0.05); // shown to be below it
});
