import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type NonInferiority, nonInferiority } from '../../src/stats/non-inferiority.ts';
import { differenceLists } from './arbitraries.ts';

const options = { margin: 0.01, direction: 'higher', testTrainRatio: 0.25 } as const;
const ok = (result: NonInferiority) => {
  fc.pre(result.status === 'ok');
  return result;
};

describe('non-inferiority', () => {
  it('passes exactly where the one-sided p is below alpha, and is equivalent where both are', () => {
    fc.assert(
      fc.property(differenceLists, (differences) => {
        const { decision, pNonInferior, pUpper, pTost, equivalent, mean } = ok(nonInferiority(differences, options));
        fc.pre([pNonInferior, 1 - pNonInferior, pUpper].every((p) => Math.abs(p - 0.05) > 1e-9));
        expect(decision === 'pass').toBe(pNonInferior < 0.05);
        expect(decision === 'fail').toBe(pNonInferior > 0.95);
        expect(equivalent).toBe(pTost < 0.05);
        if (decision === 'fail') expect(mean).toBeLessThan(-0.01);
      }),
    );
  });

  it('is the same of a loss with the opposite sign', () => {
    fc.assert(
      fc.property(differenceLists, (differences) => {
        const turned = differences.map((difference) => -difference);
        expect(nonInferiority(turned, { ...options, direction: 'lower' })).toEqual(
          nonInferiority(differences, options),
        );
      }),
    );
  });

  it('never turns from pass with a wider margin, and is superior only where it passes', () => {
    fc.assert(
      fc.property(differenceLists, (differences) => {
        const narrow = ok(nonInferiority(differences, options));
        const wide = ok(nonInferiority(differences, { ...options, margin: 0.05 }));
        if (narrow.decision === 'pass') expect(wide.decision).toBe('pass');
        if (narrow.equivalent) expect(wide.equivalent).toBe(true);
        if (narrow.superior) expect(narrow.decision).toBe('pass');
      }),
    );
  });

  it('reads constant differences off their value, and decides nothing on the margin, however it was rounded', () => {
    const constant = (value: number) => nonInferiority([value, value, value], options);
    expect(constant(0)).toMatchObject({ status: 'zero_variance', decision: 'pass', equivalent: true, superior: false });
    expect(constant(0.02)).toMatchObject({ decision: 'pass', equivalent: false, superior: true });
    expect(constant(-0.02)).toMatchObject({ decision: 'fail', equivalent: false });
    for (const onMargin of [-0.01, 0.93 - 0.94]) {
      expect(constant(onMargin)).toMatchObject({ decision: 'inconclusive', equivalent: false });
    }
  });

  it('is inconclusive, with the reason, where nothing can be computed', () => {
    expect(nonInferiority([0.1], options)).toEqual({ status: 'insufficient', n: 1, decision: 'inconclusive' });
    expect(nonInferiority([], options)).toEqual({ status: 'insufficient', n: 0, decision: 'inconclusive' });
    for (const stray of [Number.NaN, Number.POSITIVE_INFINITY])
      expect(nonInferiority([0, stray], options)).toMatchObject({ status: 'invalid', decision: 'inconclusive' });
    for (const margin of [-0.1, Number.NaN, Number.POSITIVE_INFINITY])
      expect(nonInferiority([0, 1], { ...options, margin }).status).toBe('invalid');
    for (const alpha of [0, 0.5, Number.NaN])
      expect(nonInferiority([0, 1], { ...options, alpha }).status).toBe('invalid');
    expect(nonInferiority([0, 1], { ...options, testTrainRatio: -1 }).status).toBe('invalid');
  });
});
