import { adjusted, type Family } from './adjusted-p.ts';

/**
 * Benjamini and Hochberg's step-up adjustment, which bounds the expected share of false rejections among the rejections:
 *
 *     adjusted p(i) = min over j ≥ i of min(1, m/j · p(j)),  p(1) ≤ … ≤ p(m)
 *
 * Source: Benjamini & Hochberg 1995, Journal of the Royal Statistical Society B 57:289–300; Benjamini & Yekutieli 2001,
 * Annals of Statistics 29:1165–1188 for where it holds: independent or positively dependent tests, such as arms that are
 * compared with one and the same other arm. For a screening of many ablations; a family that decides takes `holm`.
 * Null for what could not be computed (see `adjusted`).
 */
export function benjaminiHochberg(pValues: Family): (number | null)[] {
  return adjusted(pValues, 'step-up', (rank, m) => m / rank);
}
