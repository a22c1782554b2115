import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/random.ts';
import { principalComponents } from '../../src/stats/pca.ts';
import type { RowMatrix } from '../../src/stats/row-matrix.ts';
import { umap } from '../../src/stats/umap.ts';
import { matrices, rowMatrix, turned } from './matrices.ts';

const pca = (matrix: RowMatrix, dims: number) => {
  const result = principalComponents(matrix, dims);
  fc.pre(result.status === 'ok'); // all rows equal
  return result;
};

describe('principal components', () => {
  // numpy 2.4.6: u, s, v = linalg.svd(X - X.mean(0), full_matrices=False); rows of v turned so that the loading of largest
  // size is positive; s**2 / (s**2).sum(); (X - X.mean(0)) @ v[:2].T
  it.each([
    {
      name: 'more examples than features',
      x: [
        [2.5, 2.4, 0.1],
        [0.5, 0.7, 1.3],
        [2.2, 2.9, 0.4],
        [1.9, 2.2, -0.6],
        [3.1, 3.0, 0.9],
        [2.3, 2.7, 0.2],
      ],
      explained: [0.7861046223716711, 0.1910044594301541],
      axes: [
        [0.6904697585520756, 0.676746914457967, -0.25547040199729554],
        [0.25075087869604146, 0.10734795295966282, 0.9620812927339006],
      ],
      coordinates: [
        [0.41647458950076244, -0.1591645040712827],
        [-2.4214991645786874, 0.3113397697858885],
        [0.47106599856493475, 0.10790859661990651],
        [0.04567263287603074, -1.0045415267945705],
        [1.0324282717089517, 0.8253598291092603],
        [0.45585767192800797, -0.08090216464920211],
      ],
    },
    {
      name: 'fewer',
      x: [
        [1.0, 2.0, 0.5, -1.0],
        [0.0, 1.5, 2.5, 0.3],
        [3.0, -1.0, 0.2, 0.8],
      ],
      explained: [0.7779193272993623, 0.22208067270063778],
      axes: [
        [-0.629566196621224, 0.63904630161556, 0.3768401983107394, -0.23077628431119795],
        [-0.20592552084697402, -0.39188726017306086, 0.6791062039623037, 0.5855201268255974],
      ],
      coordinates: [
        [0.9803354655040468, -1.3784242765513357],
        [1.7440497383344122, 1.1428334471800528],
        [-2.7243852038384593, 0.2355908293712831],
      ],
    },
  ])('are those of numpy, with $name', ({ x, explained, axes, coordinates }) => {
    const result = pca(rowMatrix(x), 2);
    expectAll(result.explained, explained);
    expectAll(result.axes, axes.flat());
    expectAll(result.coordinates, coordinates.flat());
  });

  it.each([5, 12])('explain falling shares, at most 1 together, of %d examples', (n) => {
    fc.assert(
      fc.property(matrices(n, 7), fc.integer({ min: 1, max: 9 }), (matrix, dims) => {
        const { explained, coordinates, dims: kept, axes } = pca(matrix, dims);
        expect(kept).toBe(explained.length);
        expect(coordinates).toHaveLength(n * kept);
        expect(axes).toHaveLength(7 * kept);
        expect(explained).toEqual([...explained].sort((a, b) => b - a));
        expect(explained.reduce((total, share) => total + share, 0)).toBeLessThanOrEqual(1 + 1e-9);
      }),
    );
  });

  it('keep all distances when all axes are kept', () => {
    fc.assert(
      fc.property(matrices(6, 3), (matrix) => {
        const { coordinates, dims } = pca(matrix, 3);
        const distance = (values: ArrayLike<number>, width: number, i: number, j: number) =>
          Math.hypot(...Array.from({ length: width }, (_, k) => values[i * width + k]! - values[j * width + k]!));
        for (const [i, j] of [
          [0, 1],
          [2, 5],
        ] as const) {
          expect(distance(coordinates, dims, i, j)).toBeCloseTo(distance(matrix.values, 3, i, j), 4);
        }
      }),
    );
  });

  it('explain the same shares of turned features', () => {
    fc.assert(
      fc.property(matrices(6, 3), (matrix) => {
        const [one, other] = [pca(matrix, 1), pca(turned(matrix, 0, 2, 1), 1)];
        expect(other.explained[0]).toBeCloseTo(one.explained[0]!, 9);
      }),
    );
  });

  it('have no sign of their own: the first largest loading is positive, of equal ones too', () => {
    const falling = rowMatrix([
      [1, -1],
      [2, -2],
      [4, -4],
    ]);
    expectAll(pca(falling, 2).axes, [Math.SQRT1_2, -Math.SQRT1_2]); // of rank 1: one axis, not two
  });

  it('say why there are none', () => {
    expect(principalComponents({ values: new Float32Array(6).fill(0.1), rows: 3 }, 2)).toEqual({
      status: 'zero_variance',
    });
    expect(principalComponents(rowMatrix([[1], [Number.POSITIVE_INFINITY]]), 1).status).toBe('invalid');
    expect(() => principalComponents(rowMatrix([[1], [2]]), 0)).toThrow('received 0');
  });
});

