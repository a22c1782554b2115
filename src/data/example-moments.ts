import type { View } from './view.ts';

export interface ExampleMoments {
  /** The mean example: one value for each place. */
  readonly mean: Float32Array;
  /** Mean squared error, per value, of always answering with the mean example. */
  readonly variance: number;
}

/** Mean and spread of a view's examples. */
export function exampleMoments({ dataset, rows }: View): ExampleMoments {
  const { samples, scale, shape } = dataset;
  const length = shape.reduce((product, dimension) => product * dimension, 1);
  const sums = new Float64Array(length);
  let squares = 0;
  for (const row of rows) {
    for (let index = 0, from = row * length; index < length; index++, from++) {
      const value = samples[from]!;
      sums[index]! += value;
      squares += value * value;
    }
  }
  const explained = sums.reduce((total, sum) => total + sum * sum, 0) / rows.length;
  return {
    mean: Float32Array.from(sums, (sum) => (scale * sum) / rows.length),
    variance: (scale * scale * Math.max(0, squares - explained)) / (rows.length * length),
  };
}
