/**
 * The p-quantile of a sample, linear between order statistics: type 7 of Hyndman & Fan 1996, "Sample quantiles in statistical
 * packages", The American Statistician 50:361–365; the default of R and numpy. Infinite values are allowed: between one and
 * a finite value it is the infinite one.
 *
 * @param sorted from the smallest up, at least one
 * @param p in [0, 1]
 * @throws {RangeError} without values or with another p.
 */
export function quantile(sorted: ArrayLike<number>, p: number): number {
  if (sorted.length === 0 || !(p >= 0 && p <= 1)) throw new RangeError(`no quantile ${p} of ${sorted.length} values`);
  const place = (sorted.length - 1) * p;
  const [below, above] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!];
  const share = place - Math.floor(place);
  if (share === 0 || below === above) return below;
  if (!Number.isFinite(above - below)) return Number.isFinite(below) ? above : below;
  return below + share * (above - below);
}
