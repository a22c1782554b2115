import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { designOf } from '../../src/compare/design.ts';
import { testMean } from '../../src/compare/mean-test.ts';
import { correctedT } from '../../src/stats/corrected-t.ts';
import { expectClose, expectFields, readReference } from '../stats/reference.ts';
import { compare, dropTrials, editTrials } from './edit-run.ts';
import { makeRun, type RunTables } from './make-run.ts';
import { armOf, CHECKPOINT, contrastOf, EIGHT, okContrast, type Times, TRAIN, timed, timesOf } from './timed-run.ts';

describe('times to the wanted score are those of R', () => {
  const { cases, tolerance, tool } = readReference('time_to_target');
  const runs = z.object({ time: z.array(z.number()), reached: z.array(z.number()) });
  const arms = z.object({ transfer: runs, scratch: runs, tau: z.number() });
  const read = (input: unknown) => {
    const { transfer, scratch, tau } = arms.parse(input);
    const times = ({ time, reached }: z.infer<typeof runs>) => time.map((at, i) => (reached[i] === 1 ? at : null));
    const early = [transfer, scratch].some(({ time, reached }) => time.some((at, i) => reached[i] === 0 && at < tau));
    return { times: { scratch: times(scratch), full: times(transfer) }, tau, early };
  };
  // A run whose observation ends before the budget without the score does not occur here.
  const whole = cases.filter(({ input }) => !read(input).early);

  it.each(whole.map((one) => [one.name, one] as const))(`%s (${tool})`, (_, { input, expected }) => {
    const { times, tau } = read(input);
    const { full, scratch } = times;
    let tables = timed(times, tau);
    for (let fold = full.length; fold < scratch.length; fold++) tables = dropTrials(tables, { arm: 'full', fold });
    for (const [name, arm] of [
      ['transfer', 'full'],
      ['scratch', 'scratch'],
    ] as const) {
      const { curve, median, mean, standardError, reached, of } = armOf(tables, arm);
      const fields = {
        times: curve.times,
        surv: curve.shares.map((share) => 1 - share),
        median,
        rmst: mean.mean,
        rmst_se: standardError,
        reach_rate_at_tau: reached / of,
      };
      const {
        n_risk: _risk,
        n_event: _event,
        std_err: _error,
        ...known
      } = z.record(z.string(), z.unknown()).parse(expected[name]);
      expectFields(fields, known, tolerance);
    }
    const contrast = contrastOf(tables);
    if (contrast.status !== 'ok' || full.length !== scratch.length) return;
    expectClose(contrast.saved.mean, expected['paired_rmst_diff_mean'], tolerance);
    expectClose(contrast.ratio!.value, expected['rmst_ratio'], tolerance);
    expectClose(contrast.p!, expected['stratified_logrank_p'], tolerance);
    const scale = Math.sqrt(1 / 8 + 1 / 7) * Number(expected['paired_rmst_diff_sd']);
    const half = 2.3646242515927853 * scale; // scipy 1.17.1: stats.t.ppf(0.975, 7)
    expectClose(contrast.saved.interval[1] - contrast.saved.mean, half, 1e-6);
  });

  it('are not all without a test', () => {
    expect(whole.map(({ input }) => contrastOf(timed(read(input).times, read(input).tau)).status).toSorted()).toEqual([
      'constant',
      'insufficient',
      'nobody',
      'ok',
      'ok',
    ]);
  });
});

