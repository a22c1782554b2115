import { describe, expect, test } from 'vitest';
import { chunksOf } from '../../src/cli/interleave.ts';
import { unconfirmed } from '../../src/gate/confirm.ts';
import type { GateReport } from '../../src/gate/contract.ts';
import { confirmedCosts, judgeCosts } from '../../src/gate/costs.ts';
import { makeRun } from '../compare/make-run.ts';

const settings = { losses: {}, reserve: 1, seconds: 0.1, memory: 0.1 };
const timings = (factor: (index: number) => number) =>
  makeRun().timings.map((row, index) => ({ ...row, trainSeconds: 1.5 * factor(index) }));
const wobble = (index: number) => 1 + 0.01 * Math.sin(7 * index);
const seconds = (factor: (index: number) => number) =>
  judgeCosts({ before: timings(wobble), after: timings(factor), peaks: [] }, settings).filter(
    ({ cost }) => cost === 'seconds',
  );

describe('seconds, as paired ratios', () => {
  test.each([
    ['as long', (index: number) => wobble(index + 3), 'unchanged'],
    ['a third longer', (index: number) => 1.33 * wobble(index + 3), 'regressed'],
    ['half as long', (index: number) => 0.5 * wobble(index + 3), 'improved'],
    ['anything', (index: number) => (Math.sin(5 * index) > 0 ? 4 : 0.25), 'inconclusive'],
  ] as const)('%s is %s', (_, factor, expected) => {
    const found = seconds(factor);
    expect(found.map(({ arm, ruling }) => [arm, ruling])).toEqual([
      ['scratch', expected],
      ['full', expected],
    ]);
    for (const { interval, ratio } of found) {
      expect(interval![0]).toBeLessThanOrEqual(ratio!);
      expect(interval![1]).toBeGreaterThanOrEqual(ratio!);
    }
  });

  test('the geometric mean: twice and half cancel', () => {
    const [scratch] = seconds((index) => wobble(index) * (index % 2 === 0 ? 2 : 0.5));
    expect(scratch!.ratio).toBeCloseTo(1, 10);
  });
});

describe('pre-training, as paired ratios of checkpoints', () => {
  const rows = (repeats: number, factor: (repeat: number) => number) =>
    makeRun({ repeats }).timings.map((row) =>
      row.kind === 'pretrain' ? { ...row, trainSeconds: 9 * factor(row.repeat!) } : row,
    );
  const found = (repeats: number, factor: (repeat: number) => number) =>
    judgeCosts({ before: rows(repeats, wobble), after: rows(repeats, factor), peaks: [] }, settings).filter(
      ({ cost }) => cost === 'pretraining',
    );

  test('is judged for each source', () => {
    expect(found(4, (repeat) => 2 * wobble(repeat + 3))).toMatchObject([
      { pairs: 4, margin: 1.1, ruling: 'regressed' },
    ]);
    expect(found(4, (repeat) => wobble(repeat + 3))).toMatchObject([{ ruling: 'unchanged' }]);
  });

  test('is not, where it was not repeated: one ratio tells nothing of a machine', () => {
    expect(found(1, () => 2)).toEqual([]);
  });
});

test('a suspected cost that cannot be run again is not confirmed, and says why', () => {
  const costs = seconds((index) => 1.33 * wobble(index + 3));
  const told = unconfirmed({ judgements: [], costs } as unknown as GateReport, 'There is no reserve.').costs;
  expect(told.map(({ confirmation }) => confirmation)).toEqual(['inconclusive', 'inconclusive']);
  expect(told[0]!.reason).toBe('It costs more than the margin allows. There is no reserve.');
});

test('memory is of whole processes, turn by turn', () => {
  const peaks = [1.5, 1.52, 1.49, 1.51].map((ratio) => ({ before: 4e8, after: 4e8 * ratio }));
  const [found] = judgeCosts({ before: [], after: [], peaks }, settings);
  expect(found).toMatchObject({ cost: 'memory', arm: null, pairs: 4, ruling: 'regressed' });
  const again = (ruling: 'regressed' | 'unchanged' | 'inconclusive') =>
    confirmedCosts([found!], [{ ...found!, ruling }])[0]!.confirmation;
  expect([again('regressed'), again('unchanged'), again('inconclusive')]).toEqual([
    'confirmed',
    'cleared',
    'inconclusive',
  ]);
});

test('chunks hold each cell once, and are few', () => {
  const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);
  expect(chunksOf({ repeats: [0], folds: 3 }).map((words) => words.join(' '))).toEqual(
    numbers(3).map((fold) => `--filter repeat=0 --filter fold=${fold}`),
  );
  expect(chunksOf({ repeats: [5, 6, 7, 8], folds: 5 })).toHaveLength(4);
  const many = chunksOf({ repeats: numbers(601), folds: 1 });
  expect(many.length).toBeLessThanOrEqual(20);
  expect(many.flat().filter((word) => word.startsWith('repeat='))).toEqual(
    numbers(601).map((repeat) => `repeat=${repeat}`),
  );
});
