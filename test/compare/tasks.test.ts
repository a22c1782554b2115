import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { mean } from 'simple-statistics';
import { describe, expect, test } from 'vitest';
import { compareRun, compareTables } from '../../src/compare/compare-run.ts';
import type { TaskComparison } from '../../src/compare/contract/tasks.ts';
import { correctedT } from '../../src/stats/corrected-t.ts';
import { taskRow } from '../../src/store/rows.ts';
import { makeTaskRun, type TaskTables } from './make-tasks.ts';
import { writeRunFolder } from './write-run.ts';

const compare = ({ record, trials, curves, timings, tasks }: TaskTables) =>
  compareTables(record, trials, curves, timings, '.', { tasks });

function taskOf(tables: TaskTables, task: string, size = 50, metric = 'accuracy'): TaskComparison {
  const found = compare(tables).targets[0]!.tasks.filter(
    (one) => one.task === task && one.size === size && one.metric === metric,
  );
  expect(found).toHaveLength(1);
  return found[0]!;
}

describe('every task of an arm that learns several', () => {
  const tables = makeTaskRun(0.05);

  test('is compared with learning it alone, over the cells with the same examples', () => {
    for (const metric of ['accuracy', 'log-loss']) {
      const low = taskOf(tables, 'low', 50, metric);
      if (low.status !== 'matched' || low.contrast.status !== 'ok') throw new Error(low.status);
      const values = (arm: string) =>
        arm === 'together'
          ? tables.tasks.filter((row) => row.task === 'low' && row.size === 50 && row.metric === metric)
          : tables.trials.filter(
              (row) => row.target === 'low' && row.arm === arm && row.size === 50 && row.metric === metric,
            );
      const [together, alone] = [values('together'), values('scratch')].map((rows) =>
        rows.toSorted((a, b) => a.repeat - b.repeat || a.fold - b.fold).map(({ value }) => value!),
      );
      const gains = together!.map((value, cell) => (value - alone![cell]!) * (metric === 'accuracy' ? 1 : -1));
      const expected = correctedT(gains, { testTrainRatio: 1 / 4 });
      if (expected.status !== 'ok') throw new Error(expected.status);
      expect(low.contrast.gain).toBeCloseTo(mean(gains), 12);
      expect(low.contrast.interval).toEqual(expected.interval);
      expect(low.alone!.mean).toBeCloseTo(mean(alone!), 12);
      expect(low.together!.mean).toBeCloseTo(mean(together!), 12);
      expect(low).toMatchObject({ n: 10, learnt: [50, 50], target: false });
    }
  });

  test('has the target among them, with the contrast that it has anyway', () => {
    const [target] = compare(tables).targets;
    const own = taskOf(tables, 'high');
    const contrast = target!.contrasts.find(({ size, metric }) => size === 50 && metric === 'accuracy')!;
    if (own.status !== 'matched' || contrast.status !== 'ok') throw new Error(own.status);
    expect(own.target).toBe(true);
    expect(own.contrast).toEqual({ ...contrast, pAdjusted: contrast.p });
  });

  test('adjusts p over the further tasks alone, by Holm', () => {
    const further = compare(tables).targets[0]!.tasks.flatMap((task) =>
      task.status === 'matched' && task.contrast.status === 'ok' && !task.target && task.metric === 'accuracy'
        ? [task.contrast]
        : [],
    );
    const [smallest, largest] = further.toSorted((a, b) => a.p - b.p);
    expect(smallest!.pAdjusted).toBeCloseTo(2 * smallest!.p, 12);
    expect(largest!.pAdjusted).toBeCloseTo(Math.max(largest!.p, 2 * smallest!.p), 12);
  });

  test('does not hang on the order of rows', () => {
    const turned = { ...tables, tasks: tables.tasks.toReversed(), trials: tables.trials.toReversed() };
    expect(compare(turned).targets[0]!.tasks).toEqual(compare(tables).targets[0]!.tasks);
  });

  test.each([
    ['extra', (given: TaskTables) => given, 'extra is no target of the suite, so that nothing learns it alone.'],
    [
      'low',
      (given: TaskTables) => ({ ...given, tasks: given.tasks.map((row) => ({ ...row, alone: null })) }),
      'No trial learns low alone from the same examples.',
    ],
    [
      'low',
      ({ record, ...given }: TaskTables) => {
        const arms = record.arms.map((arm) => ({ ...arm, tasks: arm.tasks && { ...arm.tasks, alone: null } }));
        return { ...given, record: { ...record, arms } };
      },
      'No arm has the same recipe for one task alone.',
    ],
    [
      'low',
      ({ record, ...given }: TaskTables) => {
        const arms = record.arms.map((arm) => (arm.tasks ? { ...arm, oracle: 'target-labels' as const } : arm));
        return { ...given, record: { ...record, arms, contrasts: [] } };
      },
      'An oracle is shown and never ranked.',
    ],
    [
      'low',
      (given: TaskTables) => ({
        ...given,
        tasks: given.tasks.map((row) => ({ ...row, value: null, reason: 'none', tested: 0 })),
      }),
      null,
    ],
  ])('%s has its score and no verdict where there is no control: %#', (task, change, reason) => {
    const found = taskOf(change(tables), task);
    if (reason === null) {
      if (found.status !== 'matched') throw new Error(found.reason);
      expect(found.together).toBeNull();
      expect(found.contrast).toMatchObject({ status: 'insufficient', n: 0 });
      return;
    }
    if (found.status !== 'unmatched') throw new Error(found.status);
    expect(found.reason).toBe(reason);
    expect(found.together!.interval).not.toBeNull();
  });

  test('that lacks some controls is compared over the pairs that remain', () => {
    const trials = tables.trials.filter(({ target, arm, fold }) => target !== 'low' || arm !== 'scratch' || fold !== 2);
    const low = taskOf({ ...tables, trials }, 'low');
    expect(low).toMatchObject({ status: 'matched', n: 10, contrast: { status: 'ok', n: 8 } });
  });
});

