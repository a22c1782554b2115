import { adjusted, type Family } from './adjusted-p.ts';

/**
 * Bonferroni's adjustment, min(1, m · p), which bounds the chance of any false rejection under any dependence.
 *
 * Source: Dunn 1961, Journal of the American Statistical Association 56:52–64. Never below Holm's, which serves the same
 * end: for tables that are compared with others made by it.
 * Null for what could not be computed (see `adjusted`).
 */
export function bonferroni(pValues: Family): (number | null)[] {
  return adjusted(pValues, 'step-down', (_, m) => m);
}
