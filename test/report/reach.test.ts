import { describe, expect, test } from 'vitest';
import type { Comparison } from '../../src/compare/contract.ts';
import { reachShare } from '../../src/report/figures/reach-share.ts';
import { reachClocksTable, reachNote, reachSentence, reachTable } from '../../src/report/reach-table.ts';
import { reachTitle } from '../../src/report/reach-title.ts';
import type { Table } from '../../src/report/table.ts';
import { plain } from '../../src/report/text.ts';
import { cases } from './cases.ts';
import { makeComparison } from './make-comparison.ts';
import { accuracy, full, type Options, scratch } from './options.ts';
import { pageMarkup } from './page-markup.ts';

/** How long arms took to the wanted score, as the page says it. */

const target = (comparison: Comparison) => comparison.targets[0]!;
const rows = (table: Table | null) =>
  (table?.rows ?? []).map((row) => row.map((cell) => (typeof cell === 'string' ? cell : plain(cell))).join(' | '));

function told(comparison: Comparison) {
  const [title, sentence] = [reachTitle, reachSentence].map((words) => words(comparison, target(comparison)));
  return [title, sentence].map((text) => (text == null ? null : plain(text)));
}

describe('the table', () => {
  test('has a row for each arm where anybody got there, and the interval of each mean', () => {
    const table = reachTable(cases.normal, target(cases.normal));
    expect(rows(table)).toMatchInlineSnapshot(`
      [
        "scratch | 50 | 0 of 5 | – | ≥ 300 | – | – | – | –",
        "scratch | 150 | 0 of 5 | – | ≥ 300 | – | – | – | –",
        "scratch | 500 | 5 of 5 | 200 | 210 | 184 to 236 | – | – | –",
        "full | 50 | 5 of 5 | 100 | 90 | 64 to 116 | 3.3 | 2.6 to 4.7 | 0.13",
        "full | 150 | 5 of 5 | 100 | 90 | 64 to 116 | 3.3 | 2.6 to 4.7 | 0.13",
        "full | 500 | 5 of 5 | 75 | 80 | 59 to 101 | 2.6 | 1.9 to 3.8 | 0.13",
        "features | 50 | 0 of 5 | – | ≥ 300 | – | neither got there | – | –",
        "features | 150 | 5 of 5 | 175 | 195 | 112 to 278 | 1.5 | 1.1 to 2.7 | 0.13",
        "features | 500 | 5 of 5 | 100 | 110 | 84 to 136 | 1.9 | 1.4 to 2.7 | 0.13",
      ]
    `);
    expect(rows(reachClocksTable(cases.normal, target(cases.normal)))).toMatchInlineSnapshot(`
      [
        "scratch | 50 | ≥ 9,600 | ≥ 0.42 | ≥ 0.42",
        "scratch | 150 | ≥ 9,600 | ≥ 0.42 | ≥ 0.42",
        "scratch | 500 | 6,720 | 0.29 | 0.29",
        "full | 50 | 2,880 (3.3×, 2.6 to 4.7) | 0.13 (3.3×, 2.6 to 4.7) | 3.5",
        "full | 150 | 2,880 (3.3×, 2.6 to 4.7) | 0.13 (3.3×, 2.6 to 4.7) | 3.5",
        "full | 500 | 2,560 (2.6×, 1.9 to 3.8) | 0.11 (2.6×, 1.9 to 3.8) | 3.5 (0.08×, 0.07 to 0.09)",
        "features | 50 | ≥ 9,600 | ≥ 0.42 | ≥ 3.8",
        "features | 150 | 6,240 (1.5×, 1.1 to 2.7) | 0.27 (1.5×, 1.1 to 2.7) | 3.7",
        "features | 500 | 3,520 (1.9×, 1.4 to 2.7) | 0.15 (1.9×, 1.4 to 2.7) | 3.6 (0.08×, 0.07 to 0.09)",
      ]
    `);
  });

  test('says what p is worth: something over episodes, nothing over folds', () => {
    const { normal } = cases;
    expect(plain(reachNote(normal, target(normal)))).toContain('nothing here rests on it');
    const times = { ...target(normal).timesToReach!, independent: true };
    const design = { ...normal.design, kind: 'episodes', test: 'paired-t', correctionRatio: 0 } as const;
    const episodes = { ...normal, design, targets: [{ ...target(normal), timesToReach: times }] };
    expect(plain(reachNote(episodes, target(episodes)))).not.toMatch(/rests on it|overlapping/);
  });
});

describe('where there is little to say', () => {
  const one = (options: Options) => makeComparison({ arms: [scratch, full], sizes: [50], ...options });

  test.each([
    [
      'no score is wanted',
      { reach: null },
      null,
      'The suite names no score to reach (compare.reach), so that there is no time to one.',
    ],
    ['nobody got there', { reach: 0.999 }, 'No trial reached 99.9 %', 'At 50 examples no trial reached 99.9 %.'],
    [
      'all were there',
      { reach: 0 },
      'Every trial was at 0 % from the start',
      'At 50 examples every trial was at 0 % before its first step.',
    ],
  ])('because %s, a sentence says so and no figure or table', (_, options, title, sentence) => {
    const comparison = one(options);
    expect(told(comparison)).toEqual([title, sentence]);
    expect(reachTable(comparison, target(comparison))).toBeNull();
    expect(reachShare(comparison, target(comparison))).toBeNull();
    const page = pageMarkup(comparison).replaceAll('\u00a0', ' ');
    expect(page.includes(`<p>${sentence}`)).toBe(true);
  });

  test('because there is one arm alone, there is no title but a table', () => {
    const comparison = makeComparison({ arms: [scratch], reach: 0.7 });
    expect(told(comparison)).toEqual([null, null]);
    expect(rows(reachTable(comparison, target(comparison))).length).toBe(3);
  });

  test('because nothing is shown, the title says so', () => {
    const arms = [scratch, { ...full, effect: () => 0 }];
    const comparison = makeComparison({ arms, sizes: [500], noise: 0.05, reach: 0.9 });
    const times = target(comparison).timesToReach!;
    const contrasts = times.contrasts.map((one) => (one.status === 'ok' ? { ...one, shown: null } : one));
    const open = { ...comparison, targets: [{ ...target(comparison), timesToReach: { ...times, contrasts } }] };
    expect(told(open)).toEqual(['full is not shown to reach 90 % sooner or later than scratch', null]);
  });
});

test('titles say how many times as fast, or count where one of both got there too seldom', () => {
  const { normal } = cases;
  const at = (size: number) => told({ ...normal, targets: [{ ...target(normal), sizes: [size] }] })[0];
  expect([50, 150, 500].map(at)).toMatchInlineSnapshot(`
    [
      "At 50 examples full reached 90 % in 5 of 5 trials, scratch in 0 of 5",
      "At 150 examples full reached 90 % in 5 of 5 trials, features in 5 of 5, scratch in 0 of 5",
      "At 500 examples full reached 90 % sooner than scratch: 2.6 times as fast in steps (1.9 to 3.8); features reached it sooner than scratch: 1.9 times as fast in steps (1.4 to 2.7)",
    ]
  `);
});

test('a score without a unit goes by its name', () => {
  const metric = { ...accuracy, unit: 'plain' as const, label: 'agreement' };
  const comparison = makeComparison({ arms: [scratch, full], sizes: [500], metrics: [metric], reach: 0.9 });
  expect(told(comparison)[0]).toContain('reached agreement 0.9');
});
