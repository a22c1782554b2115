import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { scheduleFactor, scheduleSchema } from '../../src/transfer/schedule.ts';
import { schedules } from '../../src/transfer/schedules/registry.ts';
import { readReference } from '../stats/reference.ts';

const names = Object.keys(schedules) as (keyof typeof schedules)[];

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });

/** Options of each schedule from end to end of what a recipe may say. */
const OPTIONS: Readonly<Record<keyof typeof schedules, fc.Arbitrary<object>>> = {
  constant: fc.constant({}),
  linear: fc.record({ 'warm-up': between(0, 0.9) }, { requiredKeys: [] }),
  cosine: fc.record({ 'warm-up': between(0, 0.9), end: between(0, 1) }, { requiredKeys: [] }),
  'slanted-triangular': fc.record({ cut: between(1e-6, 0.999999), ratio: between(1, 1e4) }, { requiredKeys: [] }),
  'inverse-power': fc.record({ alpha: between(1e-3, 1e3), beta: between(1e-3, 10) }, { requiredKeys: [] }),
};

describe.each(names)('%s', (name) => {
  test('is registered under its name, with a title and a reference, and refuses what it does not know', () => {
    expect(schedules[name].name).toBe(name);
    expect(schedules[name].title.length).toBeGreaterThan(5);
    expect(schedules[name].reference.length).toBeGreaterThan(5);
    expect(scheduleSchema.safeParse({ use: name, unknown: 1 }).success).toBe(false);
    expect(scheduleSchema.parse(name)).toEqual(scheduleSchema.parse({ use: name }));
  });

  test('is a share of the learning rate at every step, whatever its options and the budget', () => {
    fc.assert(
      fc.property(OPTIONS[name], fc.integer({ min: 1, max: 5000 }), between(0, 0.999999), (options, steps, at) => {
        const schedule = scheduleSchema.parse({ use: name, ...options } as { use: typeof name });
        for (const step of [0, Math.floor(at * steps), steps - 1]) {
          const factor = scheduleFactor(schedule, step, steps);
          expect(factor).toBeGreaterThanOrEqual(0);
          expect(factor).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  test('never stands still by default: no step of a short budget is made at zero', () => {
    for (let steps = 1; steps <= 40; steps++) {
      for (let step = 0; step < steps; step++) {
        expect(scheduleFactor(scheduleSchema.parse(name), step, steps)).toBeGreaterThan(0);
      }
    }
  });
});

test.each(['linear', 'cosine'] as const)('%s rises in its warm-up and falls afterwards', (use) => {
  const schedule = scheduleSchema.parse({ use, 'warm-up': 0.2 });
  const factors = Array.from({ length: 100 }, (_, step) => scheduleFactor(schedule, step, 100));
  expect(factors[0]).toBeCloseTo(1 / 20, 12);
  expect(factors[19]).toBe(1);
  factors.slice(1, 20).forEach((factor, step) => {
    expect(factor).toBeGreaterThan(factors[step]!);
  });
  factors.slice(21).forEach((factor, step) => {
    expect(factor).toBeLessThan(factors[step + 20]!);
  });
});

describe('slanted-triangular', () => {
  test.each(readReference('ulmfit_schedules').cases)('$name', ({ input, expected }) => {
    const { t, T, cut_frac: cut, ratio, eta_max: highest } = input as Record<string, number>;
    const factor = scheduleFactor(scheduleSchema.parse({ use: 'slanted-triangular', cut, ratio }), t!, T!);
    const { eta } = expected as { readonly eta: number | null };
    // With too few steps the formula divides by zero: there the rise is one step, from the lowest rate.
    expect(factor * highest!).toBeCloseTo(eta ?? highest! / ratio!, 12);
  });
});
