import { describe, expect, it } from 'vitest';
import type { Convergence } from '../../src/compare/contract/convergence.ts';
import { compare, editTrials } from './edit-run.ts';
import { makeRun, type RunOptions, type RunTables } from './make-run.ts';

/** One arm pair at one size with these observations of `full`: value of fold and step. */
function observed(options: RunOptions, value: (fold: number, step: number) => number): RunTables {
  const tables = makeRun({ sizes: [50], folds: 4, repeats: 1, ...options });
  const curves = tables.curves.map((row) => (row.arm === 'full' ? { ...row, value: value(row.fold, row.step) } : row));
  return { ...tables, curves };
}

function full(tables: RunTables): Convergence {
  const found = compare(tables).targets[0]?.convergence.find(({ arm }) => arm === 'full');
  if (found === undefined) throw new Error('full has no curve');
  return found;
}

/** Gains of single folds over the last fifth of the budget. */
const late =
  (gains: readonly number[]) =>
  (fold: number, step: number): number =>
    0.5 + (step === 300 ? gains[fold]! : 0);

describe('convergence', () => {
  it('has mean and interval of every step', () => {
    const { points, cells, metric } = full(observed({ steps: [0, 100] }, (fold, step) => step / 1000 + fold / 100));
    expect(metric).toBe('accuracy');
    expect(points.map(({ step, examples, n }) => [step, examples, n])).toEqual([
      [0, 0, 4],
      [100, 3200, 4],
    ]);
    // folds 0, .01, .02, .03: s² = 1/6000; standard error sqrt((1/4 + 1/3)/6000); t(0.975, df 3) = 3.182446305283
    const half = 3.182446305283 * Math.sqrt((1 / 4 + 1 / 3) / 6000);
    expect(points[1]?.mean).toBeCloseTo(0.115, 12);
    expect(points[1]?.interval?.[0]).toBeCloseTo(0.115 - half, 9);
    expect(points[1]?.interval?.[1]).toBeCloseTo(0.115 + half, 9);
    // Of 0, .01, .02, .03, linear between order statistics (type 7 of Hyndman and Fan 1996): quartiles at 3/4 and 9/4.
    expect(points[1]?.median).toBeCloseTo(0.115, 12);
    expect(points[1]?.quartiles.map((value) => value.toFixed(12))).toEqual(['0.107500000000', '0.122500000000']);
    expect(cells).toHaveLength(4);
    expect(cells[3]?.points).toEqual([
      { step: 0, value: 0.03 },
      { step: 100, value: 0.13 },
    ]);
  });

  it('shows ten cells at the most', () => {
    expect(full(makeRun({ repeats: 4 })).cells).toHaveLength(10);
  });

  it('counts a cell that never reached the score as later than all', () => {
    const reached = (values: readonly number[]) =>
      full(observed({ steps: [0, 100, 200], reach: 0.5 }, (fold, step) => (step >= (values[fold] ?? 999) ? 0.5 : 0.4)))
        .reached;
    expect(reached([0, 100, 200, 999])).toEqual({ count: 3, of: 4, medianStep: 150 });
    expect(reached([0, 100, 999, 999])).toEqual({ count: 2, of: 4, medianStep: null });
    expect(reached([999, 999, 999, 999])).toEqual({ count: 0, of: 4, medianStep: null });
    expect(full(makeRun({ reach: null })).reached).toBeNull();
  });

  it('counts a cell that diverged before it was observed as one that never reached it', () => {
    const tables = observed({ steps: [0, 100, 200], reach: 0.5 }, () => 0.6);
    const diverged = editTrials(tables, { arm: 'full', fold: 0 }, () => ({ status: 'diverged', value: 0.2 }));
    const curves = diverged.curves.filter((row) => row.arm !== 'full' || row.fold !== 0);
    expect(full({ ...diverged, curves })).toMatchObject({ reached: { count: 3, of: 4, medianStep: 0 } });
  });

  it('leaves failed trials out', () => {
    const tables = observed({ steps: [0, 100, 200] }, () => 0.6);
    const failed = editTrials(tables, { arm: 'full', fold: 0 }, () => ({ status: 'failed', value: null }));
    expect(full(failed).points.map(({ n }) => n)).toEqual([3, 3, 3]);
  });

  it('takes a lower log loss for the better, in reach and tail', () => {
    const tables = observed({ steps: [0, 100, 200], reach: 0.5, folds: 3 }, (fold, step) => 1 - step / (300 + fold));
    const [accuracy, loss] = tables.record.metrics;
    if (accuracy === undefined || loss === undefined) throw new Error('two metrics are made');
    const record = { ...tables.record, metrics: [loss, accuracy] };
    const curves = tables.curves.map((row) => ({ ...row, metric: 'log-loss' }));
    const { reached, tail } = full({ ...tables, record, curves });
    expect(reached).toEqual({ count: 3, of: 3, medianStep: 200 });
    expect(tail?.gain).toBeGreaterThan(0.3);
    expect(tail?.stillImproving).toBe(true);
  });

  it.each([
    ['a steady rise', 0.01, (fold: number, step: number) => 0.5 + step / 5000 + fold / 100, true],
    ['a rise below half the region', 0.1, (fold: number, step: number) => 0.5 + step / 5000 + fold / 100, false],
    ['a rise whose two-sided interval just holds zero', 0.01, late([0.044, 0.08, 0.03, 0.034, 0.022]), true],
    ['a rise in some folds only', 0.01, late([0.05, -0.04, 0.06, -0.05, 0.01]), false],
    ['a plateau', 0.01, (fold: number, step: number) => 0.5 + ((fold + step / 100) % 2) / 100, false],
    ['a fall', 0.01, (fold: number, step: number) => 0.9 - step / 5000 - fold / 100, false],
  ])('tells %s at ±%d', (_, rope, value, improving) => {
    const { tail } = full(observed({ steps: [0, 200, 240, 300], folds: 5, rope: { accuracy: rope } }, value));
    expect(tail?.stillImproving).toBe(improving);
  });

  it('measures the tail from the observation nearest to four fifths of the budget', () => {
    const { tail } = full(observed({ steps: [0, 100, 200, 220, 300] }, (fold, step) => step * (1 + fold / 10)));
    expect(tail?.gain).toBeCloseTo(80 * 1.15, 9);
  });

  it('has no tail where nothing was observed between half the budget and its end', () => {
    expect(full(observed({ steps: [300] }, () => 0.5)).tail).toBeNull();
    expect(full(observed({ steps: [0, 300] }, (_, step) => step / 400)).tail).toBeNull();
  });
});
