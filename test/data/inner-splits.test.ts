import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stream } from '../../src/base/random.ts';
import { defaultInner, innerCount, innerShares, innerSplits } from '../../src/data/inner-splits.ts';
import { classCounts } from '../../src/data/stratify.ts';
import type { ClassView } from '../../src/data/view.ts';
import { makeDataset } from './make-dataset.ts';

function viewOf(counts: readonly number[]): ClassView {
  const dataset = makeDataset({ counts: [...counts], shape: [1, 1, 1] });
  const labels = Int32Array.from(counts.flatMap((count, label) => new Array<number>(count).fill(label)));
  return { kind: 'classes', dataset, classes: dataset.classes, rows: labels.map((_, row) => row), labels };
}

const counts = fc.array(fc.integer({ min: 2, max: 30 }), { minLength: 2, maxLength: 5 });
const factors = { seed: 1, target: 'high', repeat: 0, fold: 2 };

describe('inner splits', () => {
  test('hold each example out once, in folds of even size and even classes', () => {
    fc.assert(
      fc.property(counts, fc.integer({ min: 2, max: 4 }), (given, folds) => {
        const view = viewOf(given);
        const splits = innerSplits(view, { folds }, factors, false);
        expect(splits).toHaveLength(innerCount({ folds }));
        expect(splits.flatMap(({ heldOut }) => [...heldOut.rows]).sort((a, b) => a - b)).toEqual([...view.rows]);
        for (const { train, heldOut } of splits) {
          expect([...train.rows, ...heldOut.rows].sort((a, b) => a - b)).toEqual([...view.rows]);
          classCounts(heldOut.labels, given.length).forEach((count, label) => {
            expect(Math.abs(count - given[label]! / folds)).toBeLessThan(1);
          });
        }
      }),
      { seed: 6 },
    );
  });

  test('hold a share out, of every class within one example of its share', () => {
    fc.assert(
      fc.property(counts, fc.constantFrom(0.1, 0.2, 0.5), (given, holdout) => {
        const view = viewOf(given);
        const [{ train, heldOut }] = innerSplits(view, { holdout }, factors, false) as [
          ReturnType<typeof innerSplits<ClassView>>[0],
        ];
        expect([...train.rows, ...heldOut.rows].sort((a, b) => a - b)).toEqual([...view.rows]);
        expect(heldOut.rows.length).toBe(Math.max(1, Math.round(holdout * view.rows.length)));
        const share = heldOut.rows.length / view.rows.length;
        classCounts(heldOut.labels, given.length).forEach((count, label) => {
          expect(Math.abs(count - given[label]! * share)).toBeLessThan(1);
        });
      }),
      { seed: 7 },
    );
  });

  test('are others in another cell', () => {
    const view = viewOf([20, 20]);
    const rows = (fold: number) => [
      ...innerSplits(view, { holdout: 0.2 }, { ...factors, fold }, false)[0]!.heldOut.rows,
    ];
    expect(rows(2)).toEqual(rows(2));
    expect(rows(2)).not.toEqual(rows(3));
  });

  test('keep groups together where asked to, in as many parts as before, none of them empty', () => {
    const parts = fc.oneof(
      fc.integer({ min: 2, max: 5 }).map((folds) => ({ folds })),
      fc.constantFrom(0.1, 0.2, 0.5).map((holdout) => ({ holdout })),
    );
    fc.assert(
      fc.property(counts, parts, fc.integer({ min: 0, max: 8 }), fc.nat(99), (given, choice, more, seed) => {
        const view = viewOf(given);
        const random = stream('test', { seed });
        const wanted = Math.min(view.rows.length, innerShares(choice).length + more);
        // Each group has an example; the others are of any.
        const groups = view.rows.map((_, row) => (row < wanted ? row : Math.floor(random.uniform() * wanted)));
        fc.pre(wanted >= innerShares(choice).length);
        const splits = innerSplits({ ...view, groups }, choice, factors, true);
        expect(splits).toHaveLength(innerCount(choice));
        for (const { train, heldOut } of splits) {
          expect([...train.rows, ...heldOut.rows].sort((a, b) => a - b)).toEqual([...view.rows]);
          expect(train.rows.length).toBeGreaterThan(0);
          expect(heldOut.rows.length).toBeGreaterThan(0);
          const held = new Set(heldOut.groups);
          expect([...train.groups!].some((group) => held.has(group))).toBe(false);
        }
        const scored = splits.flatMap(({ heldOut }) => [...heldOut.rows]);
        expect(new Set(scored).size).toBe(scored.length); // each once, and with folds all of them
        if ('folds' in choice) expect(scored).toHaveLength(view.rows.length);
      }),
      { seed: 8, numRuns: 300 },
    );
    expect(() => innerSplits(viewOf([3, 3]), { folds: 2 }, factors, true)).toThrow(RangeError);
  });

  test('are folds by themselves where examples are few', () => {
    expect(defaultInner(99)).toEqual({ folds: 5 });
    expect(defaultInner(4)).toEqual({ folds: 4 });
    expect(defaultInner(100)).toEqual({ holdout: 0.2 });
  });
});
