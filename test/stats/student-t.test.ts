import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  studentTCdf,
  studentTQuantile,
  studentTUpperTail,
  twoSidedCritical,
  twoSidedP,
} from '../../src/stats/student-t.ts';

const relativeError = (actual: number, expected: number) => Math.abs(actual - expected) / Math.abs(expected);

describe('Student’s t', () => {
  // mpmath 1.3.0 at 40 digits: betainc(df/2, 1/2, 0, df/(df + t**2), regularized=True)/2
  it.each([
    [1, 1, 0.25],
    [2, 2, 0.09175170953613698],
    [4, 5, 0.003745216940637262],
    [4, 1e4, 2.9999998000000103e-16],
    [9, 2, 0.03827641188535052],
    [19, 3.25, 0.0021068599014856275],
    [19, 30, 9.048659208625223e-18],
    [99, 2, 0.024119846686316462],
    [99, 100, 1.5005660604563803e-101],
    [4999, 2, 0.02277713539534869],
    [9999, 5, 2.9151682051141595e-7],
    [99, 1e-8, 0.4999999960206386],
    [1e6, 2, 0.0227502669256596],
    [1e9, 2, 0.02275013208315662],
  ])('has the upper tail of mpmath, df %d, t %d', (df, t, expected) => {
    expect(relativeError(studentTUpperTail(t, df), expected)).toBeLessThan(1e-11);
    expect(relativeError(twoSidedP(-t, df), 2 * expected)).toBeLessThan(1e-11);
    expect(relativeError(studentTCdf(-t, df), expected)).toBeLessThan(1e-11);
  });

  // mpmath 1.3.0 at 40 digits: findroot of the tail above
  it.each([
    [1, 0.975, 12.706204736174694],
    [4, 0.975, 2.7764451051977934],
    [9, 0.995, 3.249835541592126],
    [99, 0.975, 1.9842169515864172],
    [999, 0.9999, 3.7328654996083124],
    [4999, 0.95, 1.6451584985826644],
  ])('has the quantiles of mpmath, df %d, p %d', (df, p, expected) => {
    expect(relativeError(studentTQuantile(p, df), expected)).toBeLessThan(1e-11);
    expect(relativeError(studentTQuantile(1 - p, df), -expected)).toBeLessThan(1e-11);
  });

  it('has quantiles that invert the distribution', () => {
    const probabilities = fc.double({ min: 1e-12, max: 0.5, noNaN: true });
    fc.assert(
      fc.property(probabilities, fc.integer({ min: 1, max: 5000 }), (p, df) => {
        expect(relativeError(studentTCdf(studentTQuantile(p, df), df), p)).toBeLessThan(1e-9);
      }),
    );
  });

  it('knows its edges', () => {
    expect(studentTCdf(Number.POSITIVE_INFINITY, 3)).toBe(1);
    expect(studentTCdf(Number.NEGATIVE_INFINITY, 3)).toBe(0);
    expect(studentTCdf(0, 3)).toBe(0.5);
    expect(studentTCdf(Number.NaN, 3)).toBeNaN();
    expect(studentTQuantile(0.5, 3)).toBe(0);
    expect(studentTQuantile(0, 3)).toBe(Number.NEGATIVE_INFINITY);
    expect(studentTQuantile(1, 3)).toBe(Number.POSITIVE_INFINITY);
    expect(studentTQuantile(1.5, 3)).toBeNaN();
    expect(twoSidedCritical(1, 3)).toBe(0);
    expect(twoSidedCritical(1e-30, 5) / 1_801_609.95262581).toBeCloseTo(1, 12); // scipy 1.17.1: t.isf(5e-31, 5)
    expect(() => studentTCdf(1, 0)).toThrow(RangeError);
    expect(() => studentTQuantile(0.9, Number.NaN)).toThrow(RangeError);
  });
});
