import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { designOf } from '../../src/compare/design.ts';
import { intervalOfMean, testMean } from '../../src/compare/mean-test.ts';
import { bayesCorrelatedT } from '../../src/stats/bayes-correlated-t.ts';
import { allResamples, bootstrapInterval } from '../../src/stats/bootstrap-interval.ts';
import { correctedT } from '../../src/stats/corrected-t.ts';
import { fiveByTwo } from '../../src/stats/cv5x2.ts';
import { pairedT } from '../../src/stats/paired-t.ts';
import { compare } from './edit-run.ts';
import { makeRun, type RunOptions } from './make-run.ts';

const only = (options: RunOptions) => {
  const comparison = compare(makeRun({ sizes: [50], ...options }));
  const [contrast] = comparison.targets[0]!.contrasts;
  if (contrast?.status !== 'ok') throw new Error(contrast?.status);
  return { comparison, contrast, gains: contrast.differences.map(({ gain }) => gain) };
};

const posterior = (gains: readonly number[], rho: number) => {
  const found = bayesCorrelatedT(gains, { rho, rope: 0.01 });
  if (found.status !== 'ok') throw new Error(found.status);
  return { hurts: found.below, equivalent: found.within, helps: found.above };
};

describe('the test that a design gets', () => {
  test.each([
    ['k-fold', { folds: 5 }, 'corrected-resampled-t', 1 / 4, 1 / 5, false],
    ['5x2', { folds: 2 }, '5x2cv-F', 1, 1 / 2, false],
    ['holdout', { folds: 1, holdout: 0.2 }, 'corrected-resampled-t', 0.2 / 0.8, 0.2, false],
    ['seeds', { folds: 1, holdout: 0.2 }, 'paired-t', 0, 0, true],
    ['episodes', { folds: 1 }, 'paired-t', 0, 0, true],
    ['k-fold', { folds: 1 }, null, 0, 0, false],
  ] as const)('%s %j: %s', (kind, given, name, ratio, rho, independent) => {
    expect(designOf({ kind, seed: 1, ...given })).toMatchObject({ kind, test: name, ratio, rho, independent });
  });

  test('hold-outs: the corrected t by their share', () => {
    const { contrast, gains, comparison } = only({ kind: 'holdout', holdout: 0.3, repeats: 10 });
    const t = correctedT(gains, { testTrainRatio: 0.3 / 0.7 });
    expect(t).toMatchObject({ interval: contrast.interval, pTwoSided: contrast.p });
    expect(contrast).toMatchObject({ test: 'corrected-resampled-t', n: 10, further: null });
    expect(contrast.judgement).toMatchObject({ probabilities: posterior(gains, 0.3) });
    expect(comparison.design).toMatchObject({ holdout: 0.3, rho: 0.3 });
  });

  test('5×2: p of F, over the halves of each repeat, and the posterior of two folds', () => {
    const { contrast, gains } = only({ kind: '5x2' });
    const pairs = [0, 1, 2, 3, 4].map((repeat) =>
      contrast.differences.filter((pair) => pair.repeat === repeat).map(({ gain }) => gain),
    );
    const both = fiveByTwo(pairs);
    if (both.status !== 'ok') throw new Error(both.status);
    expect(contrast.p).toBe(both.pF);
    expect(contrast).toMatchObject({ test: '5x2cv-F', n: 10, further: null });
    expect(contrast.judgement).toMatchObject({ probabilities: posterior(gains, 1 / 2) });
    const sd = Math.sqrt(both.variances.reduce((sum, variance) => sum + variance, 0) / 5);
    expect(contrast.detectable).toBeCloseTo(2.508861822009563 * sd, 8); // scipy, as in test/stats/cv5x2-mean.test.ts
    expect((contrast.interval[0] + contrast.interval[1]) / 2).toBeCloseTo(contrast.gain, 12);
  });

  test('5×2 without all of its ten cells: a sentence, no verdict', () => {
    const tables = makeRun({ kind: '5x2', sizes: [50] });
    const trials = tables.trials.filter(({ arm, repeat, fold }) => arm === 'scratch' || repeat !== 3 || fold !== 1);
    const [contrast] = compare({ ...tables, trials }).targets[0]!.contrasts;
    expect(contrast).toMatchObject({
      status: 'insufficient',
      n: 9,
      reason: 'The 5×2 tests need all ten cells, and 9 have a score of both arms.',
    });
  });

  test('5×2 whose halves agree: no variance, no verdict', () => {
    const tables = makeRun({ kind: '5x2', sizes: [50] });
    const trials = tables.trials.map((row) => ({ ...row, value: row.arm === 'full' ? 0.5 + row.repeat / 100 : 0.5 }));
    const comparison = compare({ ...tables, trials });
    expect(comparison.targets[0]!.contrasts[0]).toMatchObject({
      status: 'zero_variance',
      reason: 'The two halves of every repeat have the same difference: without variance there is no test.',
    });
    expect(comparison.targets[0]!.scores.find(({ arm }) => arm === 'full')!.interval).toBeNull();
  });

  test('seeds: the paired t with an exact sign-flip p beside, for this split only', () => {
    const { contrast, gains, comparison } = only({ kind: 'seeds', repeats: 8 });
    const t = pairedT(gains);
    expect(t).toMatchObject({ interval: contrast.interval, pTwoSided: contrast.p });
    expect(contrast.further?.signFlip.method).toBe('exact');
    const sum = Math.abs(gains.reduce((total, gain) => total + gain, 0));
    const flips = Array.from({ length: 256 }, (_, signs) =>
      Math.abs(gains.reduce((total, gain, index) => total + (signs & (1 << index) ? gain : -gain), 0)),
    );
    expect(contrast.further!.signFlip.p).toBe(flips.filter((flip) => flip >= sum - 1e-12).length / 256);
    expect(contrast.judgement).toMatchObject({ probabilities: posterior(gains, 0) });
    expect(comparison.warnings).toContainEqual({
      code: 'one-split',
      message: 'All 8 seeds share one split: the result holds for these training examples and this held-out part only.',
    });
    const few = only({ kind: 'seeds', repeats: 5 });
    const counted = bootstrapInterval(few.gains, { resamples: allResamples(5) });
    expect(counted.status === 'ok' && counted.bca).toEqual(few.contrast.further!.bca);
    expect(contrast.further!.bca![0]).toBeGreaterThan(Math.min(...gains));
    expect(contrast.further!.bca![1]).toBeLessThan(Math.max(...gains));
    const many = only({ kind: 'seeds', repeats: 25 });
    expect(many.contrast.further?.signFlip.method).toBe('monte-carlo');
    expect(only({ kind: 'seeds', repeats: 25 }).contrast.further).toEqual(many.contrast.further);
  });
});

