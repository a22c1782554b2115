import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import type { BenchResult } from '../../src/bench.ts';
import { prepared, run, temporaryFolder } from './make-bench.ts';

const module = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Four arms that differ, so that none shares another's work; some have names that the faulty modules know. */
const FAULTY = {
  data: '{ high: { use: mnist, classes: [5, 6, 7], pool: 60 } }',
  sources: '',
  target: '{ data: high, metric: accuracy, sizes: [6] }',
  design: '{ folds: 2, repeats: 1, seed: 1 }',
};
const arms = (...names: string[]): string =>
  `{ scratch: scratch, ${names.map((name, index) => `${name}: { init: random, train: [${['layer1', 'layer2', 'layer1, layer2'][index]}] }`).join(', ')} }`;

interface Row {
  arm: string;
  status: string;
  value: string;
  reason: string;
}

function rows({ folder }: BenchResult): Row[] {
  return parse(readFileSync(join(folder, 'trials.csv')), { columns: true });
}

const statuses = (result: BenchResult): Record<string, string[]> => {
  const found: Record<string, string[]> = {};
  for (const { arm, status } of rows(result)) found[arm] = [...(found[arm] ?? []), status];
  return found;
};

describe('in threads', () => {
  test('a trial that throws, or ends its thread, costs that trial only', async () => {
    const ready = await prepared({ ...FAULTY, arms: arms('throws', 'exits') });
    const result = await run(ready, { workerFile: new URL('./faulty-worker.ts', import.meta.url).href });
    expect(statuses(result)).toEqual({
      scratch: ['completed', 'completed'],
      throws: ['failed', 'failed'],
      exits: ['failed', 'failed'],
    });
    expect(rows(result).find(({ arm }) => arm === 'throws')?.reason).toContain('this arm throws');
  });

  test('failures are not cached: with the fault gone, only they are run', async () => {
    const ready = await prepared({ ...FAULTY, arms: arms('throws') });
    const out = temporaryFolder();
    await run(ready, { out, workerFile: new URL('./faulty-worker.ts', import.meta.url).href });
    const again = await run(ready, { out });
    expect(again.run.computed).toBe(2);
    expect(statuses(again)).toEqual({ scratch: ['completed', 'completed'], throws: ['completed', 'completed'] });
  });

  test('a trial beyond its time limit stops at a step and is recorded', async () => {
    const ready = await prepared({
      ...FAULTY,
      arms: arms('body'),
      training: '{ optimizer: adam, lr: 1e-2, batch: 8, steps: 1000000 }',
    });
    const result = await run(ready, { limitSeconds: 0.5 });
    expect(statuses(result)).toEqual({ scratch: ['timed-out', 'timed-out'], body: ['timed-out', 'timed-out'] });
    expect(rows(result)[0]?.reason).toMatch(/^stopped after 0\.5 s at step \d+$/);
  });

  test('a trial that never comes back is given up with its thread, and another one goes on', async () => {
    const ready = await prepared({ ...FAULTY, arms: arms('hangs') });
    const result = await run(ready, {
      workers: 1,
      limitSeconds: 3,
      graceSeconds: 1, // a thread takes a second or two to load its code
      workerFile: new URL('./faulty-worker.ts', import.meta.url).href,
    });
    expect(statuses(result)).toEqual({ scratch: ['completed', 'completed'], hangs: ['timed-out', 'timed-out'] });
  });

  test('divergence ends a trial at once, is scored at chance, and counted', async () => {
    const ready = await prepared(
      { ...FAULTY, model: '{ backbone: mlp, hidden: [40, 40] }', arms: arms('body') },
      { lr: 1e30 },
    );
    const result = await run(ready);
    expect(statuses(result)).toEqual({ scratch: ['diverged', 'diverged'], body: ['completed', 'completed'] });
    for (const row of rows(result).filter(({ arm }) => arm === 'scratch')) {
      expect(Number(row.value)).toBeCloseTo(1 / 3, 12);
      expect(row.reason).toMatch(/^the loss was not finite at step [2-9]$/);
    }
    expect(result.comparison.counts.diverged).toBe(2);
  });

  test('when pre-training diverges, what needs it is skipped, with the reason', async () => {
    const { target, design } = FAULTY;
    const result = await run(await prepared({ target, design }, { lr: 1e30 }));
    expect(statuses(result)['full']).toEqual(['skipped', 'skipped']);
    expect(rows(result).find(({ arm }) => arm === 'full')?.reason).toMatch(
      /^pre-training low-digits, repeat 0 diverged at step/,
    );
  });
});

describe('in processes', () => {
  test('a trial that crashes, exits or hangs costs that trial only', async () => {
    const ready = await prepared({ ...FAULTY, arms: arms('crashes', 'exits', 'hangs') }, { realData: true });
    const result = await run(ready, {
      isolate: true,
      limitSeconds: 2,
      graceSeconds: 60,
      childFile: module('./faulty-child.ts'),
    });
    expect(statuses(result)).toEqual({
      scratch: ['completed', 'completed'],
      crashes: ['failed', 'failed'],
      exits: ['failed', 'failed'],
      hangs: ['timed-out', 'timed-out'],
    });
    const reason = (wanted: string): string | undefined => rows(result).find(({ arm }) => arm === wanted)?.reason;
    expect(reason('crashes')).toBe('its process ended with signal SIGSEGV');
    expect(reason('exits')).toBe('its process ended with exit code 9');
  }, 120_000);

  test('scores are those of threads, to the bit', async () => {
    const ready = await prepared({ ...FAULTY, arms: arms('head') }, { realData: true });
    const [inThread, inProcess] = [await run(ready), await run(ready, { isolate: true })];
    const read = ({ folder }: BenchResult): string => readFileSync(join(folder, 'trials.csv'), 'utf8');
    expect(read(inProcess)).toBe(read(inThread));
  });
});

test('an interrupted run records what is finished and goes on from there', async () => {
  const ready = await prepared({
    target: '{ data: high, metric: accuracy, sizes: [6, 20] }',
    training: '{ optimizer: adam, lr: 1e-2, batch: 8, steps: 30 }',
  });
  const out = temporaryFolder();
  const controller = new AbortController();
  let finished = 0;
  const first = await run(ready, {
    out,
    signal: controller.signal,
    onEvent: (event) => {
      if (event.type === 'finished' && ++finished === 6) controller.abort();
    },
  });
  expect(first.run.interrupted).toBe(true);
  expect(first.run.computed).toBeGreaterThanOrEqual(6);
  expect(first.run.computed).toBeLessThan(26);
  expect(JSON.parse(readFileSync(join(first.folder, 'run.json'), 'utf8')).state).toBe('partial');
  const second = await run(ready, { out });
  const whole = await run(ready);
  const read = ({ folder }: BenchResult): string => readFileSync(join(folder, 'trials.csv'), 'utf8');
  expect(read(second)).toBe(read(whole));
});
