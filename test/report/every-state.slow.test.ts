import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compareRun } from '../../src/compare/compare-run.ts';
import { renderReport } from '../../src/report/render.ts';
import { withLargeRun } from '../perf/large-run.ts';
import { layoutProblems, movement, violations } from './audit.ts';
import { ReportBrowser, widen } from './browser.ts';
import {
  cases,
  episodic,
  fortyArms,
  hostileComparison,
  hundredClasses,
  overTargets,
  predicted,
  thirtyTargets,
  unlikeTargets,
} from './cases.ts';

/** Every state that the report is designed for, and a run that is large, in a browser. */

const states = {
  ...cases,
  predicted,
  hundredClasses,
  fortyArms,
  episodic,
  overTargets,
  unlikeTargets,
  thirtyTargets,
  hostile: hostileComparison(),
};

const DESK = { width: 1200, height: 900 };

let browser: ReportBrowser;
beforeAll(async () => {
  browser = await ReportBrowser.launch();
});
afterAll(async () => {
  await browser?.close();
});

describe.each(Object.keys(states) as (keyof typeof states)[])('%s', (name) => {
  test('is silent and still, fits phones and desks, and axe finds nothing in either theme', async () => {
    const { page, noise } = await browser.open(states[name], { colorScheme: 'light', viewport: DESK });
    expect(await movement(page)).toBe(0);
    expect(await violations(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await violations(page, ['color-contrast'])).toEqual([]);
    for (const width of [380]) {
      await widen(page, width);
      expect(await layoutProblems(page)).toEqual([]);
    }
    expect(noise).toEqual([]);
    await page.close();
  });
});

test.each(['longNames', 'studied', 'predicted', 'looked', 'targets'] as const)(
  '%s does so on a phone',
  async (name) => {
    const { page, noise } = await browser.open(states[name], { viewport: { width: 390, height: 844 } });
    expect(await movement(page)).toBe(0);
    expect(await violations(page)).toEqual([]);
    expect(noise).toEqual([]);
    await page.close();
  },
);

test('the report of 10,000 trials is below 3 MB, and its page silent, still and in working order', () =>
  withLargeRun(async ({ folder, trials }) => {
    expect(trials).toBeGreaterThanOrEqual(10_000);
    const file = join(folder, 'report.html');
    writeFileSync(file, renderReport(await compareRun(folder), { folder: '.' }));
    expect(readFileSync(file).length).toBeLessThan(3_000_000);
    const { page, noise } = await browser.openFile(file, { viewport: DESK });
    await page.waitForSelector('html[data-drawn]', { state: 'attached' });
    expect(await movement(page)).toBe(0);
    await page.selectOption('select[name="metric"]', 'log-loss');
    await page.waitForSelector('html[data-drawn]', { state: 'attached' });
    expect(new URL(page.url()).hash).toBe('#metric=log-loss');
    expect(noise).toEqual([]);
    await page.close();
  }));
