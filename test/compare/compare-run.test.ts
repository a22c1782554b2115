import { describe, expect, it } from 'vitest';
import { compareRun } from '../../src/compare/compare-run.ts';
import { compare, contrastOf, editTrials, okContrast } from './edit-run.ts';
import { makeRun, type RunOptions, UNTIMED } from './make-run.ts';
import { writeRunFolder } from './write-run.ts';

const scratch = [0.8, 0.81, 0.79, 0.82, 0.8];
const full = [0.841, 0.844, 0.806, 0.871, 0.819];

/** One size, five folds, one repeat, with these accuracies. */
function fiveFolds(options: RunOptions = {}, values = { scratch, full }) {
  const tables = makeRun({ sizes: [50], folds: 5, repeats: 1, ...options });
  return editTrials(tables, { metric: 'accuracy' }, ({ arm, fold }) => ({
    value: (arm === 'scratch' ? values.scratch : values.full)[fold] ?? 0.5,
  }));
}

describe('a contrast', () => {
  it('is the corrected resampled t of the reference file’s five folds', () => {
    // test/reference/nadeau_bengio.json, case 5fold; the detectable effect is dz 2.5229954489 of power_sample_size.json
    const contrast = okContrast(compare(fiveFolds()), 'full', 50);
    expect(contrast.n).toBe(5);
    expect(contrast.gain).toBeCloseTo(0.0322, 12);
    expect(contrast.p).toBeCloseTo(0.031278869202761135, 9);
    expect(contrast.interval[0]).toBeCloseTo(0.0047195042855200445, 9);
    expect(contrast.interval[1]).toBeCloseTo(0.05968049571447997, 9);
    expect(contrast.detectable).toBeCloseTo(2.52299544893066 * Math.sqrt(0.0002177), 7);
    expect(contrast.differences[2]).toMatchObject({ repeat: 0, fold: 2, reference: 0.79, value: 0.806 });
    expect(contrast.differences[2]?.gain).toBeCloseTo(0.016, 12);
  });

  it('takes its verdict from the Bayesian correlated t', () => {
    // test/reference/bayes_correlated_t.json, case rope0: 0.98436… above 0
    const { judgement } = okContrast(compare(fiveFolds({ rope: { accuracy: 0 } })), 'full', 50);
    if (judgement.verdict === null) throw new Error(judgement.reason);
    expect(judgement.verdict).toBe('helps');
    expect(judgement.probabilities.helps).toBeCloseTo(0.9843605653986194, 9);
    expect(judgement.probabilities.hurts).toBeCloseTo(0.01563943460138062, 9);
  });

  it.each([
    [0.02, full, 'inconclusive'],
    [0.1, full, 'equivalent'],
    [0, scratch.map((value, fold) => 2 * value - (full[fold] ?? 0)), 'hurts'],
  ])('with a region of ±%d has the verdict of its side', (rope, values, verdict) => {
    const comparison = compare(fiveFolds({ rope: { accuracy: rope } }, { scratch, full: [...values] }));
    expect(okContrast(comparison, 'full', 50).judgement.verdict).toBe(verdict);
  });

  it('has no verdict where the suite gives no region', () => {
    expect(okContrast(compare(fiveFolds({ rope: {} })), 'full', 50).judgement).toEqual({
      verdict: null,
      reason: 'The suite gives no region of practical equivalence for accuracy.',
    });
  });

  it('counts a lower log loss as a gain', () => {
    const tables = editTrials(fiveFolds(), { metric: 'log-loss' }, ({ arm, fold }) => ({
      value: (arm === 'scratch' ? 0.6 : 0.5) + fold / 100,
    }));
    const contrast = contrastOf(
      compare(editTrials(tables, { metric: 'log-loss', arm: 'full', fold: 0 }, () => ({ value: 0.4 }))),
      'full',
      50,
      'log-loss',
    );
    expect(contrast.status).toBe('ok');
    if (contrast.status === 'ok') expect(contrast.gain).toBeCloseTo((0.2 + 4 * 0.1) / 5, 12);
  });

  it('is adjusted by Holm within its target and metric', () => {
    const arms = [{ name: 'scratch' }, { name: 'full', gain: 0.03 }, { name: 'some', gain: 0.01 }, { name: 'none' }];
    const { targets } = compare(makeRun({ arms, targets: ['high', 'other'] }));
    for (const { contrasts } of targets) {
      expect(contrasts).toHaveLength(3 * 2 * 2);
      for (const metric of ['accuracy', 'log-loss']) {
        const family = contrasts.filter((contrast) => contrast.metric === metric);
        const ok = family.flatMap((contrast) => (contrast.status === 'ok' ? [contrast] : [])).sort((a, b) => a.p - b.p);
        expect(ok).toHaveLength(6);
        expect(ok[0]?.pAdjusted).toBeCloseTo(Math.min(1, 6 * (ok[0]?.p ?? 0)), 12);
        for (const { p, pAdjusted } of ok) expect(pAdjusted).toBeGreaterThanOrEqual(p);
      }
    }
  });

  it('needs two pairs and two folds', () => {
    const one = compare(makeRun({ sizes: [50], folds: 5, repeats: 1, arms: [{ name: 'scratch' }, { name: 'full' }] }));
    expect(contrastOf(one, 'full', 50).status).toBe('ok');
    const single = compare(makeRun({ sizes: [50], folds: 1, repeats: 3 }));
    expect(single.design.correctionRatio).toBe(0);
    expect(contrastOf(single, 'full', 50)).toMatchObject({ status: 'insufficient', n: 3 });
    expect(single.targets[0]?.scores.every((score) => score.interval === null)).toBe(true);
  });
});

