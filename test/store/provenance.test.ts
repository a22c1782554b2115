import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { sha256 } from '../../src/base/hash.ts';
import { environmentOf, sourcesOf } from '../../src/store/provenance.ts';
import { planOf } from '../plan/make-plan.ts';

const { suite } = planOf();
const stateOf = async (folder: string) => {
  const { commit, dirty, changes } = await sourcesOf(suite, [], folder);
  return { commit, dirty, changes };
};

describe('the sources of a run', () => {
  let folder: string;
  let commit: string;
  const git = (...words: string[]): string =>
    execFileSync('git', ['-C', folder, '-c', 'user.name=x', '-c', 'user.email=x@example.org', ...words])
      .toString()
      .trim();
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'headstart-sources-'));
    git('init', '--quiet');
    write('model.ts', 'one');
    write('.gitignore', '*.log\n');
    mkdirSync(join(folder, 'inner/results'), { recursive: true });
    write('inner/suite.yaml', 'suite');
    git('add', '.');
    git('commit', '--quiet', '--message', 'first');
    commit = git('rev-parse', 'HEAD');
  });
  afterEach(() => {
    git('reset', '--quiet', '--hard');
    git('clean', '--quiet', '--force', '-d');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('are the commit alone where nothing differs from it, ignored files and results aside', async () => {
    write('trace.log', 'ignored');
    mkdirSync(join(folder, 'inner/results'), { recursive: true });
    write('inner/results/run.json', '{}');
    expect(await stateOf(join(folder, 'inner'))).toEqual({ commit, dirty: false, changes: null });
  });

  test('tell changed files from unknown ones, from wherever in the repository', async () => {
    write('notes.md', 'not known to git');
    const unknown = await stateOf(folder);
    expect(unknown).toMatchObject({ dirty: false, changes: { changed: 0, unknown: 1 } });
    write('model.ts', 'two');
    const both = await stateOf(folder);
    expect(both).toMatchObject({ commit, dirty: true, changes: { changed: 1, unknown: 1 } });
    expect(await stateOf(join(folder, 'inner'))).toEqual(both);
    expect(both.changes!.sha256).not.toBe(unknown.changes!.sha256);
  });

  test('have one hash for one state of the files, staged or not, and another for each other state', async () => {
    const hashes = new Set<string>();
    const state = async () => (await stateOf(folder)).changes!.sha256;
    write('model.ts', 'two');
    hashes.add(await state());
    git('add', 'model.ts');
    hashes.add(await state());
    expect(hashes.size).toBe(1);
    write('model.ts', 'three');
    hashes.add(await state());
    rmSync(join(folder, 'model.ts'));
    hashes.add(await state());
    write('other.ts', 'two');
    hashes.add(await state());
    expect(hashes.size).toBe(4);
  });

  test('have no commit outside a repository', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'headstart-outside-'));
    expect(await stateOf(outside)).toEqual({ commit: null, dirty: false, changes: null });
  });
});

test('the lock file, and each file of a plug-in, are recorded by their SHA-256', async () => {
  const parts = { '/a/plugins/mine.ts': 'f1', '/a/parts/layer.ts': 'f2' };
  const plugin = { file: '/a/plugins/mine.ts', written: './plugins/mine.ts', parts, packages: { lodash: '4.0.0' } };
  const { lock, plugins } = await sourcesOf(suite, [plugin], tmpdir());
  expect(lock).toBe(sha256(readFileSync('package-lock.json')));
  expect(plugins).toEqual([
    {
      name: './plugins/mine.ts',
      files: [
        { name: 'mine.ts', sha256: 'f1' },
        { name: '../parts/layer.ts', sha256: 'f2' },
      ],
      packages: { lodash: '4.0.0' },
    },
  ]);
});

test('variables that may change a result are recorded, and no others: they may be secrets', () => {
  const before = { ...process.env };
  try {
    process.env['OMP_NUM_THREADS'] = '3';
    process.env['TF_VAR_password'] = 'secret';
    const { variables, workers, threads } = environmentOf(4, 2);
    expect([workers, threads, variables['OMP_NUM_THREADS']]).toEqual([4, 2, '3']);
    expect(JSON.stringify(variables)).not.toMatch(/secret|PATH=|HOME/);
  } finally {
    process.env = before;
  }
});
