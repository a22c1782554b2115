import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { BenchResult } from '../../src/bench.ts';
import { prepared, run, temporaryFolder } from '../run/make-bench.ts';

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

const WITH_HEAD = { ...FAULTY, arms: arms('head') };

interface Row {
  arm: string;
  status: string;
  value: string;
  reason: string;
}

function rows({ folder }: BenchResult): Row[] {
  return parse(readFileSync(join(folder, 'trials.csv')), { columns: true });
}

/** Files of the losses that were kept. */
const attempts = (out: string): string[] => {
  const folder = join(out, 'results', '.cache');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.includes('.attempt-'));
  return files.map((name) => join(folder, name));
};

afterEach(() => {
  vi.unstubAllEnvs();
});

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
    const reason = (wanted: string): string | undefined => rows(result).find(({ arm }) => arm === wanted)?.reason;
    expect(reason('throws')).toContain('this arm throws');
    expect(reason('exits')).toBe('its worker thread ended: worker exited with code: 9, at the last of 3 attempts');
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
      workers: 2, // both hang at the same time
      limitSeconds: 8,
      graceSeconds: 4, // a thread takes a second or two to load its code, and longer on a busy machine
      workerFile: new URL('./faulty-worker.ts', import.meta.url).href,
    });
    expect(statuses(result)).toEqual({ scratch: ['completed', 'completed'], hangs: ['timed-out', 'timed-out'] });
  });
});

describe('in processes', () => {
  test('a trial that crashes, exits or hangs costs that trial only', async () => {
    const ready = await prepared({ ...FAULTY, arms: arms('crashes', 'exits', 'hangs') }, { realData: true });
    const result = await run(ready, {
      isolate: true,
      limitSeconds: 2,
      graceSeconds: 300,
      childFile: module('./faulty-child.ts'),
    });
    expect(statuses(result)).toEqual({
      scratch: ['completed', 'completed'],
      crashes: ['failed', 'failed'],
      exits: ['failed', 'failed'],
      hangs: ['timed-out', 'timed-out'],
    });
    const reason = (wanted: string): string | undefined => rows(result).find(({ arm }) => arm === wanted)?.reason;
    expect(reason('crashes')).toBe('its process ended with signal SIGSEGV, at the last of 3 attempts');
    expect(reason('exits')).toBe('its process ended with exit code 9, at the last of 3 attempts');
  });

  test('a trial whose process is ended once is tried again, and the loss is kept with its reason', async () => {
    const ready = await prepared({ ...FAULTY, arms: arms('dies-once') }, { realData: true });
    const out = temporaryFolder();
    vi.stubEnv('HEADSTART_TEST_FOLDER', temporaryFolder());
    const said: string[] = [];
    const result = await run(ready, {
      out,
      isolate: true,
      workers: 1,
      graceSeconds: 300, // a process takes a while to start on a busy machine
      childFile: module('./faulty-child.ts'),
      say: (message) => said.push(message),
    });
    expect(statuses(result)).toEqual({ scratch: ['completed', 'completed'], 'dies-once': ['completed', 'completed'] });
    expect(said).toEqual([
      'dies-once, high, 6 examples, repeat 0, fold 0: its process ended with signal SIGKILL; attempt 2 of 3',
    ]);
    const [attempt = '', ...others] = attempts(out);
    expect(others).toEqual([]);
    expect(JSON.parse(readFileSync(attempt, 'utf8')).outcome).toMatchObject({
      status: 'failed',
      reason: 'its process ended with signal SIGKILL',
    });
    const undisturbed = await run(ready, { isolate: true, graceSeconds: 300 });
    expect(readFileSync(join(result.folder, 'trials.csv'))).toEqual(
      readFileSync(join(undisturbed.folder, 'trials.csv')),
    );
  });

  test('a process that grows is replaced at the memory limit, which costs no trial', async () => {
    const ready = await prepared(
      { ...FAULTY, arms: arms('leaks'), design: '{ folds: 3, seed: 1 }' },
      { realData: true },
    );
    const folder = temporaryFolder();
    vi.stubEnv('HEADSTART_TEST_FOLDER', folder);
    const result = await run(ready, {
      isolate: true,
      workers: 1,
      graceSeconds: 300, // a process takes a while to start on a busy machine
      memoryLimit: 1e9,
      childFile: module('./faulty-child.ts'),
    });
    const completed = ['completed', 'completed', 'completed'];
    expect(statuses(result)).toEqual({ scratch: completed, leaks: completed });
    expect(readdirSync(folder).length).toBeGreaterThan(1); // a file for each process that leaked
  });

  test('a trial that needs more than the memory limit by itself fails, and says so', async () => {
    const ready = await prepared(
      { ...FAULTY, arms: arms('hungry'), training: '{ optimizer: adam, lr: 1e-2, batch: 8, steps: 30000 }' },
      { realData: true },
    );
    const result = await run(ready, {
      isolate: true,
      workers: 1,
      graceSeconds: 300, // a process takes a while to start on a busy machine
      memoryLimit: 1e9,
      childFile: module('./faulty-child.ts'),
    });
    expect(statuses(result)).toEqual({ scratch: ['completed', 'completed'], hungry: ['failed', 'failed'] });
    expect(rows(result).find(({ arm }) => arm === 'hungry')?.reason).toMatch(
      /^its process came to use \d\.\d GB, above the limit of 1\.0 GB$/,
    );
  });

  test('scores are those of threads, to the bit', async () => {
    const ready = await prepared({ ...FAULTY, arms: arms('head') }, { realData: true });
    const [inThread, inProcess] = [await run(ready), await run(ready, { isolate: true, graceSeconds: 300 })];
    const read = ({ folder }: BenchResult): string => readFileSync(join(folder, 'trials.csv'), 'utf8');
    expect(read(inProcess)).toBe(read(inThread));
  });
});

test('a run of threads begins nothing more above the memory limit, keeps what is finished, and goes on later', async () => {
  const ready = await prepared(WITH_HEAD);
  const out = temporaryFolder();
  const said: string[] = [];
  const full = await run(ready, { out, memoryLimit: 1e6, say: (message) => said.push(message) });
  expect([full.run.computed, full.run.interrupted]).toEqual([0, false]);
  expect(said).toEqual([
    expect.stringMatching(/^this run uses .* of memory, above the limit of 1 MB: it begins nothing more\./),
  ]);
  expect(JSON.parse(readFileSync(join(full.folder, 'run.json'), 'utf8')).state).toBe('partial');
  const again = await run(ready, { out, memoryLimit: 1e12 });
  expect(statuses(again)).toEqual({ scratch: ['completed', 'completed'], head: ['completed', 'completed'] });
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
