/**
 * The p-quantile of a sample, linear between order statistics: type 7 of Hyndman & Fan 1996, "Sample quantiles in statistical
 * packages", The American Statistician 50:361–365; the default of R and numpy.
 *
 * @param sorted from the smallest up, at least one
 * @param p in [0, 1]
 * @throws {RangeError} without values or with another p.
 */
export function quantile(sorted: readonly number[], p: number): number {
  if (sorted.length === 0 || !(p >= 0 && p <= 1)) throw new RangeError(`no quantile ${p} of ${sorted.length} values`);
  const place = (sorted.length - 1) * p;
  const below = Math.floor(place);
  const [low, high] = [sorted[below]!, sorted[Math.min(below + 1, sorted.length - 1)]!];
  return low === high ? low : low + (place - below) * (high - low);
}
