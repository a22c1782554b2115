import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stream } from '../../src/base/random.ts';
import { batchGatherer, epochBatches, inOrder } from '../../src/data/batches.ts';
import { represent, selectClasses, take } from '../../src/data/view.ts';
import { makeDataset } from './make-dataset.ts';

describe('batches', () => {
  test('each epoch shows every example once, its last batch short', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 20 }), (count, size) => {
        const batches = epochBatches(count, size, (epoch) => stream('order', { epoch }));
        const perEpoch = Math.ceil(count / size);
        const orders = [0, 1].map(() => {
          const seen: number[] = [];
          for (let batch = 0; batch < perEpoch; batch++) {
            const positions = batches.next().value;
            expect(positions).toHaveLength(batch === perEpoch - 1 ? count - size * (perEpoch - 1) : size);
            seen.push(...positions);
          }
          expect([...seen].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, index) => index));
          return seen;
        });
        if (count > 10) expect(orders[0]).not.toEqual(orders[1]);
      }),
      { seed: 1, numRuns: 60 },
    );
  });

  test('are gathered with labels and weights, and padded with nothing', () => {
    const dataset = makeDataset({ counts: [3, 3], shape: [2] });
    const gather = batchGatherer(selectClasses(dataset, ['c0', 'c1']), 4);
    gather(Int32Array.of(0, 1, 2, 3)); // leaves something to clear
    const { x, y, weight, count } = gather(Int32Array.of(5, 0));
    const { samples } = dataset;
    const expected = Float32Array.from(
      [samples[10]!, samples[11]!, samples[0]!, samples[1]!, 0, 0, 0, 0],
      (byte) => byte * dataset.scale,
    );
    expect(x).toEqual(expected);
    expect([[...y], [...weight], count]).toEqual([[1, 0, 0, 0], [1, 1, 0, 0], 2]);
  });

  test.each([1, 0.5])('are gathered from floats, at a scale of %d', (scale) => {
    const view = take(selectClasses(makeDataset({ counts: [2, 2], shape: [3] }), ['c0', 'c1']), Int32Array.of(3, 0));
    const samples = Float32Array.of(0.1, 2e9, -3, 4, 5, 6.5);
    const gather = batchGatherer(represent(view, { shape: [3], samples, scale }), 3);
    const { x, y } = gather(Int32Array.of(1, 0));
    expect(x).toEqual(Float32Array.from([4, 5, 6.5, 0.1, 2e9, -3, 0, 0, 0], (value) => Math.fround(value) * scale));
    expect([...y]).toEqual([0, 1, 0]); // the labels are the view's
    expect(() => represent(view, { shape: [2], samples, scale })).toThrow('3 rows cannot stand for 2 examples');
  });

  test('in order, they cover everything', () => {
    expect([...inOrder(5, 2)].map((positions) => [...positions])).toEqual([[0, 1], [2, 3], [4]]);
  });
});
