import { exampleHashes, type View } from './view.ts';

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
      let product = 0;
      for (let value = 0; value < length; value++) {
        product += values[first * length + value]! * values[second * length + value]!;
      }
      if (product < correlation - ROUNDING) continue;
      twins.get(row)!.push(rows[second]!);
      twins.get(rows[second]!)!.push(row);
    }
  }
  return twins;
}

/** Of a sum of products in single precision: equal examples correlate by 1 up to this. */
const ROUNDING = 1e-5;

/** Each example less its mean, at unit length: the product of two is their correlation. Zeros where it is constant. */
function standardised({ dataset, rows }: View): { readonly length: number; readonly values: Float32Array } {
  const length = dataset.shape.reduce((product, dimension) => product * dimension, 1);
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

/** How many examples of `test` are, by `twins`, in `train` again. */
export function countSeen(test: View, train: View, twins: Twins): number {
  const rows = new Set(train.rows);
  return [...test.rows].filter((row) => twins.get(row)?.some((twin) => rows.has(twin)) ?? false).length;
}
