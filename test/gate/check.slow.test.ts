import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
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
    expect(stdout).toMatch(/^Regressed: of 4 comparisons \d regressed/m);
    expect(stdout).toMatch(/ regressed, confirmed/);
    const { code: warned } = await gate(project, 'check', '--warn-only');
    expect(warned).toBe(0);
  });

  test('a change within the margin passes', async () => {
    project.change('RATE', 1.001);
    const { code, stdout } = await gate(project, 'check');
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^Passed: of 4 comparisons /m)]);
  });

  test('no change passes from what is known', async () => {
    project.restore();
    const { code, stdout, stderr } = await gate(project, 'check', '--format', 'json');
    expect([code, stderr]).toEqual([0, expect.stringContaining('20 of 20 trials from earlier runs')]);
    const report = JSON.parse(stdout) as { judgements: { mean: number }[] };
    expect(report.judgements.map(({ mean }) => mean)).toEqual([0, 0, 0, 0]);
  });

  test('another version, an edited baseline and none at all are never a pass', async () => {
    const csv = join(project.folder, 'results/gated/baseline.csv');
    const text = readFileSync(csv, 'utf8');
    project.rewrite({ version: 2 });
    expect(await gate(project, 'check')).toMatchObject({ code: 4, stdout: expect.stringContaining('Not comparable') });
    project.rewrite({ design: '{ folds: 5, repeats: 2, seed: 12 }' });
    expect(await gate(project, 'check')).toMatchObject({
      code: 4,
      stdout: expect.stringMatching(/design\.seed\s+was\s+11\s+and\s+is\s+12/),
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
