import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Finished, start } from '../cli/run-cli.ts';

/** `check SUITE --base REF`: two commits of one project that run in turns, each with its own code. */

const run = promisify(execFile);

/** What a commit needs to run. */
const FILES = ['src', 'package.json', 'package-lock.json', 'tsconfig.json', 'suites/schema.json'];

/** Margins of costs so wide that no busy machine comes near them. */
const SUITE = `suite: smoke
version: 1
question: Does this commit learn as well as the one before?
data: { digits: { use: mnist, split: test, classes: [0, 1, 2], pool: 90, resize: [8, 8], channels: 1 } }
model: { backbone: mlp, hidden: [16] }
target: { data: digits, metric: accuracy, also: [log-loss], sizes: [60] }
arms: { scratch: scratch, again: { init: random, draws: 1 } }
training: { optimizer: sgd, lr: 0.1, batch: 20, steps: 60 }
design: { folds: 3, repeats: 1, seed: 5 }
compare: { reference: scratch, rope: 0.05 }
gate: { margin: { log-loss: 0.1 }, seconds: 10, memory: 10 }
`;

/** This project under version control in a folder of its own, with one commit on the branch `main`. */
class Repository {
  readonly folder = mkdtempSync(join(tmpdir(), 'headstart-base-test-'));

  async commit(): Promise<void> {
    mkdirSync(join(this.folder, 'suites'));
    for (const file of FILES) cpSync(file, join(this.folder, file), { recursive: true });
    symlinkSync(resolve('node_modules'), join(this.folder, 'node_modules'));
    writeFileSync(join(this.folder, '.gitignore'), 'node_modules\nresults\nreports\n');
    this.write('suites/smoke.yaml', SUITE);
    await this.git('init', '--quiet', '--initial-branch', 'main');
    await this.git('add', '.');
    await this.git('-c', 'user.name=Test', '-c', 'user.email=test@localhost', 'commit', '--quiet', '-m', 'Accepted');
  }

  async git(...words: readonly string[]): Promise<string> {
    return (await run('git', ['-C', this.folder, ...words])).stdout;
  }

  write(file: string, text: string): void {
    writeFileSync(join(this.folder, file), text);
  }

  /** Changes a file of the working tree in one place. */
  edit(file: string, from: string, to: string): void {
    const text = readFileSync(join(this.folder, file), 'utf8');
    expect(text).toContain(from);
    this.write(file, text.replace(from, to));
  }

  /** With the code of the working tree, and not that of this checkout. */
  check(ref: string): Promise<Finished> {
    return this.checking(ref).done;
  }

  checking(ref: string): ReturnType<typeof start> {
    const words = ['check', 'smoke', '--base', ref, '--engine', 'onnx', '--device', 'cpu', '--workers', '1'];
    return start(words, { cwd: this.folder, program: join(this.folder, 'src/cli/main.ts') });
  }
}

describe('check --base', () => {
  const repository = new Repository();
  beforeAll(() => repository.commit());
  afterAll(() => rmSync(repository.folder, { recursive: true, force: true }));
  const worktrees = async () => (await repository.git('worktree', 'list', '--porcelain')).match(/^worktree /gm);

  test('equal code passes, with training time and memory as ratios, and leaves no worktree', async () => {
    const { code, stdout, stderr } = await repository.check('main');
    expect([code, stderr]).toEqual([0, expect.stringContaining('3 turns of smoke, each of both commits')]);
    expect(stdout).toMatch(/^Passed: of 7 comparisons /m); // two metrics of two arms, two times and one memory
    const ratio = String.raw` +3 +\d\.\d\d× +\d\.\d\d× to \d\.\d\d× +11\.00× +(unchanged|improved)$`;
    for (const what of ['training time +scratch', 'training time +again', 'peak memory +all'])
      expect(stdout).toMatch(new RegExp(`^${what}${ratio}`, 'm'));
    expect(stdout).toMatch(/^log loss \(nats\) +again +60 +3 +0.* unchanged$/m);
    expect(await worktrees()).toHaveLength(1);
  });

  test('a learning rate that the code divides by ten is caught and confirmed on new cells', async () => {
    repository.edit('src/model/optimizers/sgd.ts', '({ learningRate }),', '({ learningRate: learningRate / 10 }),');
    const { code, stdout } = await repository.check('main');
    expect([code, stdout]).toEqual([1, expect.stringMatching(/^Regressed: of 7 comparisons \d regressed/m)]);
    expect(stdout).toMatch(/^log loss \(nats\) .* regressed, confirmed$/m);
    expect(stdout).toContain('with uncommitted changes');
    expect(await worktrees()).toHaveLength(1);
    await repository.git('checkout', '--quiet', '.');
  });

  test('a suite that trains for other steps is not comparable, which is never a pass', async () => {
    repository.edit('suites/smoke.yaml', 'steps: 60', 'steps: 50');
    const { code, stdout } = await repository.check('main');
    expect([code, stdout.replaceAll(/\s+/g, ' ')]).toEqual([
      4,
      expect.stringMatching(/Not comparable: the suite has changed .*training\.budget\S* was 60 and is 50/),
    ]);
    expect(await worktrees()).toHaveLength(1);
    await repository.git('checkout', '--quiet', '.');
  });

  test('Ctrl-C while the packages of the commit are installed leaves nothing behind', async () => {
    repository.write('package-lock.json', `${readFileSync('package-lock.json', 'utf8')} `); // not the commit's
    const running = repository.checking('main');
    let told = '';
    running.child.stderr!.on('data', (text: Buffer) => {
      told += text.toString();
    });
    while (!told.includes('installing the packages of the base commit')) {
      expect(running.child.exitCode).toBeNull();
      await new Promise((wake) => setTimeout(wake, 50));
    }
    running.child.kill('SIGINT');
    const { code, stdout, stderr } = await running.done;
    expect([code, stdout, stderr]).toEqual([130, '', expect.stringContaining('Stopping at the next step')]);
    expect(await worktrees()).toHaveLength(1);
    await repository.git('checkout', '--quiet', '.');
  });

  test('a commit that is not there is refused before anything runs', async () => {
    const { code, stdout, stderr } = await repository.check('missing');
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(
      /--base names no commit of a git repository here.*missing.*name a branch, a tag or a commit/,
    );
    expect(await worktrees()).toHaveLength(1);
  });
});