describe('the speed-up', () => {
  const CLEAR: Times = { scratch: [20, 26, 24, 31, 18, 28, 44, null], full: [14, 9, 12, 11, 7, 16, 8, 15] };

  it.each([
    ['both', CLEAR],
    ['its lower end alone, where the arm is not clear of 0', EIGHT],
  ])('has an interval of which the corrected t of reference − θ·arm just rejects %s', (which, times) => {
    const { ratio } = okContrast(timed(times, 50));
    const { low, high } = ratio!.interval!;
    expect(high === null).toBe(which !== 'both');
    for (const end of high === null ? [low] : [low, high]) {
      const rest = times['scratch']!.map((time, cell) => (time ?? 50) - end * (times['full']![cell] ?? 50));
      const test = correctedT(rest, { testTrainRatio: 1 / 7 });
      expect('pTwoSided' in test && test.pTwoSided).toBeCloseTo(0.05, 8);
    }
    expect(low).toBeLessThan(ratio!.value);
    expect(high ?? Infinity).toBeGreaterThan(ratio!.value);
  });

  it('is shown by the test of the mean, over its family, and not by the log-rank test', () => {
    expect(okContrast(timed(CLEAR, 50)).shown).toBe('sooner');
    // Sooner in all of six pairs, which the log-rank test rejects; but in one by so much that the mean is not clear.
    const uneven = okContrast(timed({ scratch: [5, 5, 5, 5, 5, 100], full: [4, 4, 4, 4, 4, 1] }, 100));
    expect(uneven.p).toBeLessThan(0.05);
    expect(uneven.shown).toBeNull();
    const family = timed({ ...CLEAR, slow: CLEAR['scratch']!.map(() => null) }, 50);
    expect(okContrast(family).pAdjusted).toBeCloseTo(2 * okContrast(family).p!, 12);
    expect(okContrast(family, 'slow').shown).toBe('later');
  });

  it('has no interval where neither arm is clear of time 0, and no number where one never leaves it', () => {
    const near = okContrast(timed({ scratch: [30, 0, 0, 0], full: [0, 0, 0, 20] }, 50));
    expect(near.ratio).toEqual({ value: 1.5, interval: null });
    expect(okContrast(timed({ scratch: [30, 31, 35, 36], full: [0, 0, 0, 0] }, 50)).ratio).toBeNull();
    expect(okContrast(timed({ scratch: [0, 0, 0, 0], full: [30, 31, 35, 36] }, 50)).ratio).toBeNull();
  });
});

describe('each clock', () => {
  it('measures the same moments: 32 examples a step, and seconds spread evenly over the steps', () => {
    const tables = timed(EIGHT, 50);
    const steps = armOf(tables, 'full').mean.mean;
    expect(armOf(tables, 'full', 'examples').mean.mean).toBeCloseTo(32 * steps, 9);
    expect(armOf(tables, 'full', 'seconds').mean.mean).toBeCloseTo((TRAIN / 50) * steps, 9);
    for (const clock of ['examples', 'seconds'] as const) {
      expect(okContrast(tables, 'full', clock).ratio!.value).toBeCloseTo(okContrast(tables).ratio!.value, 9);
      expect(okContrast(tables, 'full', clock).p).toBeCloseTo(okContrast(tables).p!, 9);
    }
  });

  it('charges the whole checkpoint at time 0, to the arm that starts from it', () => {
    const tables = timed(EIGHT, 50);
    const [bare, paid] = (['seconds', 'seconds-with-pretraining'] as const).map((clock) =>
      armOf(tables, 'full', clock),
    );
    expect(paid!.median).toBeCloseTo(bare!.median! + CHECKPOINT, 9);
    expect(paid!.horizon).toBeCloseTo(TRAIN + CHECKPOINT, 9);
    expect(armOf(tables, 'scratch', 'seconds-with-pretraining')).toEqual({
      ...armOf(tables, 'scratch', 'seconds'),
      clock: 'seconds-with-pretraining',
    });
    const contrast = okContrast(tables, 'full', 'seconds-with-pretraining');
    // The reference's two trials that never got there were watched for no longer than this, when the arm had not begun.
    expect(contrast.horizon).toBeCloseTo(TRAIN, 9);
    expect(contrast.means.arm).toBeCloseTo(TRAIN, 9);
    expect(contrast.means.reference).toBeCloseTo(((168 + 2 * 50) / 8) * (TRAIN / 50), 9);
    const all = { ...EIGHT, scratch: EIGHT['scratch']!.map((time) => time ?? 50) };
    const known = okContrast(timed(all, 50), 'full', 'seconds-with-pretraining');
    expect(known.horizon).toBeCloseTo(TRAIN + CHECKPOINT, 9);
    expect(known.shown).toBe('later');
  });

  it('does not count an arm that was stopped sooner as late: neither was there while both were watched', () => {
    const tables = timed({ scratch: [20, 25, 30], full: [null, null, null] }, 50);
    const quick = tables.timings.map((row) => (row.name === 'full' ? { ...row, trainSeconds: 0.01 } : row));
    expect(okContrast({ ...tables, timings: quick }).shown).toBe('later');
    expect(contrastOf({ ...tables, timings: quick }, 'full', 'seconds')).toMatchObject({ status: 'nobody', n: 3 });
    expect(armOf({ ...tables, timings: quick }, 'full', 'seconds')).toMatchObject({ reached: 0, horizon: 0.01 });
  });

  it('knows no seconds without timings, and those of pre-training not where weights existed before', () => {
    const tables = timed(EIGHT, 50);
    const [without] = [{ ...tables, timings: [] }];
    expect(contrastOf(without, 'full', 'seconds')).toMatchObject({ status: 'unknown', reason: /times/ });
    expect(okContrast(without)).toEqual(okContrast(tables));
    const existing = tables.timings.map((row) => (row.kind === 'pretrain' ? { ...row, steps: 0 } : row));
    const loaded = { ...tables, timings: existing };
    expect(contrastOf(loaded, 'full', 'seconds').status).toBe('ok');
    expect(contrastOf(loaded, 'full', 'seconds-with-pretraining')).toMatchObject({
      status: 'unknown',
      reason: 'What pre-training took is not known.',
    });
  });
});

