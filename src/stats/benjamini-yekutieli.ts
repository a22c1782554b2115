import { adjusted, type Family } from './adjusted-p.ts';

/**
 * Benjamini and Yekutieli's step-up adjustment: Benjamini and Hochberg's, times the m-th harmonic number:
 *
 *     adjusted p(i) = min over j ≥ i of min(1, m/j · p(j) · Σ 1/l over l ≤ m),  p(1) ≤ … ≤ p(m)
 *
 * Source: Benjamini & Yekutieli 2001, Annals of Statistics 29:1165–1188, theorem 1.3. It bounds the expected share of
 * false rejections among the rejections under any dependence of the tests, such as all pairs of arms.
 * Null for what could not be computed (see `adjusted`).
 */
export function benjaminiYekutieli(pValues: Family): (number | null)[] {
  const harmonic: number[] = [0];
  const upTo = (m: number) => {
    while (harmonic.length <= m) harmonic.push(harmonic.at(-1)! + 1 / harmonic.length);
    return harmonic[m]!;
  };
  return adjusted(pValues, 'step-up', (rank, m) => (m / rank) * upTo(m));
}
