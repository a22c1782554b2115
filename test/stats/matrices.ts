import fc from 'fast-check';
import type { RowMatrix } from '../../src/stats/row-matrix.ts';

/** Nested rows, as the reference files hold them, row after row. */
export const rowMatrix = (rows: readonly (readonly number[])[]): RowMatrix => ({
  values: rows.flat(),
  rows: rows.length,
});

/** Features of a few examples, in steps of 1/100. */
export const matrices = (rows: number, columns: number) =>
  fc
    .array(fc.integer({ min: -300, max: 300 }), { minLength: rows * columns, maxLength: rows * columns })
    .map((counts): RowMatrix => ({ values: counts.map((count) => count / 100), rows }));

/** Columns `first` and `second` turned by an angle, which is an orthogonal transform. */
export function turned({ values, rows }: RowMatrix, first: number, second: number, angle: number): RowMatrix {
  const columns = values.length / rows;
  const result = Array.from(values);
  for (let row = 0; row < rows; row++) {
    const [a, b] = [values[row * columns + first]!, values[row * columns + second]!];
    result[row * columns + first] = Math.cos(angle) * a - Math.sin(angle) * b;
    result[row * columns + second] = Math.sin(angle) * a + Math.cos(angle) * b;
  }
  return { values: result, rows };
}

/** a · x + b for every value. */
export const affine = ({ values, rows }: RowMatrix, scale: number, shift: number): RowMatrix => ({
  values: Array.from(values, (value) => scale * value + shift),
  rows,
});

/** The column of each row's largest number. */
export function mostProbable(rows: readonly (readonly number[])[]): number[] {
  return rows.map((row) => row.indexOf(Math.max(...row)));
}
