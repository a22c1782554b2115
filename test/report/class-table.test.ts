import { describe, expect, test } from 'vitest';
import { classDetails, classNote, classTable, classTitle } from '../../src/report/class-table.ts';
import { itemNote, itemTable } from '../../src/report/item-table.ts';
import type { Table } from '../../src/report/table.ts';
import { plain } from '../../src/report/text.ts';
import { cases, hundredClasses, predicted } from './cases.ts';
import { pageMarkup } from './page-markup.ts';

const [target] = predicted.targets;
const rowsOf = (table: Table | null) =>
  table!.rows.map((row) => row.map((cell) => (typeof cell === 'string' ? cell : plain(cell))).join(' | '));

describe('what held-out examples were taken for', () => {
  test('is a table of classes by arms at the largest size, with its finding', () => {
    expect(plain(classTitle(predicted, target!)!)).toBe('Class c1 has the lowest F1 in every arm at 150 examples');
    expect(rowsOf(classTable(predicted, target!))).toMatchInlineSnapshot(`
      [
        "c0 | 120 | 94.7 | 94.3 | 95.5",
        "c1 | 120 | 88.2 | 85.6 | 90.8",
        "c2 | 120 | 94.7 | 95.1 | 94.5",
        "c3 | 120 | 96.3 | 93.6 | 95.4",
        "c4 | 120 | 92.5 | 92.4 | 94.0",
      ]
    `);
    expect(rowsOf(classDetails(predicted, target!)).slice(0, 3)).toMatchInlineSnapshot(`
      [
        "scratch | c0 | 120 | 93.5 | 95.8 | 94.7 | c1 (2)",
        "scratch | c1 | 120 | 92.7 | 84.2 | 88.2 | c4 (6)",
        "scratch | c2 | 120 | 92.8 | 96.7 | 94.7 | c1 (2)",
      ]
    `);
    expect(plain(classNote(predicted, target!))).toMatchInlineSnapshot(
      `"Counts of all folds and repeats together, at the final score. They describe: no verdict rests on them. Without 1 trial of full that diverged."`,
    );
  });

  test('has the ten classes of a hundred that are told apart worst, and the ten best', () => {
    const [many] = hundredClasses.targets;
    const rows = classTable(hundredClasses, many!)!.rows.map((row) => Number(row[2]));
    expect(rows).toHaveLength(20);
    expect(rows).toEqual(rows.toSorted((a, b) => a - b));
    const all = many!.predictions!.arms.find(({ arm, size }) => arm === 'scratch' && size === 150)!.classes;
    const ordered = all.map(({ f1 }) => f1).toSorted((a, b) => a - b);
    expect(rows[0]).toBeCloseTo(100 * ordered[0]!, 1);
    expect(rows[19]).toBeCloseTo(100 * ordered[99]!, 1);
    expect(plain(classNote(hundredClasses, many!))).toContain(
      'Of 100 classes, those with the lowest and the highest F1 of scratch',
    );
  });

  test('names an arm without a completed trial', () => {
    const arms = target!.predictions!.arms.filter(({ arm }) => arm !== 'features');
    const without = { ...target!, predictions: { ...target!.predictions!, arms } };
    expect(plain(classNote(predicted, without))).toContain('No completed trial of features.');
    expect(classTable(predicted, without)!.columns.map(({ head }) => head)).toEqual([
      'class',
      'held out',
      'scratch',
      'full',
    ]);
  });

  test('is nothing where no predictions were kept', () => {
    const [normal] = cases.normal.targets;
    expect([classTable, classDetails, classTitle, itemTable].map((make) => make(cases.normal, normal!))).toEqual([
      null,
      null,
      null,
      null,
    ]);
    expect(pageMarkup(cases.normal)).not.toContain('taken for');
  });
});

test('item by item, an arm and the reference are right on the same examples or not', () => {
  expect(rowsOf(itemTable(predicted, target!))).toMatchInlineSnapshot(`
    [
      "features | 50 | 88.8 | 5.0 | 3.7 | 2.5 | 600 | 0.46 (0.42 to 0.46)",
      "features | 150 | 88.2 | 4.2 | 5.2 | 2.5 | 600 | 0.54 (0.12 to 0.54)",
      "full | 50 | 87.2 | 4.2 | 5.3 | 3.3 | 600 | 0.86 (0.26 to 0.86)",
      "full | 150 | 89.4 | 4.6 | 3.7 | 2.2 | 540 | 0.69 (0.52 to 0.69)",
    ]
  `);
  expect(plain(itemNote(predicted))).toMatchInlineSnapshot(
    `"Counts are of all repeats; mid-p is the median of the repeats with its range, each over one repeat, in which no example is held out twice. McNemar’s test (mid-p, Fagerland et al. 2013) takes examples for independent, though those of a fold are judged by the same two models, and different models share training examples. It describes these models; the verdicts above stand for what training anew would give."`,
  );
});
