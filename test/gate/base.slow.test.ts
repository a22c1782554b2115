import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { cli } from '../cli/run-cli.ts';

/** Two commits of a project on one machine, in turns. */

const SUITE = `suite: smoke
version: 1
question: Did it become worse?
data: { digits: { use: mnist, classes: [0, 1, 2, 3], pool: 200 } }
model: { backbone: mlp, hidden: [16] }
target: { data: digits, metric: accuracy, sizes: [80] }
arms: { scratch: scratch, again: { init: random, draws: 1 } }
training: { optimizer: { use: sgd, momentum: 0 }, lr: 0.1, batch: 20, steps: 30 }
design: { folds: 5, repeats: 1, seed: 2 }
compare: { reference: scratch, rope: 0.05 }
gate: { seconds: 10, memory: 10 } # of tests on busy machines, only scores are to decide
`;

describe('check --base', () => {
  const project = mkdtempSync(join(tmpdir(), 'headstart-base-test-'));
  const git = (...words: string[]): string =>
    execFileSync('git', ['-c', 'user.name=made', '-c', 'user.email=made@example.invalid', ...words], {
      cwd: project,
      encoding: 'utf8',
    });
  const suite = join(project, 'suites/smoke.yaml');
  const check = (...words: readonly string[]) =>
    cli(['check', 'smoke', '--base', 'main', '--engine', 'onnx', '--device', 'cpu', ...words], { cwd: project });

  beforeAll(() => {
    for (const name of ['src', 'package.json', 'package-lock.json', 'tsconfig.json']) {
      cpSync(name, join(project, name), { recursive: true });
    }
    cpSync('suites/schema.json', join(project, 'suites/schema.json'));
    writeFileSync(suite, SUITE);
    writeFileSync(join(project, '.gitignore'), 'node_modules\n');
    symlinkSync(resolve('node_modules'), join(project, 'node_modules'));
    git('init', '--quiet', '--initial-branch', 'main');
    git('add', '.');
    git('commit', '--quiet', '--message', 'As accepted');
  });

  test('the same code is unchanged, with training time and memory as paired ratios; nothing is left behind', async () => {
    const { code, stdout, stderr } = await check('--format', 'json');
    expect([code, stderr]).toEqual([0, expect.stringContaining('5 turns of smoke, each of both commits')]);
    const report = JSON.parse(stdout) as {
      judgements: object[];
      costs: { cost: string; pairs: number; ratio: number }[];
    };
    const same = expect.objectContaining({ ruling: 'unchanged', mean: 0, pairs: 5 });
    expect(report.judgements).toEqual([same, same]);
    expect(report.costs.map(({ cost, pairs }) => [cost, pairs])).toEqual([
      ['seconds', 5],
      ['seconds', 5],
      ['memory', 5],
    ]);
    for (const { ratio } of report.costs) expect(ratio).toBeGreaterThan(0);
    expect(git('worktree', 'list').trim().split('\n')).toHaveLength(1);
    expect(git('status', '--porcelain')).toBe('');
  });

  test('a change of the code that trains is caught and confirmed; the base needs no baseline', async () => {
    const file = join(project, 'src/model/optimizers/sgd.ts');
    const text = readFileSync(file, 'utf8');
    writeFileSync(
      file,
      text.replace(
        'scalars: (_step, learningRate) => ({ learningRate })',
        'scalars: (_step, learningRate) => ({ learningRate: 0.1 * learningRate })',
      ),
    );
    const { code, stdout } = await check();
    writeFileSync(file, text);
    expect([code, stdout]).toEqual([1, expect.stringMatching(/accuracy +scratch +80 +5 .* regressed, confirmed/)]);
  });

  test('another frame is not comparable; no such commit and a suite outside of the project are usage', async () => {
    writeFileSync(suite, SUITE.replace('steps: 30', 'steps: 31'));
    const changed = await check();
    writeFileSync(suite, SUITE);
    expect([changed.code, changed.stdout]).toEqual([4, expect.stringContaining('training.budget')]);
    const absent = await cli(['check', 'smoke', '--base', '--no-such', '--device', 'cpu'], { cwd: project });
    const named = await cli(['check', 'smoke', '--base=no-such-commit', '--device', 'cpu'], { cwd: project });
    expect([absent.code, named.code]).toEqual([2, 2]);
    expect(named.stderr).toMatch(
      /^--base names no commit of a git repository here, received "no-such-commit"; name a branch/,
    );
  });
});
