/**
 * The power of two at or below the largest magnitude of some numbers, 1 if all are 0 or one is not finite. Numbers
 * divided by it have the same digits, and squares and sums that neither overflow nor vanish.
 */
export function powerOfTwoBelow(values: readonly number[]): number {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (largest === 0 || !Number.isFinite(largest)) return 1;
  // The logarithm of a number just below a power of two is rounded up to that power's.
  const power = 2 ** Math.min(1023, Math.floor(Math.log2(largest)));
  return power > largest ? power / 2 : power;
}