describe('trials that never got there', () => {
  it('count as the whole budget, and so does one that diverged after it was there', () => {
    const tables = timed({ scratch: [20, 25, 30, 41], full: [4, 6, 5, 9] }, 50);
    const diverged = editTrials(tables, { arm: 'full', fold: 3 }, () => ({
      status: 'diverged',
      value: 0.2,
      steps: 12,
    }));
    const { reached, of, mean, curve, horizon } = armOf(diverged, 'full');
    expect({ reached, of, mean: mean.mean, horizon }).toEqual({
      reached: 3,
      of: 4,
      mean: (4 + 6 + 5 + 50) / 4,
      horizon: 50,
    });
    expect(curve).toEqual({ times: [4, 5, 6, 50], shares: [0.25, 0.5, 0.75, 0.75] });
    expect(okContrast(diverged).means.arm).toBe(65 / 4);
  });

  it('have an arm’s horizon even where all of it diverged', () => {
    const tables = editTrials(timed(EIGHT, 50), { arm: 'full' }, () => ({ status: 'diverged', value: 0.2 }));
    expect(armOf(tables, 'full')).toMatchObject({ reached: 0, of: 8, median: null, mean: { mean: 50 } });
    expect(okContrast(tables).shown).toBe('later');
  });

  it('are told from failed ones, which have no time at all', () => {
    const failed = editTrials(timed(EIGHT, 50), { arm: 'full', fold: 5 }, () => ({ status: 'failed', value: null }));
    expect(armOf(failed, 'full')).toMatchObject({ reached: 7, of: 7 });
    expect(okContrast(failed).n).toBe(7);
  });
});

