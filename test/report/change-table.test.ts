import { expect, test } from 'vitest';
import { changeTable } from '../../src/report/change-table.ts';
import { plain, type Text } from '../../src/report/text.ts';
import { makeComparison } from './make-comparison.ts';
import { accuracy } from './options.ts';

const text = (cell: unknown): string => (typeof cell === 'string' ? cell : plain(cell as Text));

test('a change of gain is shown in points, with its sizes and its interval where it has one', () => {
  const about = { reference: 'scratch', metric: 'accuracy', from: 50, to: 500, n: 50 };
  const { columns, rows } = changeTable(
    [
      { ...about, arm: 'full', change: -0.0312, interval: [-0.052, -0.0104] },
      { ...about, arm: 'features', change: 0.04, interval: null },
    ],
    accuracy,
  );
  expect(columns.map(({ head }) => head)).toEqual([
    'arm',
    'from',
    'to examples',
    'change, points',
    '95 % interval',
    'pairs',
  ]);
  expect(rows.map((row) => row.map(text))).toEqual([
    ['full', '50', '500', '−3.1', '−5.2 to −1.0', '50'],
    ['features', '50', '500', '+4.0', '–', '50'],
  ]);
});

test('a page with one size has no such table', () => {
  expect(makeComparison({ sizes: [50] }).targets[0]!.changes).toEqual([]);
});
