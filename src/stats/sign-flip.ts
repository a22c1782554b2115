import type { RandomStream } from '../base/random.ts';
import { powerOfTwoBelow } from './power-of-two.ts';

export type SignFlip =
  | {
      readonly status: 'ok';
      /** `exact`: over all sign vectors. `monte-carlo`: over random ones. */
      readonly method: 'exact' | 'monte-carlo';
      readonly n: number;
      readonly mean: number;
      /** For sums at least as far from zero as the observed one. */
      readonly pTwoSided: number;
      /** For sums at least as large. */
      readonly pGreater: number;
      /** For sums at most as large. */
      readonly pLess: number;
    }
  /** No difference at all. */
  | { readonly status: 'insufficient'; readonly n: 0 }
  /** A difference is not finite. */
  | { readonly status: 'invalid'; readonly reason: string };

export interface SignFlipOptions {
  /** Up to this many differences all 2^n sign vectors are counted, above it random ones are drawn. At most 24. */
  readonly exactUpTo?: number;
  /** Random sign vectors, where there are too many to count. */
  readonly draws?: number;
  /** What those are drawn from. */
  readonly random: RandomStream;
}

/** A sum this share of Σ|d| below the observed one is taken for equal: 0.1 + 0.2 − 0.3 is 6e-17. */
const ROUNDING = 1e-12;

/**
 * The paired permutation (sign-flip, randomisation) test. Under the null hypothesis either sign of a difference is as
 * likely, so that over all sign vectors s
 *
 *     p = #{s : |Σ s(i) d(i)| ≥ |Σ d(i)|} / 2^n,   or  (b + 1) / (B + 1)  with b of B random vectors
 *
 * Source: Fisher 1935, "The design of experiments", section 21; Phipson & Smyth 2010, Statistical Applications in
 * Genetics and Molecular Biology 9:39, for the + 1, without which p could be 0. Applies to independent pairs, such as
 * seeds on one split, of any distribution that is symmetric under the null hypothesis; not to folds. With n pairs no
 * two-sided p is below 2/2^n: five pairs never reach 0.05.
 *
 * Differences of zero count on both sides; if all are zero, p is 1.
 *
 * @throws {RangeError} where `exactUpTo` is above 24 (128 MiB of sums) or `draws` is no positive integer.
 */
export function signFlip(differences: readonly number[], options: SignFlipOptions): SignFlip {
  const { exactUpTo = 20, draws = 99_999, random } = options;
  if (!(exactUpTo <= 24)) throw new RangeError(`at most 24 differences can be counted exactly, received ${exactUpTo}`);
  if (!(Number.isInteger(draws) && draws > 0)) throw new RangeError(`draws from 1 on are needed, received ${draws}`);
  if (!differences.every(Number.isFinite)) return { status: 'invalid', reason: 'non-finite difference' };
  const n = differences.length;
  if (n === 0) return { status: 'insufficient', n };
  const unit = powerOfTwoBelow(differences);
  const list = differences.map((difference) => difference / unit);
  const observed = list.reduce((sum, value) => sum + value, 0);
  const exact = n <= exactUpTo;
  const counts = countExtreme(exact ? allSums(list) : randomSums(list, draws, random), observed, tolerance(list));
  // All vectors hold the observed one already; random ones are joined by it.
  const share = (count: number) => (exact ? count / 2 ** n : (count + 1) / (draws + 1));
  return {
    status: 'ok',
    method: exact ? 'exact' : 'monte-carlo',
    n,
    mean: (observed / n) * unit,
    pTwoSided: share(counts.far),
    pGreater: share(counts.above),
    pLess: share(counts.below),
  };
}

function tolerance(list: readonly number[]): number {
  return ROUNDING * list.reduce((sum, value) => sum + Math.abs(value), 0);
}

function countExtreme(sums: Float64Array, observed: number, slack: number) {
  const counts = { far: 0, above: 0, below: 0 };
  for (const sum of sums) {
    if (Math.abs(sum) >= Math.abs(observed) - slack) counts.far++;
    if (sum >= observed - slack) counts.above++;
    if (sum <= observed + slack) counts.below++;
  }
  return counts;
}

/** Σ s(i) d(i) for all 2^n sign vectors: each difference in turn is added to, and taken from, all sums so far. */
function allSums(list: readonly number[]): Float64Array {
  const sums = new Float64Array(2 ** list.length);
  let filled = 1;
  for (const value of list) {
    for (let index = 0; index < filled; index++) {
      sums[filled + index] = sums[index]! - value;
      sums[index]! += value;
    }
    filled *= 2;
  }
  return sums;
}

/** The same for random sign vectors, with one sign from each bit drawn; sums of eight values each are looked up. */
function randomSums(list: readonly number[], draws: number, random: RandomStream): Float64Array {
  const tables = Array.from({ length: Math.ceil(list.length / BYTE) }, (_, byte) => {
    const signed = list.slice(byte * BYTE, (byte + 1) * BYTE);
    // A bit beyond the last value changes nothing: it adds and takes zero. Of a set bit the value itself is the sum's.
    return allSums([...signed, ...new Array<number>(BYTE - signed.length).fill(0)].map((value) => -value));
  });
  const sums = new Float64Array(draws);
  for (let draw = 0; draw < draws; draw++) {
    let bits = 0;
    let sum = 0;
    for (let byte = 0; byte < tables.length; byte++) {
      if (byte % 4 === 0) bits = random.uint32();
      sum += tables[byte]![bits & 0xff]!;
      bits >>>= BYTE;
    }
    sums[draw] = sum;
  }
  return sums;
}

/** Bits that are looked up together. */
const BYTE = 8;
