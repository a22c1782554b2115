import { describe, expect, test } from 'vitest';
import { scheduleOf } from '../../src/compare/schedule.ts';
import type { TimingRow } from '../../src/store/rows.ts';
import { makeTimings } from '../report/make-schedule.ts';

/** A trial on a worker between two seconds of one day. */
function trial(node: string, worker: number, from: number, to: number, more: Partial<TimingRow> = {}): TimingRow {
  const time = (seconds: number) => new Date(Date.parse('2026-11-23T00:00:00Z') + 1000 * seconds).toISOString();
  const [row] = makeTimings({ workers: 1, trials: 1 }).slice(-1);
  return { ...row!, node, worker, started: time(from), ended: time(to), ...more };
}

const UNTIMED = { worker: null, started: null, ended: null };

describe('the schedule of a run', () => {
  test('has every node in the lane of its worker, from the first start on', () => {
    const schedule = scheduleOf([
      trial('c', 1, 102, 105),
      trial('a', 0, 100, 102, { kind: 'pretrain', name: 'low-digits' }),
      trial('b', 0, 102, 104.5, { status: 'diverged' }),
    ])!;
    expect(schedule).toMatchObject({ seconds: 5, pauses: [], unknown: 0, bin: null, together: false });
    expect(schedule.bars.map(({ lane, kind, from, to }) => [lane, kind, from, to])).toEqual([
      [0, 'pretrain', 0, 2],
      [0, 'trial', 2, 4.5],
      [1, 'trial', 2, 5],
    ]);
    expect(schedule.lanes).toEqual([
      { worker: 0, nodes: 2, busy: [2, 2.5] },
      { worker: 1, nodes: 1, busy: [0, 3] },
    ]);
    expect(schedule.kinds).toEqual([
      { kind: 'pretrain', nodes: 1, unfinished: 0, seconds: 2 },
      { kind: 'trial', nodes: 2, unfinished: 1, seconds: 5.5 },
    ]);
  });

  test('cuts out the time in which nothing ran, and keeps that in which one worker waited', () => {
    const schedule = scheduleOf([
      trial('a', 0, 0, 10),
      trial('b', 1, 0, 4),
      trial('c', 1, 9, 20),
      trial('d', 0, 3620, 3625),
      trial('e', 0, 3625.5, 3630),
    ])!;
    expect(schedule.pauses).toEqual([{ at: 20, seconds: 3600 }]);
    expect(schedule.seconds).toBe(30);
    expect(schedule.bars.map(({ from, to }) => [from, to])).toEqual([
      [0, 4],
      [0, 10],
      [9, 20],
      [20, 25],
      [25.5, 30],
    ]);
  });

  test('gives a worker of another run at the same time a lane of its own', () => {
    const { lanes, bars } = scheduleOf([trial('a', 0, 0, 4), trial('b', 0, 1, 3), trial('c', 1, 0, 4)])!;
    expect(lanes.map(({ worker }) => worker)).toEqual([0, 0, 1]);
    expect(bars.map(({ lane }) => lane).toSorted()).toEqual([0, 1, 2]);
  });

  test('counts a node of two arms once, and those without a time', () => {
    const { lanes, unknown } = scheduleOf([
      trial('a', 0, 0, 1),
      trial('a', 0, 0, 1, { name: 'twin' }),
      trial('b', 0, 1, 2),
      trial('c', 0, 1, 2, UNTIMED),
    ])!;
    expect(lanes).toMatchObject([{ nodes: 2, busy: [2] }]);
    expect(unknown).toBe(1);
  });

  test('is nothing without times', () => {
    expect(scheduleOf(null)).toBeNull();
    expect(scheduleOf([trial('a', 0, 0, 1), trial('b', 0, 0, 1, UNTIMED)])).toBeNull();
  });

  test.each([
    [8, false],
    [48, true],
  ])('of 10,000 trials on %i workers is shares of time that add up, in few bars', (workers, together) => {
    const { bars, lanes, kinds, ...schedule } = scheduleOf(makeTimings({ workers, trials: 10_000 }))!;
    expect(schedule.together).toBe(together);
    expect(bars.length).toBeLessThan(2000);
    expect(lanes).toHaveLength(workers);
    expect(lanes.reduce((sum, { nodes }) => sum + nodes, 0)).toBe(10_001);
    for (const { kind, seconds } of kinds) {
      const drawn = bars
        .filter((bar) => bar.kind === kind)
        .reduce((sum, { from, to, low, high }) => sum + (to - from) * (high - low) * (together ? workers : 1), 0);
      // Shares are rounded to 1/50 of a lane in each bin.
      expect(Math.abs(drawn - seconds)).toBeLessThanOrEqual(0.01 * schedule.seconds * workers);
    }
    for (const { low, high } of bars) expect(high).toBeGreaterThan(low);
  });
});
