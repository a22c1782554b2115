/** Partial sums side by side, and the longest run that is summed by them without halving. */
const LANES = 8;
const LONGEST_RUN = 128;

/**
 * The sum of values by pairwise summation, whose rounding grows with the logarithm of their number (Higham 1993, "The
 * accuracy of floating point summation", SIAM Journal on Scientific Computing 14:783–799). In the order in which numpy sums:
 * below eight values one by one, up to 128 in eight partial sums, beyond that in halves. So that where a result hangs on
 * the last bit, as a tie of two means does, it is numpy's and scipy's.
 */
export function pairwiseSum(values: readonly number[], start = 0, end = values.length): number {
  const count = end - start;
  if (count > LONGEST_RUN) {
    const half = Math.floor(count / 2);
    const middle = start + half - (half % LANES);
    return pairwiseSum(values, start, middle) + pairwiseSum(values, middle, end);
  }
  if (count < LANES) return addedUp(values, start, end, 0);
  const lanes = values.slice(start, start + LANES);
  const tail = end - (count % LANES);
  for (let at = start + LANES; at < tail; at++) lanes[(at - start) % LANES]! += values[at]!;
  const [a, b, c, d, e, f, g, h] = lanes as [number, number, number, number, number, number, number, number];
  const sum = a + b + (c + d) + (e + f + (g + h));
  return addedUp(values, tail, end, sum);
}

/** One by one, in a plain loop: bootstraps live here. */
function addedUp(values: readonly number[], start: number, end: number, from: number): number {
  let sum = from;
  for (let at = start; at < end; at++) sum += values[at]!;
  return sum;
}
