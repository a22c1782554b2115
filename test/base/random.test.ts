import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { philox4x32, stream } from '../../src/base/random.ts';

describe('philox4x32-10', () => {
  // Known-answer vectors published with the Random123 library (file kat_vectors, "philox4x32 10").
  test.each([
    [
      [0, 0, 0, 0],
      [0, 0],
      [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    ],
    [
      [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    ],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    ],
  ] as const)('counter %j, key %j', (counter, key, expected) => {
    expect(philox4x32(counter, key)).toEqual(expected);
  });
});

describe('streams', () => {
  test('fill an array as single draws would, wherever they stand', () => {
    fc.assert(
      fc.property(fc.nat(20), fc.nat(3), fc.double({ min: 0.01, max: 10, noNaN: true }), (count, drawn, deviation) => {
        const [filling, single] = [stream('normals', { count, drawn }), stream('normals', { count, drawn })];
        for (let index = 0; index < drawn; index++) expect(filling.normal()).toBe(single.normal());
        const values = new Float32Array(count);
        filling.normals(values, deviation);
        expect(values).toEqual(Float32Array.from({ length: count }, () => deviation * single.normal()));
        expect(filling.normal()).toBe(single.normal());
      }),
      { seed: 2 },
    );
  });

  const draws = (purpose: string, factors: Record<string, string | number>): number[] => {
    const random = stream(purpose, factors);
    return Array.from({ length: 9 }, () => random.uint32());
  };

  test('depend on purpose and factors, and on nothing else', () => {
    fc.assert(
      fc.property(fc.string(), fc.dictionary(fc.string(), fc.oneof(fc.integer(), fc.string())), (purpose, factors) => {
        const reordered = Object.fromEntries(Object.entries(factors).reverse());
        expect(draws(purpose, factors)).toEqual(draws(purpose, reordered));
        expect(draws(purpose, factors)).not.toEqual(draws(`${purpose}!`, factors));
        expect(draws(purpose, factors)).not.toEqual(draws(purpose, { ...factors, 'one more': 1 }));
      }),
      { seed: 1, numRuns: 50 },
    );
  });

  test('a number and its text are different factors', () => {
    expect(draws('x', { fold: 1 })).not.toEqual(draws('x', { fold: '1' }));
  });

  test('permutations hold every position once', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 }), fc.integer(), (count, seed) => {
        const order = stream('permutation', { seed }).permutation(count);
        expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, index) => index));
      }),
      { seed: 2, numRuns: 50 },
    );
  });

  test('integers are even: a chi-square over 7 cells stays below its 0.999 quantile', () => {
    const random = stream('integers', { seed: 1 });
    const counts = new Array<number>(7).fill(0);
    for (let draw = 0; draw < 70_000; draw++) counts[random.integer(7)]!++;
    const chiSquare = counts.reduce((total, count) => total + (count - 10_000) ** 2 / 10_000, 0);
    expect(chiSquare).toBeLessThan(22.46); // 6 degrees of freedom
  });

  test('uniform and normal numbers have their moments', () => {
    const random = stream('moments', { seed: 1 });
    const uniform = Array.from({ length: 40_000 }, () => random.uniform());
    const normal = Array.from({ length: 40_000 }, () => random.normal());
    const mean = (values: number[]): number => values.reduce((total, value) => total + value, 0) / values.length;
    expect(mean(uniform)).toBeCloseTo(0.5, 2);
    expect(mean(uniform.map((value) => (value - 0.5) ** 2))).toBeCloseTo(1 / 12, 2);
    expect(Math.abs(mean(normal))).toBeLessThan(0.02);
    expect(mean(normal.map((value) => value ** 2))).toBeCloseTo(1, 1);
    expect(mean(normal.map((value) => value ** 4))).toBeCloseTo(3, 0);
    expect(Math.min(...uniform)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...uniform)).toBeLessThan(1);
  });

  test('a bound must be a positive integer', () => {
    expect(() => stream('x', {}).integer(0)).toThrow(RangeError);
    expect(() => stream('x', {}).integer(1.5)).toThrow(RangeError);
  });
});