describe('UMAP', () => {
  const draws = (seed: number) => {
    const random = stream('test/umap', { seed });
    return () => random.uniform();
  };
  const points = (n: number): RowMatrix => {
    const random = draws(0);
    const values = Array.from({ length: n * 4 }, (_, at) => random() + (Math.floor(at / 4) % 2 === 0 ? 0 : 10));
    return { values, rows: n };
  };
  const embed = (matrix: RowMatrix, seed: number) => {
    const result = umap(matrix, { random: draws(seed), epochs: 200 });
    if (result.status !== 'ok') throw new Error(result.status);
    return result;
  };

  it('gives equal coordinates for equal draws only', () => {
    const one = embed(points(20), 1);
    expect(embed(points(20), 1)).toEqual(one);
    expect(embed(points(20), 2).coordinates).not.toEqual(one.coordinates);
  });

  it('keeps two clusters apart: the nearest other point is of the same one', () => {
    const n = 60;
    const { coordinates, neighbours } = embed(points(n), 3);
    expect(neighbours).toBe(15);
    for (let i = 0; i < n; i++) {
      const distances = Array.from({ length: n }, (_, j) =>
        i === j
          ? Number.POSITIVE_INFINITY
          : Math.hypot(coordinates[2 * i]! - coordinates[2 * j]!, coordinates[2 * i + 1]! - coordinates[2 * j + 1]!),
      );
      expect(distances.indexOf(Math.min(...distances)) % 2).toBe(i % 2);
    }
  });

  it.each([4, 5, 16])('works with %d points, and with all but one alike', (n) => {
    const few = embed(points(n), 4);
    expect(few.neighbours).toBe(Math.min(15, n - 1));
    expect(few.coordinates).toHaveLength(2 * n);
    expect(few.coordinates.every(Number.isFinite)).toBe(true);
    const alike = { values: Array.from({ length: n }, (_, i) => (i === 0 ? 1 : 0)), rows: n };
    expect(embed(alike, 5).coordinates.every(Number.isFinite)).toBe(true);
  });

  it('says why there is no picture', () => {
    const options = { random: draws(6) };
    expect(umap(rowMatrix([[1], [2], [3]]), options)).toEqual({ status: 'insufficient', n: 3 });
    expect(umap(rowMatrix([[1], [1], [1], [1]]), options)).toEqual({ status: 'zero_variance' });
    expect(umap(rowMatrix([[1], [Number.NaN]]), options).status).toBe('invalid');
    expect(() => umap(points(9), { ...options, neighbours: 1 })).toThrow('whole neighbours from 2 on');
    expect(() => umap(points(9), { ...options, minDistance: 2 })).toThrow(RangeError);
  });
});

function expectAll(actual: ArrayLike<number>, expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) expect(actual[i]).toBeCloseTo(value, 10);
}
