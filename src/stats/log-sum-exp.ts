/** ln Σ exp(x), by the largest value, so that nothing overflows; −Infinity of no values. */
export function logSumExp(values: Iterable<number> & ArrayLike<number>): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (const value of values) largest = Math.max(largest, value);
  if (!Number.isFinite(largest)) return largest;
  let sum = 0;
  for (const value of values) sum += Math.exp(value - largest);
  return largest + Math.log(sum);
}
