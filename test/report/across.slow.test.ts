import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Comparison } from '../../src/compare/contract.ts';
import { acrossTable, profileTable } from '../../src/report/across-table.ts';
import { acrossNote, acrossTitle, rankSentences } from '../../src/report/across-words.ts';
import { plain } from '../../src/report/text.ts';
import type { RunOptions } from '../compare/make-run.ts';
import { type ScoreOf, tabled } from '../compare/scored-run.ts';
import { readReference } from '../stats/reference.ts';
import { ReportBrowser } from './browser.ts';
import { cases } from './cases.ts';
import { pageMarkup } from './page-markup.ts';
import { rankedComparison } from './ranked.ts';

function compared(scoreOf: ScoreOf, targets: number, arms: number, options: RunOptions = {}): Comparison {
  return rankedComparison({ ...options, scoreOf, targets, arms });
}

const demsar = readReference('friedman_nemenyi').cases[0]!.input['scores'] as number[][];
const fourteen = compared(tabled(demsar), 14, 4);

function title(comparison: Comparison): string {
  return plain(acrossTitle(comparison, comparison.across!));
}

function ranks(comparison: Comparison): string {
  return rankSentences(comparison.across!.sizes.at(-1)!)
    .map((text) => plain(text))
    .join(' ');
}

/** As if each target had such a gain. */
function gaining(gains: readonly number[], options: RunOptions = {}): Comparison {
  return compared((target, arm, fold) => 0.5 + arm * gains[target]! + 0.001 * arm * fold, gains.length, 2, options);
}

describe('the title', () => {
  test('is about ranks where there are several arms', () => {
    expect(title(fourteen)).toBe('Over 14 targets the arms do not rank alike (p = 0.020); best mean rank: arm-3');
    const alike = compared((target, arm) => 0.5 + 0.01 * ((target + arm) % 3), 6, 3);
    expect(title(alike)).toBe('Over 6 targets the arms are not shown to rank differently (p = 1.00)');
  });

  test('is about the gain where there is one arm, no stronger than its interval', () => {
    expect(title(gaining([0.1, 0.11, 0.12]))).toBe('Over 3 targets arm-1 gains 11.1 points on average (8.6 to 13.5)');
    expect(title(gaining([-0.1, -0.11, -0.12]))).toBe(
      'Over 3 targets arm-1 loses 11.0 points on average (8.5 to 13.4)',
    );
    expect(title(gaining([0.2, -0.1]))).toBe(
      'Over 2 targets a mean gain of arm-1 is not shown: +5 points (−186 to 196)',
    );
    expect(title(compared(() => 0.5, 3, 2))).toBe('Over 3 targets all arms score the same');
  });

  test('names the size where there are several, and says where none is shared', () => {
    const sized = gaining([0.1, 0.11, 0.12], { sizes: [50, 150] });
    expect(title(sized)).toContain('Over 3 targets at 150 examples arm-1 gains');
    expect(title({ ...sized, across: { ...sized.across!, sizes: [] } })).toBe(
      'The targets share no training size: nothing is said over all of them',
    );
  });

  test('says where arms cannot be ranked', () => {
    const few = compared((target, arm) => 0.5 + 0.01 * (target + 1) * arm, 2, 3);
    expect(title(few)).toBe(
      'Over 2 targets a mean gain of arm-1 is not shown: +1.5 points (−4.9 to 7.9); a mean gain of arm-2 is not shown: +3.0 points (−9.7 to 15.7)',
    );
    expect(ranks(few)).toContain('with 2 targets and 3 arms the smallest possible p is 0.17.');
    const torn = compared((target, arm) => (arm > 0 && arm % 2 === target ? null : 0.5 + 0.01 * arm), 2, 4);
    expect(title(torn)).toBe('Over 2 targets the arms share too few scores to be ranked');
    expect(ranks(torn)).toContain('arm-1 is not ranked: it has no score on target-1.');
  });
});

test('the critical difference is told only after a test of ranks that finds something', () => {
  expect(ranks(fourteen)).toBe(
    'Ranks over 14 targets: Iman and Davenport’s p = 0.020. Nemenyi’s test tells apart mean ranks that differ by 1.25 or more: no two do.',
  );
  const apart = compared((target, arm) => 0.5 + 0.01 * arm + 0.001 * target, 8, 3);
  expect(ranks(apart)).toContain('differ by 1.17 or more: arm-2 before arm-0.');
  const alike = compared((target, arm) => 0.5 + 0.01 * ((target + arm) % 3), 6, 3);
  expect(ranks(alike)).toContain('follows a test of ranks that finds a difference, as this one does not');
});

test('the table has a row per arm, with its ranks and gains', () => {
  const { columns, rows } = acrossTable(fourteen, fourteen.across!.sizes[0]!);
  const words = rows.map((row) => row.map((cell) => (typeof cell === 'string' ? cell : plain(cell))));
  expect(words.map((row) => row.length)).toEqual(Array(4).fill(columns.length));
  expect(words.map((row) => row.slice(0, 3))).toEqual([
    ['arm-0', '3.14', '3'],
    ['arm-1', '2.00', '5'],
    ['arm-2', '2.89', '2'],
    ['arm-3', '1.96', '7'],
  ]);
  expect(words[0]!.slice(3)).toEqual(Array(8).fill('–'));
  expect(words[1]!.at(-1)).toBe('−0.8 on target-1');
});

test('shares of targets near the best', () => {
  const table = profileTable(fourteen, fourteen.across!.sizes[0]!)!;
  expect(table.columns.map(({ head }) => head)).toEqual(['arm', '1×', '1.1×', '1.25×', '1.5×', '2×']);
  expect(table.rows.map((row) => row[1])).toEqual(['21', '36', '14', '50']);
});

test('the note says what so many targets can tell, and who is left out', () => {
  expect(plain(acrossNote(fourteen, fourteen.across!))).toContain('which with so many targets is never below 0.00012;');
  const partial = compared((target, arm) => (target === 1 ? null : 0.5 + 0.1 * arm * target), 3, 2);
  expect(plain(acrossNote(partial, partial.across!))).toContain('left out: target-1.');
});

describe('the page', () => {
  let browser: ReportBrowser;
  beforeAll(async () => {
    browser = await ReportBrowser.launch();
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
  });

  test('has the section before the first target, and none over one target', async () => {
    const { page, noise } = await browser.open(gaining([0.1, 0.11, 0.12], { sizes: [50, 150] }));
    const labels = await page.locator('.numbered .label, h2.target').allTextContents();
    expect(labels.slice(0, 2)).toEqual(['1.1 Across targets', 'target-0']);
    expect(await page.locator('#s1-1 summary', { hasText: 'The same with 50' }).count()).toBe(1);
    expect(noise).toEqual([]);
    await page.close();
    expect(pageMarkup(cases.normal)).not.toContain('Across targets');
  });

  test('stays inside its frame on a narrow window', async () => {
    const { page } = await browser.open(fourteen);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
    expect(wide).toBe(false);
    await page.close();
  });
});
