/** p-values of one family; null where one could not be computed. */
export type Family = readonly (number | null)[];

/** The place of a p-value among the m that were computed, from 1 for the smallest. */
export type Multiplier = (rank: number, m: number) => number;

/**
 * Adjusted p-values min(1, multiplier · p) of ordered p(1) ≤ … ≤ p(m), made to rise with p: `step-down` takes the largest
 * of those at or below a rank, `step-up` the smallest of those at or above it.
 *
 * A p-value that could not be computed is null; so is NaN, or a number outside [0, 1]. It keeps its place as null, and m
 * does not count it.
 */
export function adjusted(
  family: Family,
  direction: 'step-down' | 'step-up',
  multiplier: Multiplier,
): (number | null)[] {
  const ranked = family
    .map((p, index) => ({ p, index }))
    .filter((entry): entry is { p: number; index: number } => entry.p !== null && entry.p >= 0 && entry.p <= 1)
    .sort((a, b) => a.p - b.p);
  const m = ranked.length;
  const scaled = ranked.map(({ p, index }, below) => ({ value: Math.min(1, multiplier(below + 1, m) * p), index }));
  const [order, stricter] = direction === 'step-down' ? [scaled, Math.max] : [scaled.reverse(), Math.min];
  const result: (number | null)[] = family.map(() => null);
  let bound = direction === 'step-down' ? 0 : 1;
  for (const { value, index } of order) {
    bound = stricter(bound, value);
    result[index] = bound;
  }
  return result;
}
