/**
 * Benjamini and Hochberg's step-up adjustment, which bounds the expected share of false rejections among the rejections:
 *
 *     adjusted p(i) = min over j ≥ i of min(1, m/j · p(j)),  p(1) ≤ … ≤ p(m)
 *
 * Source: Benjamini & Hochberg 1995, Journal of the Royal Statistical Society B 57:289–300; Benjamini & Yekutieli 2001,
 * Annals of Statistics 29:1165–1188 for where it holds: independent or positively dependent tests, such as arms that are
 * compared with one and the same other arm. For a screening of many ablations; a family that decides takes `holm`.
 *
 * A p-value that could not be computed is null (NaN is taken for null): it keeps its place and m does not count it.
 */
export function benjaminiHochberg(pValues: readonly (number | null)[]): (number | null)[] {
  const ranked = pValues
    .map((p, index) => ({ p, index }))
    .filter((entry): entry is { p: number; index: number } => entry.p !== null && !Number.isNaN(entry.p))
    .sort((a, b) => b.p - a.p);
  const adjusted: (number | null)[] = pValues.map(() => null);
  let ceiling = 1;
  for (const [above, { p, index }] of ranked.entries()) {
    ceiling = Math.min(ceiling, (ranked.length / (ranked.length - above)) * p);
    adjusted[index] = ceiling;
  }
  return adjusted;
}
