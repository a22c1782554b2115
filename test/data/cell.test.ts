import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { drawPool, heldOutCount, type SplitRule, splitCell } from '../../src/data/cell.ts';
import { classCounts } from '../../src/data/stratify.ts';
import { exampleHashes, selectClasses } from '../../src/data/view.ts';
import { makeDataset } from './make-dataset.ts';

const dataset = makeDataset({ counts: [40, 25, 60] });
const view = selectClasses(dataset, ['c2', 'c0', 'c1']);
const groupedView = { ...view, groups: view.rows.map((row) => row % 13) };
const factors = fc.record({
  seed: fc.integer({ min: 0, max: 9 }),
  target: fc.constantFrom('a', 'b'),
  repeat: fc.integer({ min: 0, max: 3 }),
});

describe('cells', () => {
  test('no test example is ever in training, and the folds are a partition of the pool', () => {
    fc.assert(
      fc.property(factors, fc.integer({ min: 2, max: 6 }), fc.integer({ min: 30, max: 125 }), (base, folds, size) => {
        const pool = drawPool(view, size, base);
        expect(pool.rows).toHaveLength(size);
        const tested: number[] = [];
        for (let fold = 0; fold < folds; fold++) {
          const { train, test: held } = splitCell(pool, { by: { folds }, grouped: false }, { ...base, fold });
          const trained = new Set(exampleHashes(train));
          expect(exampleHashes(held).filter((hash) => trained.has(hash))).toEqual([]);
          expect(train.rows.length + held.rows.length).toBe(size);
          tested.push(...held.rows);
        }
        expect(tested.sort((a, b) => a - b)).toEqual([...pool.rows].sort((a, b) => a - b));
      }),
      { seed: 1, numRuns: 40 },
    );
  });

  test('another repeat, seed or target draws another pool; another fold or pool limit does not reorder it', () => {
    const base = { seed: 1, target: 'a', repeat: 0 };
    const rows = (change: object): number[] => [...drawPool(view, 60, { ...base, ...change }).rows];
    expect(rows({ repeat: 1 })).not.toEqual(rows({}));
    expect(rows({ seed: 2 })).not.toEqual(rows({}));
    expect(rows({ target: 'b' })).not.toEqual(rows({}));
    const larger = [...drawPool(view, 90, base).rows];
    expect(larger.slice(0, 60)).toEqual(rows({}));
  });

  test('labels count from 0 in the order of the chosen classes', () => {
    const pool = drawPool(view, undefined, { seed: 1, target: 'a', repeat: 0 });
    pool.rows.forEach((row, index) => {
      expect(pool.classes[pool.labels[index]!]).toBe(dataset.classes[dataset.labels[row]!]);
    });
  });
});

const rules = fc.record<SplitRule>({
  by: fc.oneof(
    fc.record({ folds: fc.integer({ min: 2, max: 5 }) }),
    fc.record({ holdout: fc.constantFrom(0.1, 0.2, 0.5) }),
  ),
  grouped: fc.boolean(),
});

describe('splits by any rule', () => {
  test('are disjoint and cover the pool; groups are on one side; classes are in proportion', () => {
    fc.assert(
      fc.property(factors, rules, fc.integer({ min: 60, max: 125 }), (base, rule, size) => {
        const pool = drawPool(groupedView, size, base);
        const { train, test: held } = splitCell(pool, rule, { ...base, fold: 0 });
        expect([...train.rows, ...held.rows].sort((a, b) => a - b)).toEqual([...pool.rows].sort((a, b) => a - b));
        if (rule.grouped) {
          const trained = new Set(train.groups);
          expect([...held.groups!].filter((group) => trained.has(group))).toEqual([]);
          return;
        }
        expect(Math.abs(held.rows.length - heldOutCount(rule, size))).toBeLessThanOrEqual(1);
        const all = classCounts(pool.labels, 3);
        classCounts(held.labels, 3).forEach((count, label) => {
          expect(Math.abs(count - (all[label]! * held.rows.length) / size)).toBeLessThan(2);
        });
      }),
      { seed: 3, numRuns: 60 },
    );
  });

  test('training subsets are stratified prefixes, in grouped splits too', () => {
    for (const grouped of [false, true]) {
      const { train } = splitCell(
        groupedView,
        { by: { holdout: 0.2 }, grouped },
        {
          seed: 1,
          target: 'a',
          repeat: 0,
          fold: 0,
        },
      );
      const all = classCounts(train.labels, 3);
      for (const size of [10, 30, 60]) {
        classCounts(train.labels.subarray(0, size), 3).forEach((count, label) => {
          expect(Math.abs(count - (size * all[label]!) / train.labels.length)).toBeLessThan(1);
        });
      }
    }
  });

  test('a hold-out has at least one example on either side, and another in each repeat', () => {
    expect(heldOutCount({ by: { holdout: 0.01 }, grouped: false }, 10)).toBe(1);
    expect(heldOutCount({ by: { holdout: 0.99 }, grouped: false }, 10)).toBe(9);
    const rows = (repeat: number) => [
      ...splitCell(view, { by: { holdout: 0.2 }, grouped: false }, { seed: 1, target: 'a', repeat, fold: 0 }).test.rows,
    ];
    expect(rows(0)).not.toEqual(rows(1));
  });

  test('groups cannot be kept together where there are none', () => {
    const rule = { by: { folds: 3 }, grouped: true };
    expect(() => splitCell(view, rule, { seed: 1, target: 'a', repeat: 0, fold: 0 })).toThrow(RangeError);
  });
});
