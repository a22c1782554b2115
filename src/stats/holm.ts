/**
 * Holm's step-down adjustment, which bounds the chance of any false rejection in the family:
 *
 *     adjusted p(i) = max over j ≤ i of min(1, (m − j + 1) · p(j)),  p(1) ≤ … ≤ p(m)
 *
 * Source: Holm 1979, Scandinavian Journal of Statistics 6:65–70. Applies under any dependence of the tests.
 *
 * A p-value that could not be computed is null (NaN is taken for null): it keeps its place and m does not count it.
 */
export function holm(pValues: readonly (number | null)[]): (number | null)[] {
  const ranked = pValues
    .map((p, index) => ({ p, index }))
    .filter((entry): entry is { p: number; index: number } => entry.p !== null && !Number.isNaN(entry.p))
    .sort((a, b) => a.p - b.p);
  const adjusted: (number | null)[] = pValues.map(() => null);
  let floor = 0;
  for (const [rank, { p, index }] of ranked.entries()) {
    floor = Math.max(floor, Math.min(1, (ranked.length - rank) * p));
    adjusted[index] = floor;
  }
  return adjusted;
}
