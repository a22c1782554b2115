import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isDeviceName } from '../../src/base/device-name.ts';
import { compareRun } from '../../src/compare/compare-run.ts';
import { comparisonPlace, pagePlace } from '../../src/report/page-places.ts';
import { writeFigures } from '../../src/report/write-figures.ts';
import { writePages } from '../../src/report/write-pages.ts';
import { replaceFile } from '../../src/store/atomic.ts';
import { refuseLinks, refuseLinksIn } from '../../src/store/no-links.ts';
import { fileName, freeName, suiteName } from '../../src/suite/fields.ts';
import { makeRun } from '../compare/make-run.ts';
import { writeRunFolder } from '../compare/write-run.ts';

let out: string;
let elsewhere: string;
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'headstart-out-'));
  elsewhere = mkdtempSync(join(tmpdir(), 'headstart-elsewhere-'));
});
afterEach(() => {
  for (const folder of [out, elsewhere]) rmSync(folder, { recursive: true });
});

const MESSAGE =
  /this is a symbolic link, and nothing is written through links in results\/ and reports\/; remove it, or/;

describe('links that lie where we write', () => {
  const planted = ['reports', 'reports/made'];
  test.each(planted)('%s: neither pages nor figures go through it', async (place) => {
    const comparison = await compareRun(await writeRunFolder(makeRun({ sizes: [50], folds: 2, repeats: 1 })));
    const named = { ...comparison, suite: { ...comparison.suite, name: 'made' } };
    mkdirSync(join(out, place, '..'), { recursive: true });
    symlinkSync(elsewhere, join(out, place));
    await expect(writePages(named, out, out)).rejects.toThrow(MESSAGE);
    await expect(writeFigures(named, out)).rejects.toThrow(MESSAGE);
    expect(readdirSync(elsewhere)).toEqual([]);
  });

  test('a folder of the cache, a run or a suite is refused, also where the link leads nowhere', async () => {
    mkdirSync(join(out, 'results', '.cache'), { recursive: true });
    await refuseLinks(out, join(out, 'results', 'suite', 'run'));
    await refuseLinksIn(join(out, 'results', '.cache'));
    await refuseLinksIn(join(out, 'results', 'none'));
    symlinkSync(elsewhere, join(out, 'results', '.cache', 'ab'));
    await expect(refuseLinksIn(join(out, 'results', '.cache'))).rejects.toThrow(MESSAGE);
    symlinkSync(join(elsewhere, 'nowhere'), join(out, 'results', 'suite'));
    await expect(refuseLinks(out, join(out, 'results', 'suite', 'run'))).rejects.toThrow(MESSAGE);
  });

  test('a file is replaced, and what it led to stays', async () => {
    writeFileSync(join(elsewhere, 'mine'), 'mine');
    symlinkSync(join(elsewhere, 'mine'), join(out, 'run.json'));
    await replaceFile(join(out, 'run.json'), 'ours');
    expect(readdirSync(elsewhere)).toEqual(['mine']);
    await expect(
      import('node:fs/promises').then(({ readFile }) => readFile(join(elsewhere, 'mine'), 'utf8')),
    ).resolves.toBe('mine');
  });

  test('a log does not go on in the file that a link in its place leads to', () => {
    writeFileSync(join(elsewhere, 'mine'), 'mine');
    symlinkSync(join(elsewhere, 'mine'), join(out, 'log.jsonl'));
    const said: string[] = [];
    const log = logFile(join(out, 'log.jsonl'), (message) => said.push(message));
    log.accept({ type: 'message', text: 'x', time: 'now' });
    expect(said).toEqual([expect.stringMatching(/log\.jsonl is not written: ELOOP/)]);
    expect(readFileSync(join(elsewhere, 'mine'), 'utf8')).toBe('mine');
  });

  test('neither does a baseline', async () => {
    mkdirSync(join(out, 'results'));
    symlinkSync(elsewhere, join(out, 'results', 'made'));
    const baseline = { record: { suite: { name: 'made' }, metrics: [] }, trials: [] };
    await expect(writeBaseline(out, baseline as never)).rejects.toThrow(MESSAGE);
    expect(readdirSync(elsewhere)).toEqual([]);
  });

  test('the folder that the user names may be a link', async () => {
    symlinkSync(elsewhere, join(out, 'link'));
    await refuseLinks(join(out, 'link'), join(out, 'link', 'results', 'suite'));
  });
});

const DEVICES = ['con', 'CON', 'nul', 'Nul.txt', 'prn', 'aux', 'aux.tar.gz', 'com1', 'COM9', 'lpt1', 'com¹', 'nul '];
const TRAVELLING = ['../x', '..', '.', '/x', 'a/b', 'a\\b', 'C:x', 'x\0y', 'x\ny', '', ' x', 'x.', 'x '];

describe('names that become files', () => {
  test.each([...DEVICES, ...TRAVELLING])('%j is no name of a suite, of a source or of a page', (name) => {
    expect(suiteName.safeParse(name).success).toBe(false);
    expect(fileName.safeParse(name).success).toBe(false);
    const run = { id: 'abc' };
    expect(() => pagePlace({ suite: { name }, run } as never, 'out')).toThrow(/cannot be the name of a folder/);
    expect(() => pagePlace({ suite: { name: 'suite' }, run: { id: name } } as never, 'out')).toThrow(/cannot be/);
    expect(() => comparisonPlace(name, 'abc', 'out')).toThrow(/cannot be the name of a folder/);
  });

  test.each(['console', 'auxiliary', 'nullify', 'com', 'lpt', 'com10', 'communal', 'a.con'])('%s is', (name) => {
    expect([isDeviceName(name), fileName.safeParse(name).success]).toEqual([false, true]);
  });

  test('arms and data may be called like devices: no file is', () => {
    expect(freeName.safeParse('aux').success).toBe(true);
  });
});
