import fc from 'fast-check';
import { expect, test } from 'vitest';
import { spread } from '../../src/report/spread.ts';

test('labels that are far apart stay where they are', () => {
  expect(spread([200, 20, 100], 16, 8, 300)).toEqual([200, 20, 100]);
});

test('labels that collide share the shift', () => {
  expect(spread([100, 104], 16, 8, 300)).toEqual([94, 110]);
  expect(spread([10, 10], 16, 8, 300)).toEqual([8, 24]);
  expect(spread([299, 300], 16, 8, 300)).toEqual([284, 300]);
});

test('labels never overlap, stay inside, and keep their order', () => {
  const places = fc.array(fc.double({ min: -50, max: 450, noNaN: true }), { maxLength: 20 });
  fc.assert(
    fc.property(places, (wanted) => {
      const placed = spread(wanted, 16, 8, 392);
      const sorted = placed.toSorted((a, b) => a - b);
      for (const [index, place] of sorted.entries()) {
        expect(place).toBeGreaterThanOrEqual(8 - 1e-6);
        expect(place).toBeLessThanOrEqual(392 + 1e-6);
        if (index > 0) expect(place - sorted[index - 1]!).toBeGreaterThanOrEqual(16 - 1e-6);
      }
      for (const [a, from] of wanted.entries()) {
        for (const [b, to] of wanted.entries()) if (from < to) expect(placed[a]!).toBeLessThan(placed[b]!);
      }
    }),
  );
});

test('labels that cannot all fit are squeezed evenly', () => {
  const placed = spread(
    Array.from({ length: 40 }, () => 100),
    16,
    0,
    390,
  );
  expect(placed.map(Math.round)).toEqual(Array.from({ length: 40 }, (_, index) => index * 10));
});
