import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FactorialCell, factorialEffects, type Level } from '../../src/stats/factorial.ts';

/** Cells in standard order: the first factor's level changes fastest. */
function design(levels: Readonly<Record<string, readonly Level[]>>, values: readonly number[]): FactorialCell[] {
  let combinations: Record<string, Level>[] = [{}];
  for (const [factor, own] of Object.entries(levels))
    combinations = own.flatMap((level) => combinations.map((one) => ({ ...one, [factor]: level })));
  return combinations.map((one, index) => ({ levels: one, value: values[index]! }));
}

const effectsOf = (cells: readonly FactorialCell[]) => {
  const result = factorialEffects(cells);
  if (result.status !== 'ok') throw new Error(result.status);
  return result;
};

describe('factorial effects', () => {
  it('are the published ones of the pilot plant', () => {
    // Box, Hunter & Hunter 2005, chapter 5, the 2³ pilot-plant design: yield by temperature T, concentration C and
    // catalyst K, in standard order; the book's effects.
    const levels = { T: [160, 180], C: [20, 40], K: ['A', 'B'] };
    const result = effectsOf(design(levels, [60, 72, 54, 68, 52, 83, 45, 80]));
    expect(result.mean).toBe(64.25);
    expect(result.main.map(({ factor, effect }) => [factor, effect])).toEqual([
      ['T', 23],
      ['C', -5],
      ['K', 1.5],
    ]);
    expect(result.interactions.map(({ factors, effect }) => [factors.join(''), effect])).toEqual([
      ['TC', 1.5],
      ['TK', 10],
      ['CK', 0],
    ]);
    // What is left is the three-way interaction of the book, 0.5: a ± effect/2 in every cell.
    const explained = [...result.main, ...result.interactions].reduce((total, { variance }) => total + variance, 0);
    expect(result.variance - explained).toBeCloseTo(0.25 ** 2, 10);
  });

  it('are the sum-to-zero coefficients of least squares for more levels', () => {
    // numpy 2.4.6: linalg.lstsq on the full model, A in 3 levels coded [[1,0],[0,1],[-1,-1]], B and C coded [1, -1];
    // coefficients of 1, A1, A2, B, C, A1B, A2B, A1C, A2C, BC.
    const levels = { C: [false, true], B: ['low', 'high'], A: [1, 2, 3] };
    const values = [0.61, 0.64, 0.7, 0.66, 0.72, 0.81, 0.59, 0.68, 0.75, 0.69, 0.77, 0.9];
    const { mean, main, interactions } = effectsOf(design(levels, values));
    const effects = [
      ...main.map(({ factor, levels: list }) => ({ name: factor, list })),
      ...interactions.map(({ factors, cells: list }) => ({ name: factors.join(''), list })),
    ];
    const deviations = (of: string) =>
      effects.find(({ name }) => name === of)!.list.map(({ deviation }) => Number(deviation.toFixed(12)));
    expect(mean).toBeCloseTo(0.71, 12);
    expect(deviations('A').slice(0, 2)).toEqual([-0.0575, -0.01]);
    expect(deviations('B')[0]).toBe(-0.006666666667);
    expect(deviations('C')[0]).toBe(-0.02);
    expect(deviations('BA').slice(0, 2)).toEqual([-0.020833333333, 0.071666666667]);
    expect(deviations('CA').slice(0, 2)).toEqual([0.0225, -0.025]);
    expect(deviations('CB')[0]).toBe(0.01);
    expect(main.map(({ effect }) => effect === null)).toEqual([false, false, true]);
    expect(interactions.map(({ effect }) => effect === null)).toEqual([false, true, true]);
  });

  const values = fc.array(fc.integer({ min: -100, max: 100 }), { minLength: 12, maxLength: 12 });
  const levels = { A: ['x', 'y', 'z'], B: [1, 2], C: ['off', 'on'] };

  it('have deviations that add up to 0, and parts that do not exceed the whole', () => {
    fc.assert(
      fc.property(values, (list) => {
        const { main, interactions, variance } = effectsOf(design(levels, list));
        for (const one of main)
          expect(one.levels.reduce((total, { deviation }) => total + deviation, 0)).toBeCloseTo(0, 9);
        for (const { cells } of interactions) {
          for (const level of [0, 1] as const) {
            const sums = new Map<Level, number>();
            for (const cell of cells)
              sums.set(cell.levels[level], (sums.get(cell.levels[level]) ?? 0) + cell.deviation);
            for (const sum of sums.values()) expect(sum).toBeCloseTo(0, 9);
          }
        }
        const explained = [...main, ...interactions].reduce((total, one) => total + one.variance, 0);
        expect(explained).toBeLessThanOrEqual(variance + 1e-9);
      }),
    );
  });

  it('do not depend on the order of the cells but for which level comes first', () => {
    fc.assert(
      fc.property(values, (list) => {
        const cells = design(levels, list);
        const [one, other] = [effectsOf(cells), effectsOf([...cells].reverse())];
        expect(other.main[1]!.effect).toBeCloseTo(-one.main[1]!.effect!, 9);
        expect(other.interactions[2]!.effect).toBeCloseTo(one.interactions[2]!.effect!, 9); // both factors turned
      }),
    );
  });

  it('are refused for designs that are not full', () => {
    const cells = design({ A: [0, 1], B: [0, 1] }, [1, 2, 3, 4]);
    expect(factorialEffects(cells.slice(0, 3))).toEqual({ status: 'incomplete', missing: [{ A: 1, B: 1 }] });
    expect(factorialEffects(design({ A: [0, 1] }, [1, Number.NaN])).status).toBe('invalid');
    expect(() => factorialEffects([...cells, cells[0]!])).toThrow('received two of [0,0]');
    expect(() => factorialEffects([...cells, { levels: { A: 1 }, value: 1 }])).toThrow('A, B are needed in every cell');
    expect(() => factorialEffects(design({ A: [0] }, [1]))).toThrow('two levels of A');
    expect(() => factorialEffects([])).toThrow('received none');
  });

  it('tell 1 from "1"', () => {
    expect(effectsOf(design({ A: [1, '1'] }, [2, 5])).main[0]!.effect).toBe(3);
  });
});
