/**
 * How often a value of one list exceeds one of another, over all pairs: Cliff's delta, (#{x > y} − #{x < y}) / (mn).
 * Vargha and Delaney's A12, the chance that x exceeds y with ties counted half, is (delta + 1)/2.
 *
 * Source: Cliff 1993, Psychological Bulletin 114:494–509; Vargha & Delaney 2000, Journal of Educational and Behavioral
 * Statistics 25:101–132. Null where a list is empty or holds NaN.
 */
export function cliffsDelta(xs: readonly number[], ys: readonly number[]): number | null {
  if (xs.length === 0 || ys.length === 0 || [...xs, ...ys].some(Number.isNaN)) return null;
  const sorted = Float64Array.from(ys).sort();
  const excess = xs.reduce((sum, x) => sum + below(sorted, x, false) + below(sorted, x, true) - sorted.length, 0);
  return excess / (xs.length * ys.length);
}

/** How many of the sorted values lie below x, or at it. */
function below(sorted: Float64Array, x: number, orAt: boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < x || (orAt && sorted[middle] === x)) low = middle + 1;
    else high = middle;
  }
  return low;
}
