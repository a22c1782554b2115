import { describe, expect, it } from 'vitest';
import { readRun } from '../../src/compare/read-run.ts';
import { bayesCorrelatedT } from '../../src/stats/bayes-correlated-t.ts';
import { correctedT } from '../../src/stats/corrected-t.ts';
import { episodeMean } from '../../src/stats/episodes.ts';
import { compare } from './edit-run.ts';
import { makeRun, type RunTables } from './make-run.ts';
import { writeRunFolder } from './write-run.ts';

const episodes = { ways: 5, shots: [1, 5], queries: 15 };
const tables = makeRun({ episodes, repeats: 40 });

describe('a run of episodes', () => {
  const { design, targets, counts, warnings } = compare(tables);
  const [target] = targets;

  it('has the recorded design, and no correction', () => {
    expect(design).toMatchObject({ folds: 1, repeats: 40, episodes, correctionRatio: 0 });
    expect(target?.sizes).toEqual([5, 25]);
    expect(counts).toMatchObject({ planned: 2 * 2 * 40, completed: 2 * 2 * 40, missing: 0 });
  });

  it('holds for the one checkpoint that all of them start from, and says so', () => {
    expect(design.checkpoints).toBe('one');
    expect(warnings.map(({ code }) => code)).toEqual(['one-checkpoint']);
  });

  it('warns of classes that a source has learnt with labels, where an arm starts from it', () => {
    const known = [
      { source: 'low-digits', target: 'high', classes: ['5', '6'] },
      { source: 'unused', target: 'high', classes: ['5'] },
      { source: 'low-digits', target: 'other', classes: ['5'] },
    ];
    const said = (given: RunTables) =>
      compare({ ...given, record: { ...given.record, known } }).warnings.filter(({ code }) => code === 'known-classes');
    expect(said(tables)).toEqual([
      {
        code: 'known-classes',
        target: 'high',
        message:
          'low-digits, from which full starts, has learnt the classes 5 and 6 of high with labels, 2 of 5. They are not novel to it, so that scores on high say less about learning new classes from few examples.',
      },
    ]);
    expect(said(makeRun())).toEqual([]); // over folds, to know the classes is what is asked
  });

  it('is compared by the plain paired t over episodes, and by the posterior without correlation', () => {
    const contrast = target?.contrasts.find(({ size, metric }) => size === 5 && metric === 'accuracy');
    if (contrast?.status !== 'ok') throw new Error('there is no contrast');
    const gains = contrast.differences.map(({ gain }) => gain);
    expect(gains).toHaveLength(40);
    const mean = gains.reduce((total, gain) => total + gain, 0) / 40;
    const variance = gains.reduce((total, gain) => total + (gain - mean) ** 2, 0) / 39;
    const half = 2.022690920036762 * Math.sqrt(variance / 40); // R: qt(0.975, 39)
    expect(contrast.interval[0]).toBeCloseTo(mean - half, 10);
    expect(contrast.interval[1]).toBeCloseTo(mean + half, 10);
    const plain = correctedT(gains, { testTrainRatio: 0 });
    expect(contrast.p).toBe('pTwoSided' in plain ? plain.pTwoSided : Number.NaN);
    // Under the matching prior, the posterior of the mean is the t distribution that the interval comes from.
    const posterior = bayesCorrelatedT(gains, { rho: 0, rope: 0.01 });
    if (posterior.status !== 'ok' || contrast.judgement.verdict === null) throw new Error('there is no posterior');
    expect(posterior.rho).toBe(0);
    expect(posterior.interval[0]).toBeCloseTo(contrast.interval[0], 12);
    expect(contrast.judgement.probabilities).toEqual({
      hurts: posterior.below,
      equivalent: posterior.within,
      helps: posterior.above,
    });
    const folds = compare(makeRun({ folds: 40, repeats: 1, sizes: [5] })).targets[0]!.contrasts[0]!;
    expect(folds.status === 'ok' && folds.interval[1] - folds.interval[0]).toBeGreaterThan(2 * half);
  });

  it('has the mean ± half-width of few-shot work for each arm', () => {
    for (const summary of target?.scores ?? []) {
      const result = episodeMean(summary.cells.map(({ value }) => value));
      if (result.status !== 'ok') throw new Error(result.status);
      expect(summary.interval).toEqual([result.mean - result.ci95HalfT, result.mean + result.ci95HalfT]);
    }
  });

  it('can be read from its folder', async () => {
    const { record } = await readRun(await writeRunFolder(tables));
    expect(record.design).toEqual({ kind: 'episodes', folds: 1, repeats: 40, seed: 7, groups: false, episodes });
  });
});

describe.each([
  ['episodes', makeRun({ episodes, repeats: 8 })],
  ['folds', makeRun({ folds: 4, repeats: 2, sizes: [5, 25] })],
])('an arm that trains nothing, over %s', (_, made) => {
  const curves = made.curves.filter(({ arm, step }) => arm === 'scratch' || step === 0);
  const trials = made.trials.map((row) => (row.arm === 'full' ? { ...row, steps: 0, examples: 0, trainable: 0 } : row));
  const comparison = compare({ ...made, trials, curves });
  const [target] = comparison.targets;

  it('has a curve of one point, which was never rising', () => {
    const curve = target?.convergence.find(({ arm }) => arm === 'full');
    expect(curve?.points.map(({ step, examples, n }) => [step, examples, n])).toEqual([[0, 0, 8]]);
    expect(curve?.tail).toBeNull();
    expect(comparison.warnings.filter(({ code, arm }) => code === 'still-improving' && arm === 'full')).toEqual([]);
  });

  it('is compared like any other, at a cost of no steps', () => {
    expect(target?.contrasts.every(({ status }) => status === 'ok')).toBe(true);
    const line = target?.ledger.find(({ arm }) => arm === 'full');
    expect(line).toMatchObject({ steps: 0, examples: 0, updates: 0, trainable: 0 });
  });
});
