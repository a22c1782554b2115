import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { drawPool, splitCell } from '../../src/data/cell.ts';
import { exampleHashes, selectClasses } from '../../src/data/view.ts';
import { makeDataset } from './make-dataset.ts';

const dataset = makeDataset({ counts: [40, 25, 60] });
const view = selectClasses(dataset, ['c2', 'c0', 'c1']);
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
          const { train, test: held } = splitCell(pool, folds, { ...base, fold });
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
