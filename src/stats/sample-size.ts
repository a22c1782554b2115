export interface TestDesign {
  /** Level of the test, two-sided unless said otherwise. */
  readonly alpha?: number;
  /** The probability with which the effect is to be found. */
  readonly power?: number;
}

export type SampleSize =
  | { readonly status: 'ok'; readonly n: number }
  /** No number of them reaches the power, or none below a thousand million does. */
  | { readonly status: 'never' }
  /** A number is not finite, or outside the range that has a meaning. */
  | { readonly status: 'invalid'; readonly reason: string };

/** Nobody trains more, and the search ends. */
export const LIMIT = 1e9;

/** What is wrong with numbers that ought to be finite, or with the design; null if nothing is. */
export function misuse(
  finite: Readonly<Record<string, number>>,
  { alpha = 0.05, power = 0.8 }: TestDesign,
): string | null {
  if (!Object.values(finite).every(Number.isFinite)) return 'non-finite number';
  if (!(alpha > 0 && alpha < 1)) return 'level outside (0, 1)';
  return power > 0 && power < 1 ? null : 'power outside (0, 1)';
}

/** Of a number that was found, or null; above the limit, as after a division by an effect of 0, there is none. */
export function sized(n: number | null): SampleSize {
  return n !== null && n <= LIMIT ? { status: 'ok', n } : { status: 'never' };
}
