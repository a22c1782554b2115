import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HeadstartError } from '../../src/base/errors.ts';
import { splitCell } from '../../src/data/cell.ts';
import { imageDataset, pixelsOf } from '../../src/data/image-dataset.ts';
import { datasets } from '../../src/data/registry.ts';
import { quantileBins } from '../../src/data/targets.ts';
import { allValues, exampleHashes, selectClasses, take } from '../../src/data/view.ts';
import { makeValues } from './make-values.ts';

const cell = { seed: 1, target: 'a', repeat: 0, fold: 1 };

describe('bins of values', () => {
  test('are of about equal size, in the order of the values, and equal values share one', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 2, maxLength: 80 }), (list) => {
        const { labels, count } = quantileBins(Float32Array.from(list));
        expect(count).toBe(Math.max(1, Math.min(10, Math.floor(list.length / 2))));
        list.forEach((value, first) => {
          list.forEach((other, second) => {
            if (value === other) expect(labels[first]).toBe(labels[second]);
            if (value < other) expect(labels[first]!).toBeLessThanOrEqual(labels[second]!);
          });
        });
      }),
      { seed: 1 },
    );
    const { labels } = quantileBins(Float32Array.from({ length: 100 }, (_, index) => (37 * index) % 100));
    const sizes = Array.from({ length: 10 }, (_, bin) => labels.filter((label) => label === bin).length);
    for (const size of sizes) expect(Math.abs(size - 10)).toBeLessThanOrEqual(1);
  });

  test.each([[[]], [[3]], [[3, 3, 3, 3]]])('of %j are one', (list) => {
    expect(new Set(quantileBins(Float32Array.from(list)).labels).size).toBeLessThanOrEqual(1);
  });
});

describe('a split of values', () => {
  const view = allValues(makeValues({ count: 100, groups: 20 }));

  test('keeps every example on one side, and the mean of both sides near that of the pool', () => {
    const { train, test: held } = splitCell(view, { by: { folds: 5 }, grouped: false }, cell);
    expect([...train.rows, ...held.rows].toSorted((a, b) => a - b)).toEqual([...view.rows]);
    expect(held.rows).toHaveLength(20);
    const meanOf = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
    // Of each of ten bins, two examples are held out: the means differ by less than a bin is wide.
    expect(Math.abs(meanOf(held.values) - meanOf(train.values))).toBeLessThan(10);
    for (const [position, row] of held.rows.entries()) expect(held.values[position]).toBe(view.values[row]);
    // A prefix of the training part is stratified: ten examples are one of each bin, within one.
    const { labels } = quantileBins(train.values);
    expect(new Set(labels.subarray(0, 10)).size).toBeGreaterThanOrEqual(9);
  });

  test('keeps groups together', () => {
    const { train, test: held } = splitCell(view, { by: { folds: 5 }, grouped: true }, cell);
    const groups = new Set(held.groups);
    expect([...train.groups!].some((group) => groups.has(group))).toBe(false);
  });
});

describe('a data set of values', () => {
  const images = { shape: [1, 2, 1], samples: Uint8Array.of(1, 2, 3, 4), quantity: { name: 'a', unit: 'm' } } as const;

  test('has a fingerprint of its values and of what they are of', () => {
    const prints = [
      imageDataset({ ...images, values: [1, 2] }),
      imageDataset({ ...images, values: [1, 3] }),
      imageDataset({ ...images, values: [1, 2], quantity: { name: 'a', unit: 'cm' } }),
      imageDataset({ shape: images.shape, samples: images.samples, classes: ['a', 'b'], labels: Uint8Array.of(0, 1) }),
    ].map(({ fingerprint }) => fingerprint);
    expect(new Set(prints).size).toBe(4);
    expect(imageDataset({ ...images, values: [1, 2] }).fingerprint).toBe(prints[0]);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, 1e39])('with the value %d is refused', (value) => {
    expect(() => imageDataset({ ...images, values: [1, value] })).toThrow(HeadstartError);
    expect(() => imageDataset({ ...images, values: [1, value] })).toThrow(
      'the value of example 1 is not a finite number',
    );
  });
});

describe('turned digits', () => {
  const load = (options: object = {}) =>
    datasets['turned-digits'].load({ split: 'test', turn: 45, seed: 0, ...options });

  test('are turned by angles within the largest one, spread evenly, that the seed decides', async () => {
    const data = await load();
    expect(data).toMatchObject({ kind: 'values', count: 10_000, shape: [28, 28, 1] });
    expect(Math.max(...data.values.map(Math.abs))).toBeLessThanOrEqual(45);
    const spread = Math.sqrt(data.values.reduce((sum, value) => sum + value ** 2, 0) / data.count);
    expect(spread).toBeCloseTo(45 / Math.sqrt(3), 0); // the standard deviation of a uniform distribution
    expect((await load()).fingerprint).toBe(data.fingerprint);
    expect((await load({ seed: 1 })).fingerprint).not.toBe(data.fingerprint);
  });

  test('are anticlockwise above 0: the axis of the ink of every 1 turns by the angle', async () => {
    const [data, digits] = [await load(), await datasets.mnist.load({ split: 'test' })];
    /** Angle in degrees of the axis along which the ink is spread most, from its second moments, with up above 0. */
    const axis = (samples: Uint8Array, example: number): number => {
      const ink = samples.subarray(784 * example, 784 * (example + 1));
      const sums = { all: 0, x: 0, y: 0, xx: 0, xy: 0, yy: 0 };
      ink.forEach((level, place) => {
        const [x, y] = [place % 28, -Math.floor(place / 28)];
        sums.all += level;
        sums.x += level * x;
        sums.y += level * y;
        sums.xx += level * x * x;
        sums.xy += level * x * y;
        sums.yy += level * y * y;
      });
      const { all, x, y, xx, xy, yy } = sums;
      return (90 / Math.PI) * Math.atan2(2 * (xy - (x * y) / all), xx - (x * x) / all - (yy - (y * y) / all));
    };
    const ones = [...digits.labels.keys()].filter((example) => digits.labels[example] === 1).slice(0, 300);
    for (const example of ones) {
      const turned = axis(pixelsOf(data), example) - axis(pixelsOf(digits), example);
      const wrong = ((turned - data.values[example]! + 270) % 180) - 90; // an axis is the same after half a turn
      expect(Math.abs(wrong)).toBeLessThan(3);
    }
  });

  test('are found to be their digits: a source of MNIST overlaps with them', async () => {
    const [data, digits] = [await load(), await datasets.mnist.load({ split: 'test' })];
    const some = Int32Array.of(0, 5, 77);
    const upright = take(selectClasses(digits, digits.classes), some);
    expect(exampleHashes(take(allValues(data), some))).toEqual(exampleHashes(upright));
  });
});
