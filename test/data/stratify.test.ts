import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stream } from '../../src/base/random.ts';
import { classCounts, stratifiedFolds, stratifiedOrder } from '../../src/data/stratify.ts';

const labelled = fc.tuple(fc.integer({ min: 1, max: 7 }), fc.integer()).chain(([classes, seed]) =>
  fc.record({
    classes: fc.constant(classes),
    seed: fc.constant(seed),
    labels: fc
      .array(fc.integer({ min: 0, max: classes - 1 }), { minLength: 1, maxLength: 300 })
      .map((labels) => Int32Array.from(labels)),
  }),
);

describe('stratified order', () => {
  test('holds every position once, and every prefix is within one of proportional', () => {
    fc.assert(
      fc.property(labelled, ({ classes, seed, labels }) => {
        const order = stratifiedOrder(labels, classes, stream('order', { seed }));
        expect([...order].sort((a, b) => a - b)).toEqual(Array.from(labels.keys()));
        const counts = classCounts(labels, classes);
        const seen = new Array<number>(classes).fill(0);
        order.forEach((position, index) => {
          seen[labels[position]!]!++;
          for (let label = 0; label < classes; label++) {
            const share = ((index + 1) * counts[label]!) / labels.length;
            expect(Math.abs(seen[label]! - share)).toBeLessThan(1);
          }
        });
      }),
      { seed: 1, numRuns: 150 },
    );
  });

  test('is random within a class', () => {
    const labels = new Int32Array(50);
    const [a, b] = [1, 2].map((seed) => stratifiedOrder(labels, 1, stream('order', { seed })));
    expect(a).not.toEqual(b);
  });
});

describe('stratified folds', () => {
  test('have even sizes, and even shares of every class', () => {
    fc.assert(
      fc.property(labelled, fc.integer({ min: 2, max: 10 }), ({ classes, seed, labels }, folds) => {
        const fold = stratifiedFolds(labels, classes, folds, stream('folds', { seed }));
        const spread = (positions: number[]): number => {
          const sizes = new Array<number>(folds).fill(0);
          for (const position of positions) sizes[fold[position]!]!++;
          return Math.max(...sizes) - Math.min(...sizes);
        };
        const all = [...labels.keys()];
        expect(spread(all)).toBeLessThanOrEqual(1);
        for (let label = 0; label < classes; label++) {
          expect(spread(all.filter((position) => labels[position] === label))).toBeLessThanOrEqual(1);
        }
      }),
      { seed: 2, numRuns: 150 },
    );
  });
});
