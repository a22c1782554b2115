import { quantile } from './quantile.ts';

/** What is known of a quantity: a value where both ends are equal; a bound where one of them is infinite. */
export interface Bounds {
  readonly low: number;
  readonly high: number;
}

/** A percentile interval of which an end is open where the draws do not tell it. */
export interface CensoredInterval {
  /** −Infinity and Infinity where open. */
  readonly low: number;
  readonly high: number;
  readonly draws: number;
  /** Draws of which only an upper bound is known, a lower bound, and nothing. */
  readonly censoredBelow: number;
  readonly censoredAbove: number;
  readonly missing: number;
}

/**
 * The percentile interval of bootstrap draws that may be censored: its lower end is the quantile of the draws' lower
 * bounds, its upper end that of their upper bounds. A draw in which the quantity does not exist (null) has no bounds, and
 * so opens both. An end is thus open where more draws than the tail's share are, and no draw is dropped: dropping them
 * would make intervals narrow just where little is known.
 *
 * Quantiles are linear between order statistics (type 7 of Hyndman & Fan 1996), and open between an open one and another.
 * Source: Efron & Tibshirani 1993, "An introduction to the bootstrap", chapter 13.
 *
 * @param draws at least one.
 * @param tail share of the draws beyond each end, below one half.
 */
export function censoredPercentiles(draws: readonly (Bounds | null)[], tail: number): CensoredInterval {
  const known = draws.filter((draw) => draw !== null);
  return {
    low: quantile(ascending(draws.map((draw) => draw?.low ?? Number.NEGATIVE_INFINITY)), tail),
    high: quantile(ascending(draws.map((draw) => draw?.high ?? Number.POSITIVE_INFINITY)), 1 - tail),
    draws: draws.length,
    censoredBelow: known.filter(({ low, high }) => low < high && high < Number.POSITIVE_INFINITY).length,
    censoredAbove: known.filter(({ low, high }) => low < high && high === Number.POSITIVE_INFINITY).length,
    missing: draws.length - known.length,
  };
}

function ascending(values: readonly number[]): Float64Array {
  return Float64Array.from(values).sort();
}
