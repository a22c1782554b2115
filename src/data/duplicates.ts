import type { RandomStream } from '../base/random.ts';
import { exampleHashes, take, type View } from './view.ts';

/**
 * Rows of the data set that hold an example again, by the row of each example of a view. An example may be among its
 * own: one that is held out is not in the training part.
 */
export type Twins = ReadonlyMap<number, readonly number[]>;

/** The examples of a view with equal bytes, or made of equal bytes, however they were resized or coloured. */
export function sameExamples(view: View): Twins {
  const groups = new Map<string, number[]>();
  const lists = exampleHashes(view).map((hash, position) => {
    const group = groups.get(hash) ?? [];
    groups.set(hash, group);
    group.push(view.rows[position]!);
    return group;
  });
  return new Map(lists.map((group, position) => [view.rows[position]!, group]));
}

/**
 * The examples of a view that are nearly the same: Pearson's correlation of their values is at least `correlation`. It
 * sees through brightness and contrast; shifted or turned copies it does not find. A constant example correlates with
 * none.
 *
 * Every pair is compared: examples² / 2 × values of an example multiplications.
 *
 * @param correlation above 0, at most 1.
 */
export function nearExamples(view: View, correlation: number): Twins {
  const { length, values } = standardised(view);
  const twins = new Map<number, number[]>(Array.from(view.rows, (row) => [row, []]));
  const rows = [...view.rows];
  for (const [first, row] of rows.entries()) {
    for (let second = 0; second < first; second++) {
      if (!isNear(product(values, first, values, second, length), correlation)) continue;
      twins.get(row)!.push(rows[second]!);
      twins.get(rows[second]!)!.push(row);
    }
  }
  return twins;
}

/** Multiplications that a search between a source and a target may take: some fifteen seconds of a processor. */
export const MOST_PRODUCTS = 1e10;
/** Examples of the other view that are in memory, standardised, at a time. */
const CHUNK = 1000;

/** How many examples of a view have a like in another one, and how many were looked at. */
export interface NearIn {
  readonly compared: number;
  readonly found: number;
}

/**
 * How many examples of `view` are nearly the same as one of `other`, in the sense of `nearExamples`; they may be of
 * different data sets with examples of one shape, as a model sees them. An example stops at its first like.
 *
 * Bounded: at most `most` multiplications. Where all pairs are more, a random sample of `view` is compared with all of
 * `other`, at least one example; the share that is found in it stands for all. In memory are the sample and `CHUNK`
 * examples of `other`.
 *
 * @param correlation above 0, at most 1.
 * @param random draws the sample.
 */
export function nearIn(view: View, other: View, correlation: number, random: RandomStream, most: number): NearIn {
  const length = lengthOf(view);
  const affordable = Math.max(1, Math.floor(most / Math.max(1, other.rows.length * length)));
  const compared = Math.min(view.rows.length, affordable);
  const sampled =
    compared === view.rows.length ? view : take(view, random.permutation(view.rows.length).slice(0, compared));
  const { values } = standardised(sampled);
  const found = new Uint8Array(compared);
  for (let from = 0; from < other.rows.length; from += CHUNK) {
    const chunk = { ...other, rows: other.rows.slice(from, from + CHUNK) };
    const others = standardised(chunk).values;
    for (let first = 0; first < compared; first++) {
      for (let second = 0; found[first] === 0 && second < chunk.rows.length; second++) {
        if (isNear(product(values, first, others, second, length), correlation)) found[first] = 1;
      }
    }
  }
  return { compared, found: found.reduce((sum, one) => sum + one, 0) };
}

/** Product of two examples of standardised values, in four sums side by side, which is twice as fast as one. */
function product(left: Float32Array, first: number, right: Float32Array, second: number, length: number): number {
  const [from, other] = [first * length, second * length];
  const whole = length - (length % 4);
  let [a, b, c, d] = [0, 0, 0, 0];
  for (let value = 0; value < whole; value += 4) {
    a += left[from + value]! * right[other + value]!;
    b += left[from + value + 1]! * right[other + value + 1]!;
    c += left[from + value + 2]! * right[other + value + 2]!;
    d += left[from + value + 3]! * right[other + value + 3]!;
  }
  for (let value = whole; value < length; value++) a += left[from + value]! * right[other + value]!;
  return a + b + c + d;
}

function isNear(sum: number, correlation: number): boolean {
  return sum >= correlation - ROUNDING;
}

/** Of a sum of products in single precision: equal examples correlate by 1 up to this. */
const ROUNDING = 1e-5;

/** Each example less its mean, at unit length: the product of two is their correlation. Zeros where it is constant. */
function standardised(view: View): { readonly length: number; readonly values: Float32Array } {
  const { dataset, rows } = view;
  const length = lengthOf(view);
  const values = new Float32Array(rows.length * length);
  rows.forEach((row, position) => {
    const example = Float64Array.from(dataset.samples.subarray(row * length, (row + 1) * length));
    const mean = example.reduce((total, value) => total + value, 0) / length;
    const size = Math.sqrt(example.reduce((total, value) => total + (value - mean) ** 2, 0));
    if (size === 0) return;
    for (let value = 0; value < length; value++) values[position * length + value] = (example[value]! - mean) / size;
  });
  return { length, values };
}

/** Values of one example. */
function lengthOf({ dataset }: View): number {
  return dataset.shape.reduce((product, dimension) => product * dimension, 1);
}

/** How many examples of `test` are, by `twins`, in `train` again. */
export function countSeen(test: View, train: View, twins: Twins): number {
  const rows = new Set(train.rows);
  return [...test.rows].filter((row) => twins.get(row)?.some((twin) => rows.has(twin)) ?? false).length;
}
