import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { describe, expect, test } from 'vitest';
import { compareRun } from '../../src/compare/compare-run.ts';
import { type TimingRow, type TuningRow, tuningRow } from '../../src/store/rows.ts';
import { makeRun, UNTIMED } from './make-run.ts';
import { writeRunFolder } from './write-run.ts';

const FOLDS = [0, 1];

/** Scores by configuration, then by inner split; the settings of each configuration; the number of what was chosen. */
interface Search {
  readonly arm: string;
  readonly scores: readonly (readonly number[])[];
  readonly settings: readonly object[];
  readonly chosen: number;
  readonly diverged?: readonly [configuration: number, split: number];
}

/** Rows of one size in every fold, `shift` added to all scores of the second. */
function rowsOf({ arm, scores, settings, chosen, diverged }: Search, shift = 0.1): TuningRow[] {
  return FOLDS.flatMap((fold) =>
    scores.flatMap((splits, configuration) =>
      splits.map(
        (value, split): TuningRow => ({
          node: `${arm} ${fold}`,
          target: 'high',
          size: 50,
          repeat: 0,
          fold,
          arm,
          status: 'completed',
          configuration,
          settings: JSON.stringify(settings[configuration]),
          chosen: configuration === chosen ? 'yes' : null,
          split,
          metric: 'accuracy',
          value: value + fold * shift,
          diverged: diverged?.[0] === configuration && diverged[1] === split ? 7 : null,
          reason: null,
        }),
      ),
    ),
  );
}

async function compared(rows: readonly TuningRow[], timings: readonly TimingRow[] = []) {
  const made = makeRun({ sizes: [50], folds: FOLDS.length, repeats: 1 });
  const folder = await writeRunFolder({ ...made, timings: [...made.timings, ...timings] });
  const columns = Object.keys(tuningRow.shape);
  await writeFile(join(folder, 'tuning.csv'), stringify([...rows], { header: true, columns, escape_formulas: true }));
  return compareRun(folder);
}

const rates = [{ 'training.lr': 0.001 }, { 'training.lr': 0.01 }, { 'training.lr': 0.1 }];
const scratch: Search = {
  arm: 'scratch',
  scores: [
    [0.5, 0.7],
    [0.8, 0.8],
    [0.2, 0.2],
  ],
  settings: rates,
  chosen: 1,
};
const full: Search = { ...scratch, arm: 'full', diverged: [2, 0] };

describe('how arms were tuned', () => {
  test('is the expected best of each cell’s mean scores, then the mean over cells', async () => {
    const { targets } = await compared([...rowsOf(scratch), ...rowsOf(full)]);
    const [first, second] = targets[0]!.tuning;
    expect(first).toMatchObject({ arm: 'scratch', size: 50, n: 2, configurations: 3, distinct: 3, diverged: 0 });
    expect(second).toMatchObject({ arm: 'full', diverged: 2, trainings: 2 * 3 * 2 });
    // Means of the first fold are 0.6, 0.8 and 0.2; of the second, 0.1 more: expected maxima by hand, + 0.05 on average.
    const sorted = [0.2, 0.6, 0.8];
    const most = (tried: number) =>
      sorted.reduce((sum, value, below) => sum + value * (((below + 1) / 3) ** tried - (below / 3) ** tried), 0);
    expect(first!.points.map(({ tried }) => tried)).toEqual([1, 2, 3]);
    for (const { tried, mean, interval } of first!.points) {
      expect(mean).toBeCloseTo(most(tried) + 0.05, 12);
      expect((interval![0] + interval![1]) / 2).toBeCloseTo(mean, 12);
    }
    expect(first!.chosen).toEqual([{ settings: { 'training.lr': 0.01 }, cells: 2 }]);
  });

  test('is told of most frequent choices first', async () => {
    const rows = rowsOf(scratch).map((row) =>
      row.fold === 1 ? { ...row, chosen: row.configuration === 0 ? 'yes' : null } : row,
    );
    const { targets } = await compared([...rows, ...rowsOf(full)]);
    expect(targets[0]!.tuning[0]!.chosen).toEqual([
      { settings: rates[0], cells: 1 },
      { settings: rates[1], cells: 1 },
    ]);
  });

  test('stands in the ledger, per trial, with its steps and time', async () => {
    const timings = FOLDS.map(
      (fold): TimingRow => ({
        node: `scratch ${fold}`,
        kind: 'tune',
        name: 'scratch',
        target: 'high',
        size: 50,
        repeat: 0,
        fold,
        status: 'completed',
        steps: 300,
        flops: 3e9,
        trainSeconds: 2,
        scoreSeconds: 1,
        seconds: 3 + fold,
        ...UNTIMED,
      }),
    );
    const { targets, run } = await compared([...rowsOf(scratch), ...rowsOf(full)], timings);
    const [one, other] = targets[0]!.ledger;
    expect(one!.tuning).toEqual({ configurations: 3, distinct: 3, steps: 300, seconds: 3.5 });
    expect(other!.tuning).toEqual({ configurations: 3, distinct: 3, steps: null, seconds: null });
    const untuned = await compareRun(await writeRunFolder(makeRun({ sizes: [50], folds: 2, repeats: 1 })));
    expect(run.computeSeconds - untuned.run.computeSeconds).toBeCloseTo(3 + 4, 9);
    expect(untuned.targets[0]!.tuning).toEqual([]);
    expect(untuned.targets[0]!.ledger.map(({ tuning }) => tuning)).toEqual([null, null]);
  });

  test('is flagged where an arm had fewer configurations that differ than the reference', async () => {
    const same = { ...full, settings: [rates[0]!, rates[0]!, rates[0]!] };
    const { warnings, targets } = await compared([...rowsOf(scratch), ...rowsOf(same)]);
    expect(warnings.filter(({ code }) => code === 'unequal-tuning')).toEqual([
      {
        code: 'unequal-tuning',
        arm: 'full',
        target: 'high',
        message:
          'full on high was tuned over 1 distinct configuration in each cell, scratch over 3 (size 50): part of their difference may be that of tuning.',
      },
    ]);
    expect(targets[0]!.tuning[1]!.distinct).toBe(1);
    const equal = await compared([...rowsOf(scratch), ...rowsOf(full)]);
    expect(equal.warnings.filter(({ code }) => code === 'unequal-tuning')).toEqual([]);
  });

  test('is nothing where nothing was chosen', async () => {
    const none = rowsOf(scratch).map((row) => ({
      ...row,
      status: 'failed' as const,
      configuration: null,
      settings: null,
      value: null,
      reason: 'no memory',
    }));
    const { targets } = await compared(none);
    expect(targets[0]!.tuning).toEqual([]);
    expect(targets[0]!.ledger[0]!.tuning).toBeNull();
  });

  test('is refused with the line where the file is malformed', async () => {
    const [row, ...others] = rowsOf(scratch);
    await expect(compared([{ ...row!, value: null }, ...others])).rejects.toThrow(/tuning\.csv:2.*no score/);
    await expect(compared([{ ...row!, settings: '[1' }, ...others])).rejects.toThrow(/tuning\.csv:2.*no JSON mapping/);
    await expect(compared([{ ...row!, arm: 'other' }, ...others])).rejects.toThrow(/does not name this arm/);
  });
});
