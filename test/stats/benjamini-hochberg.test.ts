import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { benjaminiHochberg } from '../../src/stats/benjamini-hochberg.ts';
import { holm } from '../../src/stats/holm.ts';
import { expectClose, readReference } from './reference.ts';

// Expected values: statsmodels' multipletests, checked with R's p.adjust (see the file's head).
const reference = readReference('multiple_comparisons');
const nullableNumbers = z.array(z.number().nullable());

describe('Benjamini–Hochberg against statsmodels and R', () => {
  it.each(reference.cases)('$name', ({ input, expected }) => {
    const adjusted = benjaminiHochberg(nullableNumbers.parse(input['p']));
    const wanted = nullableNumbers.parse(expected['bh']);
    expect(adjusted).toHaveLength(wanted.length);
    for (const [index, value] of wanted.entries()) {
      if (value === null) expect(adjusted[index]).toBeNull();
      else expectClose(adjusted[index] ?? Number.NaN, value, reference.tolerance);
    }
  });
});

describe('Benjamini–Hochberg', () => {
  const families = fc.array(fc.option(fc.double({ min: 0, max: 1, noNaN: true })), { maxLength: 20 });

  it('never lowers a p, never exceeds Holm, and keeps the order', () => {
    fc.assert(
      fc.property(families, (family) => {
        const adjusted = benjaminiHochberg(family);
        const stricter = holm(family);
        for (const [i, p] of family.entries()) {
          const value = adjusted[i] ?? null;
          expect(value === null).toBe(p === null);
          if (p === null || value === null) continue;
          expect(value).toBeGreaterThanOrEqual(p);
          expect(value).toBeLessThanOrEqual((stricter[i] ?? 1) * (1 + 1e-12)); // m/j · p rounds once more
          for (const [j, q] of family.entries()) {
            if (q !== null && p < q) expect(value).toBeLessThanOrEqual(adjusted[j] ?? 1);
          }
        }
      }),
    );
  });

  it('takes NaN for a p that could not be computed', () => {
    expect(benjaminiHochberg([Number.NaN, 0.04])).toEqual([null, 0.04]);
    expect(benjaminiHochberg([])).toEqual([]);
  });
});
