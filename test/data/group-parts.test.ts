import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stream } from '../../src/base/random.ts';
import { dealGroups, groupParts } from '../../src/data/group-parts.ts';
import { readReference } from '../stats/reference.ts';

const reference = readReference('stratified_group_kfold');

test.each(reference.cases)('$name go where scikit-learn puts them', ({ input, expected }) => {
  const { counts, folds } = input as { counts: number[][]; folds: number };
  const dealt = dealGroups(counts, new Array<number>(folds).fill(1 / folds));
  expect(renamed(dealt)).toEqual(renamed(expected['fold'] as number[]));
});

test('what scikit-learn takes for a tie is one', () => {
  // StratifiedGroupKFold(3).split, scikit-learn 1.2.1. Of its ties within 1e-5 the fold with fewer examples is taken, else
  // the one whose sums round lower.
  const known = [
    {
      counts: [
        [2, 0],
        [0, 2],
        [2, 0],
        [1, 2],
      ],
      fold: [0, 1, 2, 2],
    },
    {
      counts: [
        [1, 0],
        [2, 2],
        [2, 3],
        [1, 0],
        [1, 2],
      ],
      fold: [0, 0, 1, 2, 2],
    },
    {
      counts: [
        [1, 1],
        [3, 2],
        [2, 2],
        [4, 2],
        [1, 4],
      ],
      fold: [1, 1, 2, 0, 2],
    },
  ];
  for (const { counts, fold } of known)
    expect(renamed(dealGroups(counts, [1 / 3, 1 / 3, 1 / 3]))).toEqual(renamed(fold));
});

/** Folds called by the order in which they first come: which of two empty ones is filled first means nothing. */
function renamed(folds: readonly number[]): number[] {
  const order = [...new Set(folds)];
  return folds.map((fold) => order.indexOf(fold));
}

const grouped = fc.integer({ min: 2, max: 5 }).chain((classes) =>
  fc.record({
    classes: fc.constant(classes),
    seed: fc.integer({ min: 0, max: 99 }),
    members: fc.array(
      fc.record({ label: fc.integer({ min: 0, max: classes - 1 }), group: fc.integer({ min: 0, max: 30 }) }),
      { minLength: 1, maxLength: 200 },
    ),
    weights: fc.constantFrom([0.2, 0.8], [0.5, 0.5], [1 / 3, 1 / 3, 1 / 3], new Array<number>(5).fill(0.2)),
  }),
);

describe('parts of whole groups', () => {
  test('cover every position, and never share a group', () => {
    fc.assert(
      fc.property(grouped, ({ classes, seed, members, weights }) => {
        const labels = Int32Array.from(members, ({ label }) => label);
        const groups = Int32Array.from(members, ({ group }) => group);
        const parts = groupParts(labels, classes, groups, weights, stream('groups', { seed }));
        expect(parts).toHaveLength(members.length);
        for (const part of parts) expect(weights[part]).toBeDefined();
        for (const group of new Set(groups)) {
          expect(new Set(parts.filter((_, position) => groups[position] === group)).size).toBe(1);
        }
      }),
      { seed: 1, numRuns: 150 },
    );
  });

  test('depend on which examples are together, not on what their groups are called', () => {
    fc.assert(
      fc.property(grouped, ({ classes, seed, members, weights }) => {
        const labels = Int32Array.from(members, ({ label }) => label);
        const of = (name: (group: number) => number) =>
          groupParts(
            labels,
            classes,
            Int32Array.from(members, ({ group }) => name(group)),
            weights,
            stream('groups', { seed }),
          );
        expect(of((group) => 7 * group - 50)).toEqual(of((group) => group));
      }),
      { seed: 2, numRuns: 80 },
    );
  });

  test('are nearly stratified where groups are many and small, and differ between seeds', () => {
    const labels = Int32Array.from({ length: 600 }, (_, index) => index % 3);
    const groups = Int32Array.from({ length: 600 }, (_, index) => Math.floor(index / 5));
    for (const weights of [new Array<number>(5).fill(0.2), [0.2, 0.8]]) {
      const [a, b] = [1, 2].map((seed) => groupParts(labels, 3, groups, weights, stream('groups', { seed })));
      expect(a).not.toEqual(b);
      weights.forEach((weight, part) => {
        for (let label = 0; label < 3; label++) {
          const count = a!.filter((own, position) => own === part && labels[position] === label).length;
          expect(Math.abs(count - 200 * weight)).toBeLessThanOrEqual(5); // a group has 5 examples
        }
      });
    }
  });
});
