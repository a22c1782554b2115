import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { scheduleFactor, scheduleSchema } from '../../src/transfer/schedule.ts';
import { schedules } from '../../src/transfer/schedules/registry.ts';
import { readReference } from '../stats/reference.ts';

const names = Object.keys(schedules) as (keyof typeof schedules)[];

test.each(names)('%s is a share of the learning rate at every step, and is registered under its name', (name) => {
  expect(schedules[name].name).toBe(name);
  const schedule = scheduleSchema.parse(name);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5000 }), fc.double({ min: 0, max: 0.999999, noNaN: true }), (steps, at) => {
      const factor = scheduleFactor(schedule, Math.floor(at * steps), steps);
      expect(factor).toBeGreaterThanOrEqual(0);
      expect(factor).toBeLessThanOrEqual(1);
    }),
  );
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

describe('inverse-power', () => {
  test.each(readReference('domain_adaptation').cases.filter(({ name }) => name.startsWith('schedule_')))(
    'μ of DANN: $name',
    ({ input, expected }) => {
      const { p, mu0, alpha, beta } = input as Record<string, number>;
      const factor = scheduleFactor(scheduleSchema.parse({ use: 'inverse-power', alpha, beta }), p! * 1000, 1000);
      expect(factor * mu0!).toBeCloseTo((expected as { readonly mu_p: number }).mu_p, 12);
    },
  );
});
