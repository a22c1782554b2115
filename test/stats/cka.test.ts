import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Cka, debiasedCka, linearCka } from '../../src/stats/cka.ts';
import { affine, matrices, rowMatrix, turned } from './matrices.ts';

const alignmentOf = (cka: Cka) => {
  fc.pre(cka.status === 'ok');
  return cka.status === 'ok' ? cka.value : Number.NaN;
};

describe.each([
  ['linear', linearCka],
  ['debiased', debiasedCka],
] as const)('%s CKA', (_, cka) => {
  // 5 < 3 + 4: from the Gram matrices; 12 > 3 + 4: from the features.
  describe.each([5, 12])('of %d examples', (n) => {
    const pairs = fc.tuple(matrices(n, 3), matrices(n, 4));

    it('is 1 for a representation and itself', () => {
      fc.assert(
        fc.property(matrices(n, 3), (x) => {
          expect(alignmentOf(cka(x, x))).toBeCloseTo(1, 9);
        }),
      );
    });

    it('is symmetric and at most 1', () => {
      fc.assert(
        fc.property(pairs, ([x, y]) => {
          const value = alignmentOf(cka(x, y));
          expect(value).toBeLessThanOrEqual(1);
          expect(alignmentOf(cka(y, x))).toBeCloseTo(value, 9);
        }),
      );
    });

    it('does not change with rotations, one scale for all features, and shifts', () => {
      const scales = fc.double({ min: 0.01, max: 100, noNaN: true });
      const angles = fc.double({ min: 0, max: 6.28, noNaN: true });
      fc.assert(
        fc.property(pairs, scales, angles, ([x, y], scale, angle) => {
          const value = alignmentOf(cka(x, y));
          expect(alignmentOf(cka(affine(turned(x, 0, 2, angle), scale, 1), y))).toBeCloseTo(value, 6);
          expect(alignmentOf(cka(x, affine(turned(y, 3, 1, angle), -scale, 2)))).toBeCloseTo(value, 6);
        }),
      );
    });
  });

  it('does not overflow where a fourth power would', () => {
    const [x, y] = [rowMatrix([[1], [2], [4], [8], [3]]), rowMatrix([[2], [1], [5], [7], [1]])];
    expect(alignmentOf(cka(affine(x, 1e100, 0), affine(y, 1e-100, 0)))).toBeCloseTo(alignmentOf(cka(x, y)), 12);
  });

  it('says why it is not defined', () => {
    const x = rowMatrix([[1], [2], [4], [8]]);
    const constant = { values: new Float32Array(8).fill(0.1), rows: 4 };
    expect(cka(constant, x)).toEqual({ status: 'zero_variance', side: 'x' });
    expect(cka(x, constant)).toEqual({ status: 'zero_variance', side: 'y' });
    expect(cka(x, rowMatrix([[1], [2], [Number.NaN], [8]]))).toEqual({
      status: 'invalid',
      reason: 'non-finite feature',
    });
    expect(cka(rowMatrix([[1]]), rowMatrix([[2]]))).toEqual({ status: 'insufficient', n: 1 });
    expect(cka(rowMatrix([]), rowMatrix([]))).toEqual({ status: 'insufficient', n: 0 });
    expect(() => cka(x, rowMatrix([[1]]))).toThrow(RangeError);
    expect(() => cka(x, { values: [1, 2, 3, 4, 5], rows: 4 })).toThrow('5 values in 4 rows');
  });
});

describe('debiased CKA', () => {
  it('has nothing to compare where every pair of examples is equally alike', () => {
    const oneHot = rowMatrix([0, 1, 2, 3, 4].map((i) => [0, 1, 2, 3, 4].map((j) => (i === j ? 1 : 0))));
    expect(debiasedCka(oneHot, oneHot)).toEqual({ status: 'zero_variance', side: 'x' });
    expect(alignmentOf(linearCka(oneHot, oneHot))).toBeCloseTo(1, 12);
  });
});
