import { momentsOf } from './moments.ts';

/** A change of scale: a value v becomes (v − mean) / sd, and back. */
export interface Standardisation {
  readonly status: 'ok' | 'constant';
  readonly mean: number;
  /** Population standard deviation, with n below. 1 of constant values, which have none: they become 0, and stay finite. */
  readonly sd: number;
}

/**
 * The change of scale that gives values a mean of 0 and a mean square of 1. With n below in place of n − 1, so that the
 * squared error of standardised values is the share of their variance that is left: R² is 1 less that.
 *
 * @param values at least one, all finite.
 * @throws {RangeError} if there are none, or one is not finite: they were checked when they were read.
 */
export function standardisation(values: ArrayLike<number>): Standardisation {
  const list = Array.from(values);
  const moments = momentsOf(list);
  switch (moments.status) {
    case 'ok':
      return { status: 'ok', mean: moments.mean, sd: moments.sd * Math.sqrt((list.length - 1) / list.length) };
    case 'zero_variance':
      return { status: 'constant', mean: moments.mean, sd: 1 };
    case 'insufficient':
      if (list.length === 1) return { status: 'constant', mean: list[0]!, sd: 1 };
      throw new RangeError('there are no values to standardise by');
    case 'invalid':
      throw new RangeError(`values to standardise by: ${moments.reason}`);
  }
}
