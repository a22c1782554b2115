/** Of the argument, relative to the interval's ends, and of the function's value. */
const PRECISION = 1e-13;
const MAX_STEPS = 300;

/**
 * The x in [low, high] where a rising function is 0, by the Illinois form of false position (Dowell & Jarratt 1971, BIT
 * 11:168–174). An end at which the function does not lie on its side of 0 is returned as it is.
 */
export function risingRoot(f: (x: number) => number, low: number, high: number): number {
  let [below, above] = [f(low), f(high)];
  if (below >= 0) return low;
  if (above <= 0) return high;
  let moved: 'low' | 'high' | null = null;
  let x = high;
  for (let step = 0; step < MAX_STEPS; step++) {
    if (high - low <= PRECISION * Math.max(Math.abs(low), Math.abs(high))) break;
    x = (low * above - high * below) / (above - below);
    const value = f(x);
    if (Math.abs(value) < PRECISION) break;
    // An end that stays for a second time weighs half: the other end would only creep towards the root.
    if (value < 0) {
      if (moved === 'low') above /= 2;
      [low, below, moved] = [x, value, 'low'];
    } else {
      if (moved === 'high') below /= 2;
      [high, above, moved] = [x, value, 'high'];
    }
  }
  return x;
}

/** The smallest whole number from `low` to `limit` that passes a test which all larger ones pass; null if none does. */
export function smallestPassing(passes: (n: number) => boolean, low: number, limit: number): number | null {
  let high = low;
  while (!passes(high)) {
    if (high >= limit) return null;
    low = high + 1;
    high = Math.min(limit, 2 * high);
  }
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (passes(middle)) high = middle;
    else low = middle + 1;
  }
  return high;
}