test('a task that loses while the target gains is warned of, with its interval', () => {
  const warned = (effect: number) =>
    compare(makeTaskRun(effect, { sizes: [50], noise: 0.003 })).warnings.filter(
      ({ code }) => code === 'negative-transfer',
    );
  expect(warned(0.05)).toEqual([]);
  const [first, second] = warned(-0.08);
  expect(first).toMatchObject({ arm: 'together', target: 'high' });
  expect(first!.message).toMatch(
    /^together helps on high and hurts tasks that are learnt beside it, which is negative transfer between tasks: low changes by −\d\.\d\d points \(95 % interval −\d+\.\d\d points to −\d\.\d\d points\) at size 50, against learning them alone\.$/,
  );
  expect(second).toMatchObject({ target: 'low' });
});

describe('tasks.csv', () => {
  async function errorAfter(change: (text: string) => string): Promise<string> {
    const tables = makeTaskRun(0, { sizes: [50], folds: 2, repeats: 1 });
    const folder = await writeRunFolder(tables);
    const columns = Object.keys(taskRow.shape);
    await writeFile(join(folder, 'tasks.csv'), stringify(tables.tasks, { header: true, columns }));
    expect((await compareRun(folder)).targets[0]!.tasks).toHaveLength(2 * 3);
    const path = join(folder, 'tasks.csv');
    await writeFile(path, change(await readFile(path, 'utf8')));
    return compareRun(folder).then(
      () => 'compared',
      (error: Error) => error.message.replaceAll(`${folder}/`, ''),
    );
  }

  test.each([
    ['another task', (text: string) => text.replace(',low,completed', ',lower,completed')],
    ['another status', (text: string) => text.replace(',low,completed', ',low,diverged')],
    ['no value', (text: string) => text.replace(/(,low,completed,accuracy,)[^,]+/, '$1')],
    ['twice the same', (text: string) => `${text}${text.split('\n')[1]}\n`],
    ['half a row', (text: string) => text.slice(0, -70)],
    ['another header', (text: string) => text.replace('task,', 'tasks,')],
  ])('with %s is refused', async (_, change) => {
    expect(await errorAfter(change)).toMatchSnapshot();
  });

  test('that is missing is refused', async () => {
    const folder = await writeRunFolder(makeTaskRun(0, { sizes: [50] }));
    await expect(compareRun(folder)).rejects.toThrow(/tasks\.csv.*there is no such file/);
  });
});