const kinds = fc.constantFrom(
  designOf({ kind: 'k-fold', folds: 5, seed: 1 }),
  designOf({ kind: '5x2', folds: 2, seed: 1 }),
  designOf({ kind: 'holdout', folds: 1, holdout: 0.25, seed: 1 }),
  designOf({ kind: 'seeds', folds: 1, holdout: 0.25, seed: 1 }),
);

test('every test is symmetric under swapping arms, keeps its p under scaling, and has an interval around the mean', () => {
  const values = fc.array(fc.double({ min: -0.5, max: 0.5, noNaN: true }), { minLength: 10, maxLength: 10 });
  fc.assert(
    fc.property(kinds, values, (design, gains) => {
      const found = testMean(gains, design);
      const swapped = testMean(
        gains.map((gain) => -gain),
        design,
      );
      const scaled = testMean(
        gains.map((gain) => 4 * gain),
        design,
      );
      expect([swapped.status, scaled.status]).toEqual([found.status, found.status]);
      if (found.status !== 'ok' || swapped.status !== 'ok' || scaled.status !== 'ok') return;
      expect(swapped.p).toBeCloseTo(found.p, 10);
      expect(swapped.pGreater).toBeCloseTo(1 - found.pGreater, 10);
      expect(scaled.p).toBeCloseTo(found.p, 10);
      expect(swapped.interval[1]).toBeCloseTo(-found.interval[0], 10);
      expect((found.interval[0] + found.interval[1]) / 2).toBeCloseTo(found.mean, 10);
      if (design.test !== '5x2cv-F') expect(found.p < 0.05).toBe(found.interval[0] > 0 || found.interval[1] < 0);
    }),
    { seed: 1, numRuns: 200 },
  );
});

test.each([
  [[], 'insufficient'],
  [[0.1], 'insufficient'],
  [new Array<number>(10).fill(0.1), 'zero_variance'],
  [[...new Array<number>(9).fill(0.1), Number.NaN], 'insufficient'],
  [[...new Array<number>(9).fill(0.1), Number.POSITIVE_INFINITY], 'insufficient'],
])('bad input %j has the status %s in every design', (values, status) => {
  fc.assert(
    fc.property(kinds, (design) => {
      expect(testMean(values, design).status).toBe(status);
      expect(intervalOfMean(values, design)).toBeNull();
    }),
    { seed: 1, numRuns: 20 },
  );
});
