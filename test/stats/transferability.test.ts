import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hScore } from '../../src/stats/h-score.ts';
import { leep } from '../../src/stats/leep.ts';
import { logMe } from '../../src/stats/logme.ts';
import { nce } from '../../src/stats/nce.ts';
import type { RowMatrix } from '../../src/stats/row-matrix.ts';
import type { Transferability } from '../../src/stats/transferability.ts';
import { affine, matrices, mostProbable, rowMatrix, turned } from './matrices.ts';

const scoreOf = (score: Transferability) => {
  if (score.status !== 'ok') throw new Error(score.status);
  return score.value;
};

const labelsOf = (rowsCount: number, classes: number) =>
  fc
    .array(fc.integer({ min: 0, max: classes - 1 }), { minLength: rowsCount, maxLength: rowsCount })
    .filter((labels) => new Set(labels).size > 1);

describe('the H-score', () => {
  const value = (features: RowMatrix, labels: readonly number[]) => {
    const score = hScore(features, labels);
    fc.pre(score.status === 'ok');
    return scoreOf(score);
  };

  it.each([4, 12])('lies between 0 and min(features, classes − 1), with %d examples of 5 features', (n) => {
    fc.assert(
      fc.property(matrices(n, 5), labelsOf(n, 3), (features, labels) => {
        const score = value(features, labels);
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(Math.min(5, new Set(labels).size - 1) + 1e-6);
      }),
    );
  });

  it('does not change with rotations, scales and shifts', () => {
    fc.assert(
      fc.property(matrices(12, 3), labelsOf(12, 3), (features, labels) => {
        expect(value(affine(turned(features, 0, 2, 1), -7, 3), labels)).toBeCloseTo(value(features, labels), 5);
      }),
    );
  });

  it('is the correlation ratio for one feature', () => {
    // By hand: class means 1 and 5 around 3; between 4 · 4 = 16, within 2 · 1 + 2 · 1 = 4.
    expect(value(rowMatrix([[0], [2], [4], [6]]), [0, 0, 1, 1])).toBeCloseTo(16 / 20, 12);
  });
});

describe('LogME', () => {
  it('is the same from either Gram matrix: a feature of zeros only adds dimensions', () => {
    const narrow = rowMatrix([
      [1, 2],
      [2, 1],
      [5, 4],
      [4, 6],
    ]);
    const wide = rowMatrix([
      [1, 2, 0, 0, 0],
      [2, 1, 0, 0, 0],
      [5, 4, 0, 0, 0],
      [4, 6, 0, 0, 0],
    ]);
    // d/2 ln α of the added dimensions cancels with their part of the determinant.
    expect(scoreOf(logMe(wide, [0, 0, 1, 1]))).toBeCloseTo(scoreOf(logMe(narrow, [0, 0, 1, 1])), 9);
  });

  it('takes a class without features for noise, and is bounded for one that is fitted exactly', () => {
    const features = rowMatrix([[1], [1], [0], [0]]);
    // Class 1, by hand: β = 4/|y|² = 2, L = 2 ln 2 − 2 − 2 ln 2π. Class 0: residual ε² · 2 at m = 1.
    const noise = 2 * Math.log(2) - 2 - 2 * Math.log(2 * Math.PI);
    const fitted = 4 * scoreOf(logMe(features, [0, 0, 1, 1])) * 2 - noise;
    expect(fitted / 4).toBeGreaterThan(20);
    expect(fitted / 4).toBeLessThan(40);
  });

  it('does not change with rotations, or with the names of the classes', () => {
    fc.assert(
      fc.property(matrices(12, 3), labelsOf(12, 3), (features, labels) => {
        const score = logMe(features, labels);
        fc.pre(score.status === 'ok');
        const renamed = labels.map((label) => 10 - 3 * label);
        expect(scoreOf(logMe(turned(features, 0, 1, 2), renamed))).toBeCloseTo(scoreOf(score), 4);
      }),
    );
  });
});

describe('LEEP and NCE', () => {
  const distributions = fc
    .array(
      fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 4, maxLength: 4 }).filter((row) => row.some((w) => w > 0)),
      { minLength: 10, maxLength: 10 },
    )
    .map((weights) =>
      weights.map((row) => {
        const sum = row.reduce((total, weight) => total + weight, 0);
        return row.map((weight) => weight / sum);
      }),
    );

  it('are at most 0, and NCE at least −ln(classes)', () => {
    fc.assert(
      fc.property(distributions, labelsOf(10, 3), (probabilities, labels) => {
        expect(scoreOf(leep(rowMatrix(probabilities), labels))).toBeLessThanOrEqual(1e-12);
        const entropy = scoreOf(nce(mostProbable(probabilities), labels));
        expect(entropy).toBeLessThanOrEqual(0);
        expect(entropy).toBeGreaterThanOrEqual(-Math.log(new Set(labels).size) - 1e-12);
      }),
    );
  });

  it('agree where the source model is certain', () => {
    fc.assert(
      fc.property(labelsOf(10, 4), labelsOf(10, 3), (sources, labels) => {
        const certain = rowMatrix(sources.map((source) => [0, 1, 2, 3].map((k) => (k === source ? 1 : 0))));
        expect(scoreOf(leep(certain, labels))).toBeCloseTo(scoreOf(nce(sources, labels)), 12);
      }),
    );
  });
});

describe('every score', () => {
  const features = rowMatrix([
    [0.25, 0.75],
    [0.5, 0.5],
    [1, 0],
  ]);
  const scores = { hScore, logMe, leep };

  it.each(Object.entries(scores))('%s says why it is not defined', (_, score) => {
    expect(score(features, [1, 1, 1])).toEqual({ status: 'insufficient', examples: 3, classes: 1 });
    expect(score(features, [0, 1, 0.5])).toEqual({ status: 'invalid', reason: 'label not whole' });
    expect(score({ values: [0, 1, Number.NaN, 1], rows: 2 }, [0, 1]).status).toBe('invalid');
    expect(() => score(features, [0, 1])).toThrow('2 for 3 rows');
  });

  it('and NCE, and what only one of them needs', () => {
    expect(nce([0, 1, 2], [1, 1, 1]).status).toBe('insufficient');
    expect(nce([0, 0.5], [0, 1]).status).toBe('invalid');
    expect(() => nce([0], [0, 1])).toThrow(RangeError);
    expect(
      leep(
        rowMatrix([
          [0.5, 0.4],
          [0, 1],
        ]),
        [0, 1],
      ).status,
    ).toBe('invalid');
    expect(hScore({ values: [1, 2, 1, 2], rows: 2 }, [0, 1])).toEqual({ status: 'zero_variance' });
    expect(logMe({ values: [0, 0, 0, 0], rows: 2 }, [0, 1])).toEqual({ status: 'zero_variance' });
  });
});
