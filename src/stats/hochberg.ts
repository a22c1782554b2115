import { adjusted, type Family } from './adjusted-p.ts';

/**
 * Hochberg's step-up adjustment, with the factors of Holm's:
 *
 *     adjusted p(i) = min over j ≥ i of min(1, (m − j + 1) · p(j)),  p(1) ≤ … ≤ p(m)
 *
 * Source: Hochberg 1988, Biometrika 75:800–802. Never above Holm's, but it bounds the chance of any false rejection only
 * for tests that are independent or positively dependent (Sarkar 1998, Annals of Statistics 26:494–504).
 * Null for what could not be computed (see `adjusted`).
 */
export function hochberg(pValues: Family): (number | null)[] {
  return adjusted(pValues, 'step-up', (rank, m) => m - rank + 1);
}
