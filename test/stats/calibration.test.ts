import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calibration } from '../../src/stats/calibration.ts';

const ok = (confidence: readonly number[], correct: readonly (number | boolean)[], bins: number) => {
  const result = calibration(confidence, correct, bins);
  if (result.status !== 'ok') throw new Error(result.status);
  return result;
};

const examples = fc.array(fc.record({ confidence: fc.double({ min: 0, max: 1, noNaN: true }), hit: fc.boolean() }), {
  minLength: 1,
  maxLength: 60,
});
const bins = fc.integer({ min: 1, max: 20 });

describe('calibration errors', () => {
  it('lie between 0 and 1, the mean below the largest, and count every example once', () => {
    fc.assert(
      fc.property(examples, bins, (made, m) => {
        const { ece, mce, adaptiveEce, counts } = ok(
          made.map(({ confidence }) => confidence),
          made.map(({ hit }) => hit),
          m,
        );
        expect(ece).toBeGreaterThanOrEqual(0);
        expect(ece).toBeLessThanOrEqual(mce + 1e-12);
        expect(mce).toBeLessThanOrEqual(1);
        expect(adaptiveEce).toBeLessThanOrEqual(1);
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(made.length);
        expect(counts).toHaveLength(m);
      }),
    );
  });

  it('are |accuracy − mean confidence| with one bin, and at least that with more', () => {
    fc.assert(
      fc.property(examples, bins, (made, m) => {
        const [confidence, hits] = [made.map((one) => one.confidence), made.map(({ hit }) => hit)];
        const gap = Math.abs(made.reduce((sum, one) => sum + Number(one.hit) - one.confidence, 0)) / made.length;
        expect(ok(confidence, hits, 1).ece).toBeCloseTo(gap, 12);
        const { ece, adaptiveEce } = ok(confidence, hits, m);
        expect(ece).toBeGreaterThanOrEqual(gap - 1e-12);
        expect(adaptiveEce).toBeGreaterThanOrEqual(gap - 1e-12);
      }),
    );
  });

  it('do not depend on the order of examples where no confidence stands twice', () => {
    fc.assert(
      fc.property(examples, bins, (made, m) => {
        fc.pre(new Set(made.map(({ confidence }) => confidence)).size === made.length);
        const of = (list: typeof made) =>
          ok(
            list.map(({ confidence }) => confidence),
            list.map(({ hit }) => hit),
            m,
          );
        expect(of(made.toReversed()).ece).toBeCloseTo(of(made).ece, 12);
        expect(of(made.toReversed()).adaptiveEce).toBeCloseTo(of(made).adaptiveEce, 12);
      }),
    );
  });

  it('put every edge of the bins into the bin below it, and 0 into the first', () => {
    for (const m of [3, 7, 10, 15, 100]) {
      const edges = Array.from({ length: m }, (_, bin) => (bin + 1) / m);
      expect(ok(edges, new Array<number>(m).fill(1), m).counts).toEqual(new Array<number>(m).fill(1));
      expect(ok([0], [0], m)).toMatchObject({ ece: 0, counts: [1, ...new Array<number>(m - 1).fill(0)] });
    }
  });

  it('say that nothing is not enough, and refuse what is no confidence, no outcome, or no number of bins', () => {
    expect(calibration([], [], 15)).toEqual({ status: 'insufficient', n: 0 });
    for (const stray of [Number.NaN, Number.POSITIVE_INFINITY, -0.1, 1.1])
      expect(calibration([0.5, stray], [1, 0], 15).status).toBe('invalid');
    expect(calibration([0.5], [0.5], 15).status).toBe('invalid');
    expect(calibration([0.5], [Number.NaN], 15).status).toBe('invalid');
    expect(calibration([0.5, 0.6], [1], 15).status).toBe('invalid');
    for (const m of [0, -1, 1.5, Number.NaN]) expect(calibration([0.5], [1], m).status).toBe('invalid');
  });
});
