import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { unpackLabels, unpackPredictions } from '../../src/model/packed-predictions.ts';
import { prepared, run, temporaryFolder } from './make-bench.ts';

const csv = (folder: string, name: string): string => readFileSync(join(folder, name), 'utf8');
const rowsOf = (folder: string, name: string) =>
  parse(csv(folder, name), { columns: true }) as Record<string, string>[];
const files = (folder: string) => ['predictions.csv', 'held-out.csv'].map((name) => csv(folder, name));

/** The accuracy that the kept predictions of each trial give, and the one that was recorded. */
function accuracies(folder: string): [kept: number, recorded: number][] {
  const cells = new Map(rowsOf(folder, 'held-out.csv').map((row) => [`${row['repeat']} ${row['fold']}`, row]));
  const predictions = rowsOf(folder, 'predictions.csv');
  const trials = rowsOf(folder, 'trials.csv').filter(({ metric }) => metric === 'accuracy');
  expect(predictions).toHaveLength(trials.length);
  return predictions.map((row, index) => {
    const cell = cells.get(`${row['repeat']} ${row['fold']}`)!;
    const classes = cell['classes']!.split(' ').length;
    const labels = unpackLabels(cell['labels']!, classes)!;
    const found = unpackPredictions(row['predicted']!, labels.length, classes)!;
    const right = [...labels].filter((label, example) => found.classes[example] === label).length;
    return [right / labels.length, Number(trials[index]!['value'])];
  });
}

describe('predictions', () => {
  test('are those that were scored, the same bytes whatever the number of workers, and however often it was interrupted', async () => {
    const ready = await prepared();
    const [one, two] = [await run(ready, { workers: 1 }), await run(ready, { workers: 2 })];
    expect(files(two.folder)).toEqual(files(one.folder));
    const out = temporaryFolder();
    await run(await prepared({}, { selection: { sizes: [20] } }), { out });
    expect(files((await run(ready, { out })).folder)).toEqual(files(one.folder));
    for (const [kept, recorded] of accuracies(one.folder)) expect(kept).toBeCloseTo(recorded, 12);
    const { predictions } = one.comparison.targets[0]!;
    expect(predictions!.arms.map(({ examples }) => examples)).toEqual([120, 120, 120, 120]); // a pool of 60 in each of 2 repeats
  });

  test('of episodes are told by the classes of the target', async () => {
    const { folder, comparison } = await run(
      await prepared({
        data: '{ low: { use: mnist, classes: [0, 1, 2], size: 60 }, high: { use: mnist, classes: [5, 6, 7, 8], pool: 80 } }',
        target: '{ data: high, metric: accuracy }',
        design: '{ episodes: { ways: 2, shots: [3], queries: 4, count: 6 }, seed: 1 }',
      }),
    );
    for (const [kept, recorded] of accuracies(folder)) expect(kept).toBeCloseTo(recorded, 12);
    const chosen = rowsOf(folder, 'held-out.csv').map(({ classes }) => classes);
    expect(new Set(chosen).size).toBeGreaterThan(1);
    const { predictions } = comparison.targets[0]!;
    const times = [0, 1, 2, 3].map(
      (label) => 4 * chosen.filter((classes) => classes!.split(' ').includes(String(label))).length,
    );
    expect(predictions!.arms[0]!.classes.map(({ support }) => support)).toEqual(times);
    expect(predictions!.contrasts).toEqual([]); // an example may be in several episodes
  });
});