describe('a comparison of files', () => {
  it('equals the comparison of the tables they were written from', async () => {
    const tables = makeRun({ arms: [{ name: 'scratch' }, { name: 'full', source: 'low-digits', gain: 0.02 }] });
    const failed = editTrials(tables, { arm: 'full', size: 50, repeat: 1, fold: 2 }, () => ({
      status: 'failed',
      value: null,
      tested: null,
      reason: '=bad, "worse"\nworst',
    }));
    const folder = await writeRunFolder(failed);
    const { run, trials, ...rest } = await compareRun(folder);
    const { run: made, trials: known, ...expected } = compare(failed);
    expect(rest).toEqual({ ...expected, warnings: expect.anything() });
    expect(trials.filter(({ status }) => status === 'completed')).toEqual(
      known.filter(({ status }) => status === 'completed'),
    );
    expect(trials.map(({ trial }) => trial)).toEqual(known.map(({ trial }) => trial));
    expect(run).toEqual({ ...made, folder });
  });

  it('reports scores, facts and counts', () => {
    const { targets, counts, run, design, arms, metrics } = compare(fiveFolds());
    const score = targets[0]?.scores.find(({ arm, metric }) => arm === 'full' && metric === 'accuracy');
    expect(score).toMatchObject({ size: 50, n: 5 });
    expect(score?.mean).toBeCloseTo(full.reduce((sum, value) => sum + value, 0) / 5, 12);
    expect(score?.cells.map((cell) => cell.value)).toEqual(full);
    expect(counts).toEqual({ planned: 10, completed: 10, diverged: 0, failed: 0, timedOut: 0, missing: 0 });
    expect(run.computeSeconds).toBe(10 * 2 + 10);
    expect(design).toEqual({
      kind: 'k-fold',
      folds: 5,
      repeats: 1,
      seed: 7,
      groups: false,
      test: 'corrected-resampled-t',
      testReason: 'The training sets of folds overlap, so that their scores are not independent.',
      correctionRatio: 0.25,
      rho: 0.2,
      checkpoints: 'one',
    });
    expect(arms.map(({ name, reference }) => [name, reference])).toEqual([
      ['scratch', true],
      ['full', false],
    ]);
    expect(metrics.map(({ name, rope }) => [name, rope])).toEqual([
      ['accuracy', 0.01],
      ['log-loss', null],
    ]);
  });
});

