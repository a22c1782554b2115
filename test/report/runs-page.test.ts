import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { compareRuns, type RunsComparison } from '../../src/compare/compare-runs.ts';
import { renderRuns } from '../../src/report/runs-page.ts';
import { changesTable } from '../../src/report/runs-table.ts';
import { writeComparison } from '../../src/report/write-pages.ts';
import { editTrials } from '../compare/edit-run.ts';
import { makeRun, type RunTables } from '../compare/make-run.ts';
import { writeRunFolder } from '../compare/write-run.ts';
import { ReportBrowser } from './browser.ts';
import { HOSTILE } from './cases.ts';

let browser: ReportBrowser;
beforeAll(async () => {
  browser = await ReportBrowser.launch();
}, 60_000);
afterAll(async () => {
  await browser?.close();
});

const before = makeRun({ sizes: [50, 150], folds: 5, repeats: 2 });

/** The run after one arm got worse at one size. */
function changed(tables: RunTables, drop = 0.08): RunTables {
  const edited = editTrials(tables, { metric: 'accuracy' }, (row) => ({
    value: row.arm === 'full' && row.size === 50 ? row.value! - drop - row.fold / 1000 : row.value,
  }));
  return { ...edited, record: { ...edited.record, id: 'ba9876543210', commit: 'feedface', dirty: true } };
}

async function compared(after: RunTables): Promise<RunsComparison> {
  return compareRuns(await writeRunFolder(before), await writeRunFolder(after));
}

function temporary(): string {
  const out = mkdtempSync(join(tmpdir(), 'headstart-runs-'));
  onTestFinished(() => rmSync(out, { recursive: true, force: true }));
  return out;
}

describe('the page of two runs', () => {
  test('has what changed, what differs and what to doubt, and its figure without a script', async () => {
    const out = temporary();
    const comparison = await compared(changed(before));
    const { report, index } = await writeComparison(comparison, out);
    expect(report).toBe(join(out, 'reports/compare/0123456789ab--ba9876543210.html'));
    const { page, noise } = await browser.openFile(report, {
      javaScriptEnabled: false,
      viewport: { width: 1200, height: 900 },
    });
    expect(await page.locator('.headline').innerText()).toBe('Of 4 arms and sizes: 3 unchanged, 1 worse.');
    expect(await page.locator('.warnings li').allInnerTexts()).toEqual([
      'The later run had uncommitted changes: its commit does not tell what was run.',
    ]);
    const row = await page.locator('#s1 tbody tr').nth(2).allInnerTexts();
    const cells = row[0]?.replaceAll('\u00a0', ' ').replaceAll('\u2060', '').split('\t');
    const told = ['full', '50', '−8.20', '−8.40 to −8.00', 'worse', '> 99 %', '< 1 %', '< 0.001', '10'];
    expect(cells).toEqual(told);
    const facts = await page.locator('#s2 tbody tr').allInnerTexts();
    expect(facts.find((text) => text.startsWith('commit'))).toBe(
      'commit\tc0ffee\tfeedfac with uncommitted changes\tdiffers',
    );
    expect(facts.find((text) => text.startsWith('data high'))).toMatch(/examples, \w+\t.*examples, \w+\t$/);
    expect(await page.locator('.drawn.wide').isVisible()).toBe(true);
    expect(noise).toEqual([]);
    await page.goto(`file://${index}`);
    expect(await page.locator('.run a').getAttribute('href')).toBe('./compare/0123456789ab--ba9876543210.html');
    await page.close();
  });

  test('draws each change at its place, in both themes, no wider than a phone', async () => {
    const out = temporary();
    const { report } = await writeComparison(await compared(changed(before)), out);
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page } = await browser.openFile(report, { colorScheme, viewport: { width: 360, height: 700 } });
      const [wide, room] = await page.evaluate(() => [
        document.documentElement.scrollWidth,
        document.documentElement.clientWidth,
      ]);
      expect(wide).toBe(room);
      const texts = await page.locator('.drawn.narrow text').allTextContents();
      expect(texts).toContain('full, 50 examples: −8.20 (−8.40 to −8.00)');
      const colours = await page
        .locator('.drawn.narrow text', { hasText: 'full, 50' })
        .evaluateAll((all) => all.map((text) => getComputedStyle(text).fill));
      expect(colours).toEqual([colorScheme === 'light' ? 'rgb(166, 58, 0)' : 'rgb(236, 123, 55)']); // --a2
      await page.close();
    }
  });

  test('has a table for every metric that both have', async () => {
    const comparison = await compared(changed(before));
    expect(comparison.further.map(({ metric }) => metric.name)).toEqual(
      before.record.metrics.slice(1).map(({ name }) => name),
    );
    for (const { metric, changes } of comparison.further) {
      expect(changes).toHaveLength(4);
      expect(changes.every(({ contrast }) => contrast.metric === metric.name)).toBe(true);
      expect(changesTable(comparison, metric, changes).rows).toHaveLength(4);
    }
  });

  test('keeps what a user wrote as text, and a run’s id inside its folder', async () => {
    const made = await compared(changed(before));
    const hostile: RunsComparison = {
      ...made,
      suite: { ...made.suite, question: HOSTILE.script, name: HOSTILE.image },
      differs: Object.values(HOSTILE),
      warnings: Object.values(HOSTILE),
      facts: Object.values(HOSTILE).map((text) => ({ what: text, before: text, after: '' })),
      changes: made.changes.map((change, at) => ({
        target: HOSTILE.image,
        contrast: { ...change.contrast, arm: Object.values(HOSTILE)[at]! },
      })),
    };
    const file = join(temporary(), 'hostile.html');
    writeFileSync(file, await renderRuns(hostile));
    const { page, noise } = await browser.openFile(file);
    expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
    expect(await page.locator('main img, main script').count()).toBe(0);
    expect(noise).toEqual([]);
    await page.close();
    const outside = { ...made, after: { ...made.after, id: '../../x' } };
    await expect(writeComparison(outside, temporary())).rejects.toThrow(
      /the run’s id in run\.json cannot be the name of a folder, received "\.\.\/\.\.\/x"; run the suite again/,
    );
  });
});
