import { logBeta } from './stirling.ts';

/**
 * Hedges' factor that makes a standardised mean difference unbiased:
 *
 *     J(df) = Γ(df/2) / (sqrt(df/2) Γ((df − 1)/2)) = sqrt(2π/df) / B((df − 1)/2, ½)
 *
 * Source: Hedges 1981, Journal of Educational Statistics 6:107–128. Null for df of 1 or less, where the mean of the
 * standardised difference does not exist.
 */
export function hedgesCorrection(df: number): number | null {
  return df > 1 ? Math.exp(Math.log((2 * Math.PI) / df) / 2 - logBeta((df - 1) / 2, 0.5)) : null;
}
