import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { compareRun } from '../../src/compare/compare-run.ts';
import { readIndex } from '../../src/report/index-entries.ts';
import { summarise } from '../../src/report/run-summary.ts';
import { writeIndex, writePages } from '../../src/report/write-pages.ts';
import { makeRun } from '../compare/make-run.ts';
import { writeTables } from '../compare/write-tables.ts';
import { ReportBrowser } from './browser.ts';
import { cases, HOSTILE, hostileComparison } from './cases.ts';

interface Made {
  readonly id: string;
  readonly suite?: string;
  readonly started?: string;
  readonly state?: 'complete' | 'selected' | 'partial' | 'running';
  readonly question?: string;
}

function temporary(): string {
  const out = mkdtempSync(join(tmpdir(), 'headstart-index-'));
  onTestFinished(() => rmSync(out, { recursive: true, force: true }));
  return out;
}

const run = makeRun({ sizes: [50, 150], folds: 5, repeats: 1 });

/** A run's folder, whole. */
async function write(
  out: string,
  { id, suite = 'made', started, state = 'complete', question }: Made,
): Promise<string> {
  const folder = join(out, 'results', suite, id);
  mkdirSync(folder, { recursive: true });
  const { record } = run;
  const about = { ...record.suite, name: suite, question: question ?? record.suite.question };
  await writeTables(folder, {
    ...run,
    record: { ...record, id, state, started: started ?? record.started, suite: about },
  });
  return folder;
}

/** A run with its page. */
async function report(out: string, made: Made): Promise<void> {
  const folder = await write(out, made);
  await writePages(await compareRun(folder), folder, out);
}

