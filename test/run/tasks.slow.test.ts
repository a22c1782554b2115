import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { prepared, run, temporaryFolder } from './make-bench.ts';
import { TASK_LINES } from './task-lines.ts';

const csv = (folder: string, name: string): string => readFileSync(join(folder, name), 'utf8');

describe('a run whose trials learn several tasks', () => {
  test('leaves the same bytes whatever the number of workers, and however often it was interrupted', async () => {
    const ready = await prepared(TASK_LINES);
    const [one, two] = [await run(ready, { workers: 1 }), await run(ready, { workers: 2 })];
    const text = csv(one.folder, 'tasks.csv');
    expect(csv(two.folder, 'tasks.csv')).toBe(text);
    const out = temporaryFolder();
    await run(await prepared(TASK_LINES, { selection: { targets: ['low'], sizes: [20] } }), { out });
    const resumed = await run(ready, { out });
    expect(csv(resumed.folder, 'tasks.csv')).toBe(text);

    const rows = parse(text, { columns: true }) as Record<string, string>[];
    expect(rows).toHaveLength(2 * 2 * 6 * 2 * 2); // targets, sizes, cells, further tasks, metrics
    const controls = new Set(ready.plan.trials.map(({ fingerprint }) => fingerprint));
    for (const row of rows) {
      expect(row['learnt']).toBe(row['size']);
      if (row['task'] === 'other') expect(row['alone']).toBe('');
      else expect(controls).toContain(row['alone']);
    }
    const { targets } = one.comparison;
    const verdicts = targets.flatMap(({ tasks }) => tasks.map(({ task, status }) => [task, status]));
    expect(verdicts).toContainEqual(['low', 'matched']);
    expect(verdicts).toContainEqual(['other', 'unmatched']);
  });

  test('that diverges has every task at its floor', async () => {
    const ready = await prepared(TASK_LINES, {
      lr: 1e38,
      selection: { targets: ['low'], sizes: [6], arms: ['scratch', 'pair'] },
    });
    const { folder } = await run(ready);
    const rows = parse(csv(folder, 'tasks.csv'), { columns: true }) as Record<string, string>[];
    const floors = rows.map(({ task, metric, status, value }) => [task, metric, status, Number(value)]);
    expect(floors.slice(0, 4)).toEqual([
      ['high', 'accuracy', 'diverged', 1 / 3],
      ['high', 'log-loss', 'diverged', Math.log(3)],
      ['other', 'accuracy', 'diverged', 1 / 2],
      ['other', 'log-loss', 'diverged', Math.log(2)],
    ]);
  });
});
