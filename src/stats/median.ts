/**
 * The median of at least one number: the middle one, or half the sum of the two in the middle. As numpy's, to the last bit;
 * `median` of simple-statistics goes half of the way from one to the other, which rounds otherwise, so that a tie of a
 * resample's median with the data's is one there and none here.
 *
 * @throws {RangeError} without numbers.
 */
export function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  if (sorted.length === 0) throw new RangeError('a median of no numbers');
  const half = sorted.length >> 1;
  const [below, above] = [sorted[sorted.length - 1 - half]!, sorted[half]!];
  // Of one number, or two that are equal, also where the sum of the two would overflow.
  return below === above ? below : (below + above) / 2;
}