describe('the index', () => {
  test('has every run, newest first within and across suites, with what its page found', async () => {
    const out = temporary();
    await report(out, { id: 'aaaa00000001', started: '2025-01-01T10:00:00.000Z' });
    await report(out, { id: 'aaaa00000003', started: '2025-01-03T10:00:00.000Z', state: 'partial' });
    await report(out, { id: 'bbbb00000002', suite: 'other', started: '2025-01-02T10:00:00.000Z' });
    await write(out, { id: 'bbbb00000004', suite: 'other', started: '2025-01-04T10:00:00.000Z', state: 'running' });
    const { index, problems } = await writeIndex(out);
    expect(problems).toEqual([]);
    const { page, noise } = await browser.openFile(index);
    const told = await page.locator('.run').allInnerTexts();
    expect(told.map((text) => /[ab]{4}0{7}\d/.exec(text)?.[0])).toEqual([
      'bbbb00000004',
      'bbbb00000002',
      'aaaa00000003',
      'aaaa00000001',
    ]);
    expect(told[0]).toMatch(
      /Not reported yet[\s\S]*not finished[\s\S]*bench -- report results\/other\/bbbb00000004 writes it/,
    );
    expect(told[2]).toContain('partial: 20 trials');
    const { verdicts, headline } = summarise(await compareRun(join(out, 'results/made/aaaa00000001')), '');
    expect(Object.values(verdicts).reduce((sum, number) => sum + number, 0)).toBe(2);
    expect(told[3]).toContain(headline);
    for (const href of await page.locator('.run a').evaluateAll((all) => all.map((a) => (a as HTMLAnchorElement).href)))
      expect((await page.request.get(href).catch(() => null)) ?? 'file').toBeTruthy();
    await page.locator('.run .found a').last().click();
    await page.waitForSelector('html[data-drawn]', { state: 'attached' });
    expect(await page.title()).toContain('Does');
    expect(noise.filter((line) => !line.startsWith('request: file://'))).toEqual([]);
    await page.close();
  });

  test('tells files that are damaged, missing or of an earlier version, and shows the rest', async () => {
    const out = temporary();
    for (const digit of [1, 2, 3, 4, 5, 6]) await report(out, { id: `aaaa0000000${digit}` });
    writeFileSync(join(out, 'reports/made/aaaa00000001.json'), '{ "schema": 1');
    writeFileSync(join(out, 'reports/made/aaaa00000002.json'), '{ "schema": 99 }');
    writeFileSync(join(out, 'results/made/aaaa00000003/run.json'), '{');
    writeFileSync(join(out, 'results/made/aaaa00000004/run.json'), '{ "schema": 1, "id": "aaaa00000004" }');
    rmSync(join(out, 'results/made/aaaa00000005'), { recursive: true });
    rmSync(join(out, 'reports/made/aaaa00000006.json'));
    const { entries, problems } = await readIndex(out);
    expect(
      problems.map((problem) =>
        problem.replace(/^.*headstart-index-[^/]*\//, '').replace(/cannot be read \(.*?\);/, 'cannot be read (…);'),
      ),
    ).toEqual([
      'reports/made/aaaa00000001.json cannot be read (…); report the run again (npm run bench -- report FOLDER), which writes it anew.',
      'reports/made/aaaa00000002.json is not the summary of a page of this version; report the run again (npm run bench -- report FOLDER), which writes it anew.',
      'results/made/aaaa00000003/run.json cannot be read (…); run the suite again, or remove the folder.',
      'results/made/aaaa00000004/run.json was written by an earlier version; run the suite again, or remove the folder.',
    ]);
    const of = (digit: number) => entries.find(({ id }) => id === `aaaa0000000${digit}`);
    expect(of(1)).toMatchObject({ summary: null, page: 'made/aaaa00000001.html' });
    expect(of(5)).toMatchObject({ record: null, folder: null, page: 'made/aaaa00000005.html' });
    expect(of(6)).toMatchObject({ summary: null, page: 'made/aaaa00000006.html' });
    const { index } = await writeIndex(out);
    const { page } = await browser.openFile(index);
    expect(await page.locator('.warnings li').count()).toBe(4);
    expect(await page.locator('.run').allInnerTexts()).toEqual(
      expect.arrayContaining([
        expect.stringContaining('its results are gone'),
        expect.stringContaining('its summary is missing'),
      ]),
    );
    await page.close();
  });

  test('of nothing says how to begin', async () => {
    const { index } = await writeIndex(temporary());
    const { page } = await browser.openFile(index);
    expect(await page.locator('main').innerText()).toContain('There is no run yet: npm run bench -- SUITE makes one.');
    await page.close();
  });
});

let browser: ReportBrowser;
beforeAll(async () => {
  browser = await ReportBrowser.launch();
}, 60_000);
afterAll(async () => {
  await browser?.close();
});

/** Summaries and records of many runs, without their tables. */
async function manyRuns(out: string, count: number): Promise<void> {
  const summary = summarise(cases.normal, '');
  const { record } = run;
  for (let at = 0; at < count; at++) {
    const [id, suite] = [String(at).padStart(12, '0'), `suite-${at % 7}`];
    const about = { ...record.suite, name: suite, question: `Does number ${at % 7} help?` };
    const [results, reports] = [join(out, 'results', suite, id), join(out, 'reports', suite)];
    for (const folder of [results, reports]) mkdirSync(folder, { recursive: true });
    writeFileSync(join(results, 'run.json'), JSON.stringify({ ...record, id, suite: about }));
    writeFileSync(join(reports, `${id}.json`), JSON.stringify({ ...summary, id, suite: about }));
    writeFileSync(join(reports, `${id}.html`), '');
  }
}

describe('the search', () => {
  test('finds runs by words, keeps itself in the address, and is used by keyboard', async () => {
    const out = temporary();
    await manyRuns(out, 500);
    const { page, noise } = await browser.openFile((await writeIndex(out)).index);
    const visible = () => page.locator('.run:not([hidden])').count();
    expect(await visible()).toBe(500);
    await page.keyboard.press('/');
    await page.keyboard.type('suite-3 000000000010');
    expect([await visible(), await page.locator('.suite-runs:not([hidden])').count()]).toEqual([1, 1]);
    expect(new URL(page.url()).hash).toBe('#q=suite-3%20000000000010');
    expect(await page.locator('#found').innerText()).toBe('1 of 500');
    await page.keyboard.press('ArrowDown');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('href'))).toBe('./suite-3/000000000010.html');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Escape');
    expect([await visible(), new URL(page.url()).hash]).toEqual([500, '']);
    const there = await browser.openFile((await writeIndex(out)).index, {}, '#q=suite%2D6');
    expect(await there.page.locator('.run:not([hidden])').count()).toBe(71); // 6, 13, … 496 below 500
    expect(await there.page.locator('#q').inputValue()).toBe('suite-6');
    expect([...noise, ...there.noise]).toEqual([]);
    await there.page.close();
    await page.close();
  });

  test('is not there without scripts, and the list is; nothing is wider than a phone', async () => {
    const out = temporary();
    await report(out, { id: 'aaaa00000001', question: `Does ${'x'.repeat(300)} help?` });
    const { index } = await writeIndex(out);
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page } = await browser.openFile(index, {
        javaScriptEnabled: false,
        colorScheme,
        viewport: { width: 360, height: 700 },
      });
      expect(await page.locator('#search').isVisible()).toBe(false);
      expect(await page.locator('.run .found a').isVisible()).toBe(true);
      const [wide, room] = await page.evaluate(() => [
        document.documentElement.scrollWidth,
        document.documentElement.clientWidth,
      ]);
      expect(wide).toBe(room);
      await page.close();
    }
  });

  test('what a user wrote stays text', async () => {
    const out = temporary();
    const hostile = hostileComparison();
    const made = { ...hostile, suite: { ...hostile.suite, name: 'hostile' }, run: { ...hostile.run, id: 'a' } };
    await writePages(made, join(out, 'results/hostile/a'), out);
    const { page, noise } = await browser.openFile(join(out, 'reports/index.html'));
    expect(noise).toEqual([]);
    expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
    expect(await page.locator('h2').first().innerText()).toContain(HOSTILE.image.slice(0, 12));
    await page.close();
  });
});
