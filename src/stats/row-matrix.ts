/** One row per example and one column per feature, row after row. Activations come as they left the model. */
export interface RowMatrix {
  /** rows × columns. */
  readonly values: ArrayLike<number>;
  readonly rows: number;
}

/**
 * The number of columns.
 * @throws {RangeError} if the values do not fill whole rows.
 */
export function columnsOf({ values, rows }: RowMatrix): number {
  const columns = values.length / rows;
  if (!(Number.isInteger(rows) && rows > 0 && Number.isInteger(columns) && columns > 0))
    throw new RangeError(`at least one whole row is needed, received ${values.length} values in ${rows} rows`);
  return columns;
}

/** One example's values. */
export function rowOf({ values }: RowMatrix, row: number, columns: number): number[] {
  return Array.from({ length: columns }, (_, column) => values[row * columns + column]!);
}

/** A range below this share of a column's largest value is rounding in double precision. */
const ROUNDING = 1e-10;

export type Centred =
  | {
      readonly status: 'ok';
      /** rows × columns, in units of `scale`: no value is beyond ±1, so that no square or product overflows. */
      readonly values: Float64Array;
      readonly rows: number;
      readonly columns: number;
      /** The mean of every column, in the units of the input. */
      readonly means: Float64Array;
      /** The largest distance from a column's mean, in the units of the input. */
      readonly scale: number;
    }
  /** Every column is constant. */
  | { readonly status: 'zero_variance' }
  /** A value is NaN or infinite. Nothing is dropped silently. */
  | { readonly status: 'invalid'; readonly reason: string };

/**
 * The matrix less its column means, divided by the largest value that is left. A constant column is read off its range
 * and becomes exactly 0, since the mean of equal numbers need not be that number.
 * @throws {RangeError} if the values do not fill whole rows.
 */
export function centred(matrix: RowMatrix): Centred {
  const { values, rows } = matrix;
  const columns = columnsOf(matrix);
  const means = new Float64Array(columns);
  const low = new Float64Array(columns).fill(Number.POSITIVE_INFINITY);
  const high = new Float64Array(columns).fill(Number.NEGATIVE_INFINITY);
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++, at++) {
      const value = values[at]!;
      if (!Number.isFinite(value)) return { status: 'invalid', reason: 'non-finite feature' };
      means[j]! += value / rows;
      if (value < low[j]!) low[j] = value;
      if (value > high[j]!) high[j] = value;
    }
  }
  const constant = low.map((value, j) =>
    high[j]! - value <= ROUNDING * Math.max(Math.abs(value), Math.abs(high[j]!)) ? 1 : 0,
  );
  const result = new Float64Array(rows * columns);
  let scale = 0;
  for (let at = 0; at < result.length; at++) {
    const j = at % columns;
    if (constant[j]) continue;
    const value = values[at]! - means[j]!;
    result[at] = value;
    scale = Math.max(scale, Math.abs(value));
  }
  if (scale === 0) return { status: 'zero_variance' };
  if (!Number.isFinite(scale)) return { status: 'invalid', reason: 'overflow' };
  for (let at = 0; at < result.length; at++) result[at]! /= scale;
  return { status: 'ok', values: result, rows, columns, means, scale };
}

/** columns × rows: every column as a run of its own, which is what a product over the rows reads fast. */
export function transposed(values: ArrayLike<number>, rows: number): Float64Array {
  const columns = values.length / rows;
  const result = new Float64Array(values.length);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) result[j * rows + i] = values[i * columns + j]!;
  }
  return result;
}

/** Σ a[i · length + t] · b[j · length + t] over t < length: the product of run i of `a` with run j of `b`. */
export function dot(a: Float64Array, i: number, b: Float64Array, j: number, length: number): number {
  let first = 0;
  let second = 0; // two sums: the additions of one wait for each other
  let at = i * length;
  let bt = j * length;
  const end = at + length - 1;
  for (; at < end; at += 2, bt += 2) {
    first += a[at]! * b[bt]!;
    second += a[at + 1]! * b[bt + 1]!;
  }
  if (at === end) first += a[at]! * b[bt]!;
  return first + second;
}
