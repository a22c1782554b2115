import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stream } from '../../src/base/random.ts';
import { HALTON_DIMENSIONS, haltonCoordinate } from '../../src/stats/halton.ts';

const identity = (_place: number, base: number) => Array.from({ length: base }, (_, digit) => digit);
const shuffled = (seed: number, dimension: number) => (place: number, base: number) =>
  stream('halton test', { seed, dimension, place }).permutation(base);

/** Bases of the first dimensions. */
const BASES = [2, 3, 5, 7];

describe('Halton points', () => {
  // Digits of 0 … 7 mirrored at the point: van der Corput's sequence in base 2, and Halton's second one in base 3.
  test('without permutations are van der Corput’s sequences', () => {
    const inBase = (dimension: number) => [...Array(8).keys()].map((i) => haltonCoordinate(i, dimension, identity));
    [0, 1 / 2, 1 / 4, 3 / 4, 1 / 8, 5 / 8, 3 / 8, 7 / 8].forEach((x, i) => {
      expect(inBase(0)[i]).toBeCloseTo(x, 9);
    });
    [0, 1 / 3, 2 / 3, 1 / 9, 4 / 9, 7 / 9, 2 / 9, 5 / 9].forEach((x, i) => {
      expect(inBase(1)[i]).toBeCloseTo(x, 9);
    });
  });

  test('put one of any b consecutive points into each b-th of the interval, and lie in [0, 1)', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.nat(3), fc.nat(200), (seed, dimension, first) => {
        const base = BASES[dimension]!;
        const points = Array.from({ length: base }, (_, i) =>
          haltonCoordinate(first * base + i, dimension, shuffled(seed, dimension)),
        );
        expect(points.every((x) => x >= 0 && x < 1)).toBe(true);
        expect(new Set(points.map((x) => Math.floor(x * base))).size).toBe(base);
      }),
      { seed: 4 },
    );
  });

  // b₁·b₂ points fill the b₁ × b₂ boxes of two dimensions, one each: that is what random points do not do.
  test.each([
    [0, 1],
    [1, 2],
    [0, 3],
  ])('fill the boxes of the dimensions %d and %d', (one, other) => {
    const [a, b] = [BASES[one]!, BASES[other]!];
    const boxes = Array.from({ length: a * b }, (_, i) => {
      const x = haltonCoordinate(i, one, shuffled(5, one));
      const y = haltonCoordinate(i, other, shuffled(5, other));
      return `${Math.floor(x * a)} ${Math.floor(y * b)}`;
    });
    expect(new Set(boxes).size).toBe(a * b);
  });

  test('are uniform over seeds', () => {
    const first = Array.from({ length: 4000 }, (_, seed) => haltonCoordinate(0, 1, shuffled(seed, 1)));
    const mean = first.reduce((sum, x) => sum + x, 0) / first.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(4 * Math.sqrt(1 / 12 / first.length)); // four standard errors
  });

  test('know how many dimensions there are', () => {
    expect(() => haltonCoordinate(0, HALTON_DIMENSIONS, identity)).toThrow(RangeError);
    expect(() => haltonCoordinate(-1, 0, identity)).toThrow(RangeError);
    expect(haltonCoordinate(0, HALTON_DIMENSIONS - 1, (_, base) => identity(0, base).toReversed())).toBeLessThan(1);
  });
});
