import { adjusted, type Family } from './adjusted-p.ts';

/**
 * Holm's step-down adjustment, which bounds the chance of any false rejection in the family:
 *
 *     adjusted p(i) = max over j ≤ i of min(1, (m − j + 1) · p(j)),  p(1) ≤ … ≤ p(m)
 *
 * Source: Holm 1979, Scandinavian Journal of Statistics 6:65–70. Applies under any dependence of the tests.
 * Null for what could not be computed (see `adjusted`).
 */
export function holm(pValues: Family): (number | null)[] {
  return adjusted(pValues, 'step-down', (rank, m) => m - rank + 1);
}
