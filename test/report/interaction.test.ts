import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EVERYTHING, narrow } from '../../src/report/selection.ts';
import { contrastsOf, gainOf, primary } from '../../src/report/view.ts';
import { movement, violations } from './audit.ts';
import { type OpenReport, ReportBrowser } from './browser.ts';
import { cases } from './cases.ts';

/** What a reader does with a page, in a browser. */

const DESK = { width: 1200, height: 900 };

let browser: ReportBrowser;
/** One page for all tests that leave it as they found it, but for what is searched. */
let normal: OpenReport;
/** How far things had moved once it was drawn. */
let moved: number;
beforeAll(async () => {
  browser = await ReportBrowser.launch();
  normal = await browser.open(cases.normal, { viewport: DESK });
  moved = await movement(normal.page);
});
afterAll(async () => {
  await browser?.close();
});

describe('one selection for the whole page', () => {
  test('is what tables, figures and the address say', async () => {
    const { page, noise } = normal;
    const words = () => page.locator('#view :is(h2, th, td, figcaption)').allTextContents();
    const whole = await words();
    await page.selectOption('select[name="metric"]', 'log-loss');
    await page.selectOption('select[name="size"]', '150');
    await page.locator('input[name="arm"][value="features"]').uncheck();
    await page.waitForSelector('html[data-drawn]', { state: 'attached' });
    expect(new URL(page.url()).hash).toBe('#metric=log-loss&size=150&arm=full');

    const selection = { ...EVERYTHING, metric: 'log-loss', size: 150, arms: ['full'] };
    const narrowed = narrow(cases.normal, selection);
    const wanted = contrastsOf(narrowed, narrowed.targets[0]!, primary(narrowed));
    expect(wanted.length).toBe(1);
    const drawn = await page.evaluate(() =>
      [...document.querySelectorAll('.plot svg .mark-symbol path')].flatMap((node) => {
        const row = (node as Element & { __data__?: { datum?: Record<string, unknown> } }).__data__?.datum;
        return row === undefined ? [] : [{ ...row }];
      }),
    );
    expect([...new Set(drawn.map((row) => row['arm']).filter((arm) => arm !== undefined))].sort()).toEqual([
      'full',
      'scratch',
    ]);
    const gain = Number(gainOf(wanted[0]!)!.toPrecision(7));
    expect(drawn.some((row) => Object.values(row).includes(gain))).toBe(true);
    const text = (await page.locator('#view').textContent()) ?? '';
    expect(text).toContain('log loss');
    expect(await page.locator('#view [title="features"]').count()).toBe(0);

    await page.locator('button.reset').click();
    await page.waitForSelector('html[data-drawn]', { state: 'attached' });
    expect(new URL(page.url()).hash).toBe('');
    expect(await words()).toEqual(whole);
    expect(noise).toEqual([]);
  });

  test('is taken from the address, and kept from words that name nothing', async () => {
    const { page, noise } = await browser.openUndrawn(cases.normal);
    await page.goto(`${page.url()}#size=50&arm=%3Cimg%20src=x%20onerror=alert(1)%3E`);
    await page.waitForFunction(() => document.querySelector<HTMLSelectElement>('select[name="size"]')?.value === '50');
    expect(await page.locator('input[name="arm"]:checked').count()).toBe(2);
    expect(noise).toEqual([]);
    await page.close();
  });
});

test('a number leads to its trials, and those to the command that runs them again', async () => {
  const { page, noise } = normal;
  const row = page.locator('tr[data-arm="full"][data-size="50"]:visible').first();
  await row.locator('button.number').click();
  expect(await page.locator('.search input').inputValue()).toBe('arm:full size:50');
  const found = cases.normal.trials.filter(({ arm, size }) => arm === 'full' && size === 50);
  expect(await page.locator('.found tbody tr').count()).toBe(found.length);
  expect(await page.locator('.found pre').textContent()).toContain('--filter arm=full --filter size=50');
  const [{ trial }] = found as [(typeof found)[number]];
  await page.locator('.search input').fill(trial);
  const reproduction = await page.locator('.found pre').textContent();
  expect(reproduction?.trim()).toMatch(/^npm run bench -- reproduce \S{6,}$/);
  expect(noise).toEqual([]);
});

