/** A share of trials with an outcome, and its 95 % interval. */
export interface Rate {
  readonly share: number;
  readonly interval: readonly [low: number, high: number];
}

/** Standard normal quantile of 0.975. */
const Z = 1.959963984540054;

/**
 * The share `count / of` with Wilson's interval (1927, Journal of the American Statistical Association 22:209–212):
 *
 *     centre = (p + z²/2n) / (1 + z²/n),  half = z/(1 + z²/n) · sqrt(p(1 − p)/n + z²/4n²)
 *
 * It stays within 0 and 1 and has width where nothing, or everything, was counted.
 *
 * @throws {RangeError} unless 0 ≤ count ≤ of and of ≥ 1, both whole.
 */
export function wilsonInterval(count: number, of: number): Rate {
  if (!(Number.isInteger(count) && Number.isInteger(of) && count >= 0 && of >= 1 && count <= of))
    throw new RangeError(`a count of at most all is needed, received ${count} of ${of}`);
  const share = count / of;
  const centre = (share + Z ** 2 / (2 * of)) / (1 + Z ** 2 / of);
  const half = (Z / (1 + Z ** 2 / of)) * Math.sqrt((share * (1 - share)) / of + Z ** 2 / (4 * of ** 2));
  return { share, interval: [Math.max(0, centre - half), Math.min(1, centre + half)] };
}
