/** The error after n examples, f(n) = asymptote + coefficient · n^−rate: "pow3" of the learning-curve literature. */
export interface PowerLaw {
  /** The error that no number of examples goes below, from 0 on. */
  readonly asymptote: number;
  readonly coefficient: number;
  readonly rate: number;
}

/** The error after so many examples. */
export function powerLawAt({ asymptote, coefficient, rate }: PowerLaw, size: number): number {
  return asymptote + coefficient * size ** -rate;
}

/** A distance from the asymptote below this share of the error is rounding. */
const ROUNDING = 1e-10;

/**
 * The number of examples that the law needs for an error, f⁻¹(y) = (coefficient / (y − asymptote))^(1/rate). Not rounded
 * to whole examples, and below 1 for an error that the first example already beats. Infinity where the error is at or
 * below the asymptote.
 */
export function examplesNeeded({ asymptote, coefficient, rate }: PowerLaw, error: number): number {
  const above = error - asymptote;
  if (above <= ROUNDING * Math.max(Math.abs(error), asymptote)) return Number.POSITIVE_INFINITY;
  return Math.exp((Math.log(coefficient) - Math.log(above)) / rate); // a power would overflow on the way
}