describe('what is drawn or told leads to its trials', () => {
  /** The middle of the first mark of a kind whose row is wanted, in the page. */
  const markAt = (page: Page, selector: string, wanted: Readonly<Record<string, unknown>>) =>
    page.evaluate(
      ([of, row]) => {
        type Bound = Element & { __data__?: { datum?: Record<string, unknown> } };
        const found = [...document.querySelectorAll<Bound>(of)].find((node) =>
          Object.entries(row).every(([key, value]) => node.__data__?.datum?.[key] === value),
        );
        found?.scrollIntoView({ block: 'center' });
        const box = found?.getBoundingClientRect();
        return box === undefined ? null : { x: box.x + box.width / 2, y: box.y + box.height / 2 };
      },
      [selector, wanted] as const,
    );
  const search = (page: Page) => page.locator('.search input').inputValue();

  test('a mean to those of its arm and size, a single mark to its own, whose id it tells', async () => {
    const { page, noise } = normal;
    const plot = '.plot[data-figure="0"] svg .mark-symbol path';
    const mean = cases.normal.targets[0]!.scores.find(({ arm, size }) => arm === 'full' && size === 150)!;
    const place = (await markAt(page, plot, { arm: 'full', size: 150, mean: Number(mean.mean.toPrecision(7)) }))!;
    await page.mouse.click(place.x, place.y);
    expect(await search(page)).toBe('arm:full size:150');
    const own = { arm: 'scratch', size: 500, repeat: 0, fold: 3 };
    const dot = (await markAt(page, plot, own))!;
    await page.mouse.move(dot.x, dot.y);
    const told = await page.locator('#tip').textContent();
    const id = told?.match(/ · trial (\S+)$/)?.[1];
    expect(cases.normal.trials.find(({ trial }) => trial.startsWith(id ?? '?'))).toMatchObject({
      ...own,
      fold: expect.any(Number),
    });
    await page.mouse.click(dot.x, dot.y);
    expect(await search(page)).toMatch(/^arm:scratch size:500 repeat:0 fold:\d$/);
    expect(await page.locator('.found tbody tr').count()).toBe(1);
    expect(noise).toEqual([]);
  });

  test('every number of a row to those of the row, those of a card and of a sentence to their own', async () => {
    const { page, noise } = await browser.openUndrawn(cases.targets, { viewport: DESK });
    await page.locator('tr[data-arm="features"][data-size="50"]:visible').first().locator('td.num').last().click();
    expect(await search(page)).toBe('target:fashion arm:features size:50');
    await page.locator('.card .big button').first().click();
    expect(await search(page)).toMatch(/^target:fashion arm:features size:\d+$/);
    const said = page.locator('.answer .measured').last();
    await said.locator('button').click();
    const [target, arm, size] = await said.evaluate(({ dataset }) =>
      ['target', 'arm', 'size'].map((key) => dataset[key]),
    );
    expect(await search(page)).toBe(`target:${target} arm:${arm} size:${size}`);
    expect(cases.targets.targets.map(({ name }) => name)).toContain(target);
    expect(noise).toEqual([]);
    await page.close();
  });

  test('a number below a size to the trials of that size', async () => {
    const { page, noise } = await browser.openUndrawn(cases.laws, { viewport: DESK });
    await page.locator('tr[data-arm="full"] td[data-size="250"]:visible button').first().click();
    expect(await search(page)).toBe('arm:full size:250');
    expect(noise).toEqual([]);
    await page.close();
  });

  test('a bar of the run’s schedule, which lies where its trial began', async () => {
    const { page, noise } = await browser.open(cases.worked, { viewport: DESK });
    const bars = await page.evaluate(() =>
      [...document.querySelectorAll('.plot svg .mark-rect path')].flatMap((node) => {
        const row = (node as Element & { __data__?: { datum?: Record<string, unknown> } }).__data__?.datum;
        const box = node.getBoundingClientRect();
        return row?.['kind'] === undefined ? [] : [{ ...row, left: box.left, right: box.right, top: box.top }];
      }),
    );
    const { bars: told, seconds } = cases.worked.run.schedule!;
    expect(bars).toHaveLength(told.length);
    const left = Math.min(...bars.map((bar) => bar.left));
    const scale = (Math.max(...bars.map((bar) => bar.right)) - left) / seconds;
    for (const [index, { from, to, lane }] of told.entries()) {
      expect(Math.abs(bars[index]!.left - left - from * scale)).toBeLessThan(1.5);
      expect(Math.abs(bars[index]!.right - left - to * scale)).toBeLessThan(1.5);
      expect(bars[index]!.top > bars.find((_, at) => told[at]!.lane === 0)!.top).toBe(lane > 0);
    }
    const place = (await markAt(page, '.plot svg .mark-rect path', { kind: 'trial', arm: 'full', size: 150 }))!;
    await page.mouse.click(place.x, place.y);
    expect(await search(page)).toMatch(/^target:high arm:full size:150 repeat:0 fold:\d$/);
    expect(noise).toEqual([]);
    await page.close();
  });
});

describe('a figure is saved', () => {
  test.each([
    ['png', (bytes: Buffer) => expect(bytes.subarray(1, 4).toString()).toBe('PNG')],
    ['svg', (bytes: Buffer) => expect(bytes.toString()).toMatch(/^<svg .*font-size="18" .*scratch.*<\/svg>\s*$/s)],
    ['csv', (bytes: Buffer) => expect(bytes.toString()).toMatch(/^arm,examples,mean/)],
    ['spec', (bytes: Buffer) => expect(JSON.parse(bytes.toString())).toHaveProperty('$schema')],
  ] as const)('as %s', async (format, check) => {
    const { page, noise } = normal;
    const saved = page.waitForEvent('download');
    await page.locator(`button[data-export="${format}"][data-figure="0"]`).click();
    const bytes = readFileSync(await (await saved).path());
    check(bytes);
    expect(bytes.toString()).not.toContain('var(--');
    expect(bytes.length).toBeGreaterThan(100);
    expect(noise.filter((line) => !line.startsWith('request: blob:'))).toEqual([]);
  });
});

test('axe finds nothing at AA, in either theme', async () => {
  const { page } = normal;
  expect(await violations(page)).toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await violations(page, ['color-contrast'])).toEqual([]);
  await page.emulateMedia({ colorScheme: 'light' });
});

test('nothing moves after the page has been painted', () => {
  expect(moved).toBe(0);
});
