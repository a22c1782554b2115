import { describe, expect, it } from 'vitest';
import { correctedT } from '../../src/stats/corrected-t.ts';
import { compare, dropTrials, editTrials } from './edit-run.ts';
import { makeRun } from './make-run.ts';

const SCRATCH = 0.5;
/** Gains of the arm `full` in fold 0 to 4, by size. */
const gains: Readonly<Record<number, readonly number[]>> = {
  50: [0.1, 0.12, 0.14, 0.16, 0.18],
  150: [0.3, 0.3, 0.3, 0.3, 0.3],
  500: [0.05, 0.05, 0.06, 0.06, 0.08],
};
const made = makeRun({ sizes: [50, 150, 500], repeats: 1 });
const tables = editTrials(made, {}, ({ arm, size, fold, metric }) => {
  const value = arm === 'scratch' ? SCRATCH : SCRATCH + gains[size]![fold]!;
  return { value: metric === 'accuracy' ? value : -value };
});
const changes = (from: typeof tables, metric = 'accuracy') =>
  compare(from).targets[0]!.changes.filter((one) => one.metric === metric);

describe('the change of a gain', () => {
  // In each fold, size 500 minus size 50: −5, −7, −8, −10, −10 points; their mean is −8.
  const values = [-0.05, -0.07, -0.08, -0.1, -0.1];

  it('is from the smallest to the largest size, over folds, with the interval of the corrected t', () => {
    const [found, ...others] = changes(tables);
    expect(others).toEqual([]);
    expect(found).toMatchObject({ arm: 'full', reference: 'scratch', from: 50, to: 500, n: 5 });
    expect(found!.change).toBeCloseTo(-0.08, 12);
    const test = correctedT(values, { testTrainRatio: 1 / 4 });
    if (test.status !== 'ok') throw new Error(test.status);
    expect(found!.interval![0]).toBeCloseTo(test.interval[0], 12);
    expect(found!.interval![1]).toBeCloseTo(test.interval[1], 12);
  });

  it('has the same sign where lower is better', () => {
    expect(changes(tables, 'log-loss')[0]!.change).toBeCloseTo(-0.08, 12);
  });

  it('leaves out a fold without both pairs, and an arm with one size', () => {
    const fewer = changes(dropTrials(tables, { arm: 'full', size: 500, fold: 0 }));
    expect(fewer.map(({ n }) => n)).toEqual([4]);
    expect(fewer[0]!.change).toBeCloseTo(-0.0875, 12);
    expect(changes(dropTrials(dropTrials(tables, { arm: 'full', size: 150 }), { arm: 'full', size: 500 }))).toEqual([]);
  });
});