describe('where nothing can be said', () => {
  it.each([
    ['nobody', { scratch: [null, null], full: [null, null] }],
    ['at-once', { scratch: [0, 0, 0], full: [0, 0, 0] }],
    ['constant', { scratch: [9, 8, 7], full: [5, 4, 3] }],
    ['insufficient', { scratch: [9], full: [5] }],
  ])('the status is %s, with a sentence and no number', (status, times) => {
    const contrast = contrastOf(timed(times, 10));
    expect(contrast.status).toBe(status);
    expect(Object.keys(contrast).toSorted()).toEqual(['arm', 'clock', 'n', 'reason', 'reference', 'size', 'status']);
    expect('reason' in contrast && contrast.reason).toMatch(/^[A-Z].*\.$/);
  });

  it('no score, no curve or no trial gives no times', () => {
    const tables = timed(EIGHT, 50);
    const compare_ = (changed: RunTables) => compare(changed).targets[0]!.timesToReach;
    const { record } = tables;
    expect(compare_({ ...tables, record: { ...record, compare: { ...record.compare, reach: null } } })).toBeNull();
    expect(compare_({ ...tables, curves: [] })).toBeNull();
    expect(compare_({ ...tables, trials: [], curves: [] })).toBeNull();
  });

  it('a completed trial without a curve is unknown, not late', () => {
    const tables = timed(EIGHT, 50);
    const curves = tables.curves.filter(({ arm, fold }) => arm !== 'full' || fold !== 2);
    expect(contrastOf({ ...tables, curves })).toMatchObject({ status: 'unknown', n: 0 });
    expect(armOf({ ...tables, curves }, 'scratch').of).toBe(8);
  });

  it('an arm that lacks a cell, or differs in more than the recipe, is compared over fewer or none', () => {
    const tables = timed(EIGHT, 50);
    expect(okContrast(dropTrials(tables, { arm: 'full', fold: 0 })).n).toBe(7);
    expect(contrastOf(dropTrials(tables, { arm: 'full' }))).toMatchObject({ status: 'insufficient', n: 0 });
    const other = editTrials(tables, { arm: 'full', fold: 0 }, () => ({ fingerprint: 'another' }));
    expect(contrastOf(other).status).toBe('refused');
  });

  it('an arm that trains nothing is there from the start or never', () => {
    const still = (times: Times) => {
      const tables = timed(times, 50);
      return { ...tables, curves: tables.curves.filter(({ arm, step }) => arm !== 'full' || step === 0) };
    };
    const never = still({ scratch: [20, 30, 40], full: [null, null, null] });
    expect(armOf(never, 'full')).toMatchObject({ reached: 0, horizon: 50, mean: { mean: 50 } });
    expect(okContrast(still({ scratch: [20, 30, 40], full: [0, 0, 0] })).saved.mean).toBe(30);
  });
});

it('a lower log loss is the better one', () => {
  const tables = timed(EIGHT, 50);
  const [accuracy, loss] = tables.record.metrics;
  const record = { ...tables.record, metrics: [loss!, accuracy!] };
  const curves = tables.curves.map((row) => ({ ...row, metric: 'log-loss', value: 1.4 - row.value }));
  expect(armOf({ ...tables, record, curves }, 'full').reached).toBe(7);
});

describe('the design decides', () => {
  const saved = [16, 20, 2, 22, 11, 9, 36, 21, 14, 8];
  const times = { scratch: saved.map((time) => time + 10), full: saved.map(() => 10) };

  it.each([
    ['5x2', { repeats: 5, folds: 2 }, false],
    ['seeds', { repeats: 10, folds: 1 }, true],
    ['holdout', { repeats: 10, folds: 1 }, false],
  ] as const)('the test of the time saved and what the log-rank test is worth: %s', (kind, shape, independent) => {
    const tables = timed(times, 50, { kind, ...shape });
    const design = designOf(tables.record.design);
    const test = testMean(saved, design);
    if (test.status !== 'ok') throw new Error(test.status);
    expect(okContrast(tables).saved).toEqual({ mean: test.mean, interval: test.interval });
    expect(timesOf(tables).independent).toBe(independent);
  });

  it('that 5×2 without a cell has no test', () => {
    const tables = dropTrials(timed(times, 50, { kind: '5x2', repeats: 5, folds: 2 }), {
      arm: 'full',
      repeat: 3,
      fold: 1,
    });
    expect(contrastOf(tables)).toMatchObject({ status: 'insufficient', n: 9 });
  });
});

it('says how far apart observations are, and whether cells are independent', () => {
  expect(timesOf(makeRun())).toMatchObject({ score: 0.7, every: 100, independent: false });
  const episodes = { ways: 5, shots: [1], queries: 15 };
  expect(timesOf(makeRun({ episodes, repeats: 6 })).independent).toBe(true);
});
