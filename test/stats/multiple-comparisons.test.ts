import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { benjaminiHochberg } from '../../src/stats/benjamini-hochberg.ts';
import { benjaminiYekutieli } from '../../src/stats/benjamini-yekutieli.ts';
import { bonferroni } from '../../src/stats/bonferroni.ts';
import { hochberg } from '../../src/stats/hochberg.ts';
import { holm } from '../../src/stats/holm.ts';

const families = fc.array(fc.option(fc.double({ min: 0, max: 1, noNaN: true })), { maxLength: 20 });

/** No value exceeds its counterpart, up to the rounding of one multiplication. */
function expectAtMost(lower: readonly (number | null)[], upper: readonly (number | null)[]) {
  for (const [index, value] of lower.entries()) {
    expect(value ?? 0).toBeLessThanOrEqual((upper[index] ?? 0) * (1 + 1e-12));
  }
}

describe.each([
  ['Bonferroni', bonferroni],
  ['Holm', holm],
  ['Hochberg', hochberg],
  ['Benjamini–Hochberg', benjaminiHochberg],
  ['Benjamini–Yekutieli', benjaminiYekutieli],
] as const)('%s', (_, adjust) => {
  it('never lowers a p, never exceeds 1, and keeps the order and the gaps', () => {
    fc.assert(
      fc.property(families, (family) => {
        const values = adjust(family);
        expectAtMost(family, values);
        for (const [i, p] of family.entries()) {
          expect(values[i] === null).toBe(p === null);
          expect(values[i] ?? 0).toBeLessThanOrEqual(1);
          for (const [j, q] of family.entries()) {
            if (p !== null && q !== null && p <= q) expect(values[i]).toBeLessThanOrEqual(values[j]!);
          }
        }
      }),
    );
  });

  it('does not depend on the order of the family, nor on what could not be computed', () => {
    fc.assert(
      fc.property(families, (family) => {
        const values = adjust(family);
        expect(adjust([...family].reverse())).toEqual([...values].reverse());
        expect(adjust(family.filter((p) => p !== null))).toEqual(values.filter((p) => p !== null));
      }),
    );
  });

  it('rises with every p', () => {
    fc.assert(
      fc.property(families, fc.double({ min: 0, max: 1, noNaN: true }), (family, share) => {
        expectAtMost(adjust(family), adjust(family.map((p) => (p === null ? null : p + share * (1 - p)))));
      }),
    );
  });

  it('takes what is no p-value for one that could not be computed', () => {
    expect(adjust([Number.NaN, 0.04, -0.1, 1.1, Number.POSITIVE_INFINITY])).toEqual([null, 0.04, null, null, null]);
    expect(adjust([])).toEqual([]);
    expect(adjust([0, 1])).toEqual([0, 1]);
  });
});

describe('the adjustments', () => {
  it('are ordered by what they assume: Benjamini–Hochberg, Hochberg, Holm, Bonferroni', () => {
    fc.assert(
      fc.property(families, (family) => {
        expectAtMost(benjaminiHochberg(family), hochberg(family));
        expectAtMost(hochberg(family), holm(family));
        expectAtMost(holm(family), bonferroni(family));
        expectAtMost(benjaminiHochberg(family), benjaminiYekutieli(family));
      }),
    );
  });
});
