import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stream } from '../../src/base/random.ts';
import { batchGatherer } from '../../src/data/batches.ts';
import { splitCell } from '../../src/data/cell.ts';
import { imageDataset, pixelsOf } from '../../src/data/image-dataset.ts';
import { rarestLabels } from '../../src/data/rarest-labels.ts';
import { reform } from '../../src/data/reform.ts';
import { outputsOf, strataOf } from '../../src/data/targets.ts';
import { allLabels, draw, type LabelView, ofClasses, ofLabels, selectExamples, take } from '../../src/data/view.ts';
import { makeLabels } from './make-labels.ts';

const cell = { seed: 1, target: 'a', repeat: 0, fold: 1 };

const sets = fc
  .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 40 }))
  .chain(([classes, count]) =>
    fc.tuple(
      fc.constant(classes),
      fc.array(fc.constantFrom(0, 0, 1), { minLength: classes * count, maxLength: classes * count }),
    ),
  );

const countOf = ({ marks, classes }: LabelView, label: number): number =>
  marks.reduce((sum, mark, at) => sum + (at % classes.length === label ? mark : 0), 0);

describe('strata of labels', () => {
  test('are of a label that the example has, or of those without any', () => {
    fc.assert(
      fc.property(sets, ([classes, list]) => {
        const marks = Uint8Array.from(list);
        const strata = rarestLabels(marks, classes);
        expect(strata).toHaveLength(list.length / classes);
        strata.forEach((label, example) => {
          const own = marks.subarray(example * classes, (example + 1) * classes);
          expect(label === classes ? own.every((mark) => mark === 0) : own[label] === 1).toBe(true);
        });
        const counts = Array.from(
          { length: classes },
          (_, k) => list.filter((mark, at) => at % classes === k && mark === 1).length,
        );
        const present = counts.filter((count) => count > 0);
        if (present.length === 0) return;
        // The rarest label keeps all of its examples.
        const rarest = counts.indexOf(Math.min(...present));
        expect(strata.filter((label) => label === rarest)).toHaveLength(counts[rarest]!);
      }),
      { seed: 1 },
    );
  });

  test('go on with the label that has the fewest examples left', () => {
    // Of a there are 2, of b 3 and of c 4; a takes two of the examples with b, so that b has one left and c has three.
    const rows = [
      [1, 1, 0],
      [1, 1, 1],
      [0, 1, 1],
      [0, 0, 1],
      [0, 0, 1],
      [0, 0, 0],
    ];
    expect([...rarestLabels(Uint8Array.from(rows.flat()), 3)]).toEqual([0, 0, 1, 2, 2, 3]);
  });
});

describe('a split of labels', () => {
  const view = allLabels(makeLabels({ count: 400, classes: 8, groups: 40 }));

  test('keeps every example on one side, with its marks', () => {
    const { train, test: held } = splitCell(view, { by: { folds: 5 }, grouped: false }, cell);
    expect([...train.rows, ...held.rows].toSorted((a, b) => a - b)).toEqual([...view.rows]);
    for (const [position, row] of held.rows.entries()) {
      expect(held.marks.subarray(8 * position, 8 * position + 8)).toEqual(view.marks.subarray(8 * row, 8 * row + 8));
    }
  });

  test('spreads labels over folds more evenly than chance does', () => {
    /** Mean over labels and folds of how far a fold is from its share, in examples (Sechidis et al. 2011, section 4.2). */
    const unevenness = (folds: readonly LabelView[]) => {
      const off = view.classes.flatMap((_, label) =>
        folds.map((fold) => Math.abs(countOf(fold, label) - countOf(view, label) / folds.length)),
      );
      return off.reduce((sum, value) => sum + value / off.length, 0);
    };
    const ours = Array.from(
      { length: 5 },
      (_, fold) => splitCell(view, { by: { folds: 5 }, grouped: false }, { ...cell, fold }).test,
    );
    const random = Array.from({ length: 30 }, (_, seed) => {
      const order = stream('chance', { seed }).permutation(400);
      return unevenness(Array.from({ length: 5 }, (_fold, k) => take(view, order.subarray(80 * k, 80 * k + 80))));
    });
    expect(unevenness(ours)).toBeLessThan(Math.min(...random));
    // The rarest label lies within one example in all folds.
    const rarest = view.classes
      .map((_, label) => countOf(view, label))
      .reduce((best, count, label, all) => (count < all[best]! ? label : best), 0);
    const counts = ours.map((fold) => countOf(fold, rarest));
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
  });

  test('keeps groups together', () => {
    const { train, test: held } = splitCell(view, { by: { folds: 5 }, grouped: true }, cell);
    const groups = new Set(held.groups);
    expect([...train.groups!].some((group) => groups.has(group))).toBe(false);
    expect(held.rows.length).toBeGreaterThan(0);
  });

  test('has prefixes in which labels have their shares', () => {
    const { train } = splitCell(view, { by: { folds: 5 }, grouped: false }, cell);
    const part = take(
      train,
      Int32Array.from({ length: 80 }, (_, position) => position),
    );
    view.classes.forEach((_, label) => {
      expect(Math.abs(countOf(part, label) - countOf(train, label) / 4)).toBeLessThanOrEqual(6);
    });
    const { labels, count } = strataOf(view);
    expect(Math.max(...labels)).toBeLessThan(count);
    expect(draw(view, 50, stream('pool', {})).marks).toHaveLength(50 * 8);
  });
});

describe('batches of labels', () => {
  test('hold a row of marks for each example, and zeros where padded', () => {
    const view = allLabels(makeLabels({ count: 12, classes: 3 }));
    const gather = batchGatherer(view, 4);
    gather(Int32Array.of(0, 1, 2, 3));
    const { y, weight } = gather(Int32Array.of(5, 2));
    expect([...y]).toEqual([...view.marks.subarray(15, 18), ...view.marks.subarray(6, 9), 0, 0, 0, 0, 0, 0]);
    expect([...weight]).toEqual([1, 1, 0, 0]);
    expect(outputsOf(view)).toBe(3);
  });
});

describe('a data set of labels', () => {
  const data = makeLabels({ count: 20, classes: 3 });

  test('is known by its marks and by its names', () => {
    const { shape, classes, marks } = data;
    const samples = pixelsOf(data);
    const again = imageDataset({ shape: [2, 2, 1], samples, classes, marks });
    expect(again.fingerprint).toBe(data.fingerprint);
    const other = Uint8Array.from(marks, (mark, at) => (at === 4 ? 1 - mark : mark));
    const changed = [
      { marks: other, classes },
      { marks, classes: ['x', 'y', 'z'] },
    ];
    for (const told of changed) {
      expect(imageDataset({ shape: [2, 2, 1], samples, ...told }).fingerprint).not.toBe(data.fingerprint);
    }
    expect(shape).toEqual([2, 2, 1]);
  });

  test('keeps them in another form', () => {
    const formed = reform(data, { resize: [4, 4] });
    expect(formed).toMatchObject({ kind: 'labels', shape: [4, 4, 1], classes: data.classes, count: 20 });
    expect(formed.kind === 'labels' && formed.marks).toEqual(data.marks);
  });

  test('is no data set of classes', () => {
    const view = selectExamples(data, null);
    expect(ofLabels(view)).toBe(view);
    expect(() => ofClasses(view)).toThrow('classes are needed, and these examples have labels');
  });
});