describe('the ledger', () => {
  it('charges an arm’s whole pre-training to it', () => {
    const { targets, design } = compare(makeRun({ repeats: 3, sizes: [150, 50] }));
    expect(design.checkpoints).toBe('per-repeat');
    expect(targets[0]?.sizes).toEqual([50, 150]);
    expect(targets[0]?.ledger.map(({ arm, size, trials }) => [arm, size, trials])).toEqual([
      ['scratch', 50, 15],
      ['scratch', 150, 15],
      ['full', 50, 15],
      ['full', 150, 15],
    ]);
    expect(targets[0]?.ledger[0]).toMatchObject({ steps: 300, updates: 300 * 52_138, seconds: 2, pretraining: null });
    expect(targets[0]?.ledger[3]?.pretraining).toEqual({
      checkpoints: 3,
      steps: 1500,
      flops: 1500 * 2e8,
      seconds: 30,
      uses: 3 * 5 * 2,
    });
  });

  it('knows no seconds, and no steps of a pre-training, without timings', async () => {
    const { rm } = await import('node:fs/promises');
    const folder = await writeRunFolder(makeRun());
    await rm(`${folder}/timings.csv`);
    const { targets, run } = await compareRun(folder);
    expect(run.computeSeconds).toBe(0);
    expect(targets[0]?.ledger[2]).toMatchObject({
      seconds: null,
      flops: 300 * 2e8,
      pretraining: { checkpoints: 2, steps: null, flops: null, seconds: null },
      whole: { alone: { flops: null, seconds: null }, shared: { flops: null, seconds: null } },
    });
  });

  it('charges features to every arm that uses them, as if it were alone', () => {
    const arms = [{ name: 'scratch' }, ...['full', 'part', 'other'].map((name) => ({ name, source: 'low-digits' }))];
    let tables = makeRun({ arms, repeats: 2 });
    for (const [arm, nodes] of [
      ['full', ['a', 'b']],
      ['part', ['a', 'c']],
      ['other', ['a', 'never timed']],
    ] as const) {
      for (const repeat of [0, 1]) tables = editTrials(tables, { arm, repeat }, () => ({ features: nodes[repeat]! }));
    }
    ['a', 'b', 'c'].forEach((node, index) => {
      const place = { name: 'low-digits up to block1', target: 'high', size: null, repeat: 0, fold: null };
      const time = { trainSeconds: 0, scoreSeconds: 0, seconds: index + 1 };
      tables.timings.push({
        node,
        kind: 'features',
        ...place,
        status: 'completed',
        steps: null,
        flops: 7,
        ...time,
        ...UNTIMED,
      });
    });
    const { targets, run } = compare(tables);
    const charged = new Map(targets[0]?.ledger.map(({ arm, features }) => [arm, features]));
    expect([...charged]).toEqual([
      ['scratch', null],
      ['full', { passes: 2, flops: 14, seconds: 3 }],
      ['part', { passes: 2, flops: 14, seconds: 4 }],
      ['other', { passes: 2, flops: null, seconds: null }],
    ]);
    expect(run.computeSeconds).toBe(2 * 80 + 2 * 10 + 6); // of the whole run, each of them counts once
  });

  it('takes a trial’s budget from completed trials', () => {
    const tables = editTrials(makeRun(), { arm: 'full', fold: 1 }, () => ({ status: 'diverged', steps: 3 }));
    expect(compare(tables).targets[0]?.ledger.find(({ arm }) => arm === 'full')).toMatchObject({
      steps: 300,
      trials: 10,
    });
  });
});

describe('the use of checkpoints', () => {
  it.each([
    [{ arms: [{ name: 'scratch' }, { name: 'wide' }] }, 'none'],
    [{ repeats: 1 }, 'one'],
    [{ repeats: 3 }, 'per-repeat'],
  ])('of %o is %s', (options, use) => {
    expect(compare(makeRun(options)).design.checkpoints).toBe(use);
  });

  it('is one where every trial of a source names the same', () => {
    const tables = editTrials(makeRun({ repeats: 3 }), { arm: 'full' }, () => ({ checkpoint: 'c' }));
    expect(compare(tables).design.checkpoints).toBe('one');
  });
});
