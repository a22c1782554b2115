import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fittedEquivalence, scratchCurveEquivalent } from '../../src/stats/data-equivalence.ts';
import { effectiveData, fitTransferLaw } from '../../src/stats/effective-data.ts';
import { powerLawAt } from '../../src/stats/power-law.ts';

const SIZES = [50, 100, 200, 400, 800, 1600];
const law = { asymptote: 0.06, coefficient: 1.5, rate: 0.45 };

describe('examples that are worth as many, by fitted laws', () => {
  it('are the same for equal arms', () => {
    const result = fittedEquivalence(law, law, 400);
    expect(result).toMatchObject({ status: 'ok', multiplier: expect.closeTo(1, 9) });
  });

  it('are endless where scratch never gets there', () => {
    const better = { ...law, asymptote: 0.01 };
    expect(fittedEquivalence(law, better, 1e6)).toMatchObject({
      status: 'ok',
      scratchEquivalent: Number.POSITIVE_INFINITY,
      dataTransferred: Number.POSITIVE_INFINITY,
      multiplier: Number.POSITIVE_INFINITY,
    });
  });

  it('need two laws that fall and a size', () => {
    for (const size of [0, -1, Number.NaN, Number.POSITIVE_INFINITY])
      expect(fittedEquivalence(law, law, size).status).toBe('invalid');
    expect(fittedEquivalence({ ...law, coefficient: 0 }, law, 50).status).toBe('invalid');
    expect(fittedEquivalence(law, { ...law, rate: Number.NaN }, 50).status).toBe('invalid');
  });
});

describe('examples that are worth as many, by the observed curve', () => {
  const at = (scores: readonly number[], error: number) =>
    scratchCurveEquivalent({ sizes: SIZES.slice(0, scores.length), scores }, error);

  it('are the sizes themselves at the errors of a falling curve', () => {
    const scores = SIZES.map((size) => powerLawAt(law, size));
    for (const [index, size] of SIZES.entries())
      expect(at(scores, scores[index]!)).toEqual({ status: 'ok', size, censored: null });
  });

  it('rise as the error falls, and stay within the sizes', () => {
    const errors = fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 6 });
    const target = fc.double({ min: -10, max: 110, noNaN: true });
    fc.assert(
      fc.property(errors, target, target, (scores, a, b) => {
        const [easy, hard] = [at(scores, Math.max(a, b)), at(scores, Math.min(a, b))];
        if (easy.status !== 'ok' || hard.status !== 'ok') throw new Error('not ok');
        expect(hard.size).toBeGreaterThanOrEqual(easy.size * (1 - 1e-12));
        expect(easy.size).toBeGreaterThanOrEqual(50);
        expect(hard.size).toBeLessThanOrEqual(SIZES[scores.length - 1]!);
        expect(hard.censored === 'right').toBe(Math.min(a, b) < Math.min(...scores));
        expect(easy.censored === 'left').toBe(Math.max(a, b) > scores[0]!);
      }),
    );
  });

  it('are the fewest where the curve is level', () => {
    expect(at([0.3, 0.2, 0.2, 0.2], 0.2)).toEqual({ status: 'ok', size: 100, censored: null });
    expect(at([0.3, 0.3, 0.2], 0.3)).toEqual({ status: 'ok', size: 50, censored: null });
    expect(at([0.3, 0.3, 0.3], 0.2)).toEqual({ status: 'ok', size: 200, censored: 'right' });
  });

  it('are bounded by a single size', () => {
    expect(at([0.3], 0.3)).toEqual({ status: 'ok', size: 50, censored: null });
    expect(at([0.3], 0.2)).toEqual({ status: 'ok', size: 50, censored: 'right' });
    expect(at([0.3], 0.4)).toEqual({ status: 'ok', size: 50, censored: 'left' });
  });

  it('need a curve and an error', () => {
    expect(at([], 0.3)).toEqual({ status: 'insufficient' });
    expect(at([0.3, Number.NaN], 0.3).status).toBe('invalid');
    expect(at([0.3, 0.2], Number.NaN).status).toBe('invalid');
    expect(scratchCurveEquivalent({ sizes: [50, 50], scores: [0.3, 0.2] }, 0.25).status).toBe('invalid');
  });
});

describe('the law of transfer', () => {
  const positive = (min: number, max: number) => fc.double({ min, max, noNaN: true });
  const transferLaws = fc.record({ k: positive(0.1, 1e5), alpha: positive(0.01, 1), beta: positive(0.01, 1) });
  const settings = [100, 1000, 5000].flatMap((examples) => [1e4, 1e6].map((parameters) => ({ examples, parameters })));

  it('is fitted back from what it says', () => {
    fc.assert(
      fc.property(transferLaws, (truth) => {
        const observations = settings.map((setting) => {
          const data = effectiveData(truth, setting);
          if (data.status !== 'ok') throw new Error(data.status);
          return { ...setting, transferred: data.transferred };
        });
        // Ossified settings have no logarithm: they are left out, and counted.
        const fit = fitTransferLaw([...observations, { examples: 1e6, parameters: 1e4, transferred: -5 }]);
        if (fit.status !== 'ok') throw new Error(fit.status);
        expect(fit).toMatchObject({ used: 6, leftOut: 1 });
        expect(fit.law.k / truth.k).toBeCloseTo(1, 6);
        expect(fit.law.alpha).toBeCloseTo(truth.alpha, 9);
        expect(fit.law.beta).toBeCloseTo(truth.beta, 9);
      }),
    );
  });

  it('is not identified where models or examples do not vary on their own', () => {
    const one = settings.map(({ examples }) => ({ examples, parameters: 1e5, transferred: examples }));
    expect(fitTransferLaw(one)).toEqual({ status: 'unidentifiable', used: 6, leftOut: 0 });
    const together = [10, 100, 1000].map((n) => ({ examples: n, parameters: n ** 2, transferred: n }));
    expect(fitTransferLaw(together).status).toBe('unidentifiable');
  });

  it('needs three settings with transfer, and numbers', () => {
    const setting = { examples: 100, parameters: 1e4, transferred: 50 };
    expect(fitTransferLaw([])).toEqual({ status: 'insufficient', used: 0, leftOut: 0 });
    const none = { ...setting, transferred: 0 };
    expect(fitTransferLaw([setting, none, none])).toEqual({ status: 'insufficient', used: 1, leftOut: 2 });
    expect(fitTransferLaw([{ ...setting, transferred: Number.NaN }]).status).toBe('invalid');
    expect(fitTransferLaw([{ ...setting, examples: 0 }]).status).toBe('invalid');
    const truth = { k: 1, alpha: 0.5, beta: 0.5 };
    expect(effectiveData(truth, { examples: 0, parameters: 1 }).status).toBe('invalid');
    expect(effectiveData({ ...truth, alpha: 400 }, { examples: 1e4, parameters: 1 }).status).toBe('invalid');
  });
});
