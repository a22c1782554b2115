import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { prepared, run } from './make-bench.ts';

const csv = (folder: string, name: string): string => readFileSync(join(folder, name), 'utf8');

const CNN = {
  model: '{ backbone: cnn, channels: [3], hidden: 5 }',
  target: '{ data: high, metric: accuracy, also: [log-loss], sizes: [6, 20] }',
};

describe('a run', () => {
  test('is bit-identical for 1, 2 and 4 workers, each computed afresh in its own store', async () => {
    const ready = await prepared({
      ...CNN,
      arms: '{ scratch: scratch, features: { preset: feature-extraction, from: low-digits }, part: { preset: partial, from: low-digits, train-from: hidden }, full: { preset: full, from: low-digits } }',
    });
    const results = [];
    for (const workers of [1, 2, 4]) results.push(await run(ready, { workers }));
    const [first, ...others] = results.map(({ folder }) => [csv(folder, 'trials.csv'), csv(folder, 'curves.csv')]);
    expect(first![0]!.split('\n')).toHaveLength(1 + 48 * 2 + 1);
    for (const other of others) expect(other).toEqual(first);
    expect(results.map(({ run: { computed } }) => computed)).toEqual([54, 54, 54]); // with 2 pre-trainings and, of 2 arms, 4 features
  });

  test('has the same scores for any order of arms, and with more arms beside them', async () => {
    const scores = async (arms: string): Promise<string[]> => {
      const { folder } = await run(await prepared({ ...CNN, arms }));
      const [, ...rows] = csv(folder, 'trials.csv').trim().split('\n');
      return rows.filter((row) => /,(scratch|full),/.test(row)).sort();
    };
    const there = await scores('{ scratch: scratch, full: { preset: full, from: low-digits } }');
    const back = await scores('{ full: { preset: full, from: low-digits }, scratch: scratch }');
    const more = await scores(
      '{ features: { preset: feature-extraction, from: low-digits }, full: { preset: full, from: low-digits }, scratch: scratch }',
    );
    expect(back).toEqual(there);
    expect(more).toEqual(there);
  });

  test('equal recipes under two names have equal scores to the bit, with nothing shared between them', async () => {
    const arms = (name: string): string => `{ ${name}: scratch, full: { preset: full, from: low-digits } }`;
    const compare = (name: string): string => `{ reference: ${name}, rope: 0.01 }`;
    const a = await run(await prepared({ ...CNN, arms: arms('one'), compare: compare('one') }));
    const b = await run(await prepared({ ...CNN, arms: arms('two'), compare: compare('two') }));
    expect(csv(b.folder, 'trials.csv').replaceAll(',two,', ',one,')).toBe(csv(a.folder, 'trials.csv'));
  });

  test('takes nothing from a finished run but its result: a second run computes nothing and writes the same bytes', async () => {
    const ready = await prepared(CNN);
    const first = await run(ready);
    const before = csv(first.folder, 'run.json');
    const second = await run(ready, { out: join(first.folder, '../../..') });
    expect(second.run.computed).toBe(0);
    expect(second.folder).toBe(first.folder);
    expect(csv(second.folder, 'run.json')).toBe(before);
    const third = await run(ready, { out: join(first.folder, '../../..'), fresh: true });
    expect(third.run.computed).toBe(26);
  });
});
