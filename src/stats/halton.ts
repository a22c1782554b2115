/** The first primes: one base for each dimension of a point. */
const PRIMES = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71] as const;

/** Dimensions of a point at most. */
export const HALTON_DIMENSIONS = PRIMES.length;

/**
 * One coordinate of a randomised Halton point, in [0, 1). With b the dimension's prime and aₖ the base-b digits of the
 * index, the lowest first:
 *
 *     x = Σₖ πₖ(aₖ) b^−(k+1)
 *
 * Each digit place has a random permutation πₖ of its own, which zeros in front of the index go through too. Any b
 * consecutive points have one coordinate in each of b equal parts of [0, 1). Points can be added without moving others.
 * Source: Halton 1960, Numerische Mathematik 2:84–90; randomised as in Owen 2017, "A randomized Halton algorithm in R",
 * arXiv:1706.02808.
 *
 * @param index of the point, from 0.
 * @param dimension from 0; below `HALTON_DIMENSIONS`.
 * @param permutation of 0 … base−1, for a digit place counted from 0; the same at every call.
 * @throws {RangeError} for a dimension or an index that there is not.
 */
export function haltonCoordinate(
  index: number,
  dimension: number,
  permutation: (place: number, base: number) => ArrayLike<number>,
): number {
  const base = PRIMES[dimension];
  if (base === undefined) throw new RangeError(`there are ${PRIMES.length} dimensions, received ${dimension}`);
  if (!Number.isSafeInteger(index) || index < 0) throw new RangeError(`an index from 0 is needed, received ${index}`);
  const places = Math.ceil(RESOLUTION_BITS / Math.log2(base));
  let x = 0;
  let weight = 1 / base;
  let rest = index;
  for (let place = 0; place < places; place++) {
    x += permutation(place, base)[rest % base]! * weight;
    rest = Math.floor(rest / base);
    weight /= base;
  }
  return Math.min(x, BELOW_ONE);
}

/** Digit places are added until they no longer change a coordinate by more than 2^−32. */
const RESOLUTION_BITS = 32;

/** The sum of all places may round up to 1. */
const BELOW_ONE = 1 - 2 ** -32;
