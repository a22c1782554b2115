import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import type { BenchResult } from '../../src/bench.ts';
import type { RunEvent } from '../../src/run/drive.ts';
import { prepared, run, temporaryFolder } from './make-bench.ts';

const LINES = {
  arms: '{ scratch: scratch, features: { preset: feature-extraction, from: low-digits }, part: { preset: partial, from: low-digits, train-from: layer2 } }',
  target: '{ data: high, metric: accuracy, also: [log-loss], sizes: [6, 20] }',
  design: '{ folds: 2, repeats: 2, seed: 1 }',
};

type Row = Record<string, string>;
const table = ({ folder }: BenchResult, name: string): Row[] =>
  parse(readFileSync(join(folder, name)), { columns: true });
const text = ({ folder }: BenchResult, name: string): string => readFileSync(join(folder, name), 'utf8');
const place = ({ arm, size, repeat, fold, metric }: Row): string => [arm, size, repeat, fold, metric].join('/');

/** Collects what a run started and finished, in order. */
function recorder() {
  const events: RunEvent[] = [];
  const of = (type: RunEvent['type'], kind: string) =>
    events.filter((event) => event.type === type && event.node.kind === kind).map(({ node }) => node.id);
  return { events, of, onEvent: (event: RunEvent) => void events.push(event) };
}

describe('a run with features', () => {
  test('computes them once, before the trials that use them, and says what they cost', async () => {
    const ready = await prepared(LINES);
    const { events, of, onEvent } = recorder();
    const result = await run(ready, { onEvent, workers: 1 });
    const ids = ready.plan.features.map(({ id }) => id);
    expect(ids).toHaveLength(2 * 2);
    expect(of('finished', 'features').toSorted()).toEqual(ids.toSorted());
    const order = events.filter(({ type }) => type === 'started').map(({ node }) => node);
    for (const node of order) {
      if (node.kind !== 'trial' || node.features === null) continue;
      expect(order.findIndex(({ id }) => id === node.features)).toBeLessThan(order.indexOf(node));
    }
    // One repeat is done with before the features of the next are computed.
    const repeats = order.flatMap((node) => (node.kind === 'pretrain' ? [] : [node]));
    expect(repeats.map(({ spec }) => ('split' in spec ? spec.split.repeat : spec.repeat))).toEqual([
      ...new Array<number>(2 + 12).fill(0),
      ...new Array<number>(2 + 12).fill(1),
    ]);

    const timings = table(result, 'timings.csv');
    expect(timings.filter(({ kind }) => kind === 'features')).toMatchObject(
      ready.plan.features.map(({ id, spec }) => ({
        node: id,
        name: `low-digits up to ${spec.prefix.at(-1)}`,
        target: 'high',
        size: '',
        repeat: String(spec.repeat),
        fold: '',
        status: 'completed',
        steps: '',
      })),
    );
    for (const { arm, features } of table(result, 'trials.csv')) {
      expect(ids.includes(features!)).toBe(arm !== 'scratch');
    }
    const seconds = new Map(timings.map(({ node, seconds }) => [node, Number(seconds)]));
    for (const line of result.comparison.targets[0]!.ledger) {
      const used = new Set(
        ready.plan.trials.flatMap(({ arm, features }) => (arm === line.arm ? (features ?? []) : [])),
      );
      if (line.arm === 'scratch') expect(line.features).toBeNull();
      else expect(line.features?.passes).toBe(2);
      const total = [...used].reduce((sum, id) => sum + seconds.get(id)!, 0);
      expect(line.features?.seconds ?? 0).toBeCloseTo(total, 12);
    }
  });

  test.each([
    ['of a source apart from the target', {}],
    [
      'of a source that is built without each held-out fold',
      {
        data: '{ low: { use: mnist, classes: [5, 6, 8] }, high: { use: mnist, classes: [5, 6, 7], pool: 60 } }',
        design: '{ folds: 2, repeats: 1, seed: 1 }',
      },
    ],
  ])('%s has the scores of one without', async (_, lines) => {
    const [cached, apart] = [
      await run(await prepared({ ...LINES, ...lines })),
      await run(await prepared({ ...LINES, ...lines }, { shareFeatures: false })),
    ];
    const expected = new Map(table(apart, 'trials.csv').map((row) => [place(row), row]));
    const rows = table(cached, 'trials.csv');
    expect(rows.length).toBe(expected.size);
    for (const row of rows) {
      const other = expected.get(place(row))!;
      // Of log-loss only: accuracy counts examples, and one on the border may fall to the other side. The bound is that
      // of features.test.ts.
      if (row['metric'] === 'log-loss')
        expect(Math.abs(Number(row['value']) - Number(other['value']))).toBeLessThan(1e-4);
      for (const column of ['status', 'fingerprint', 'tested', 'parameters', 'trainable', 'steps', 'examples']) {
        expect(row[column]).toBe(other[column]);
      }
    }
  });

  test('that goes on computes them again, if and only if an open trial needs them', async () => {
    const ready = await prepared(LINES);
    const out = temporaryFolder();
    const whole = await run(ready, { out, keepWeights: true });
    const again = recorder();
    expect((await run(ready, { out, keepWeights: true, onEvent: again.onEvent })).run.computed).toBe(0);
    expect(again.of('started', 'features')).toEqual([]);

    const lost = ready.plan.trials.find(({ arm, spec }) => arm === 'part' && spec.split.repeat === 1)!;
    const cache = join(out, 'results/.cache');
    const file = (id: string): string => join(cache, id.slice(0, 2), `${id}.json`);
    rmSync(file(lost.id));
    const said: string[] = [];
    const resumed = recorder();
    const { onEvent } = resumed;
    const second = await run(ready, { out, keepWeights: true, onEvent, say: (message) => said.push(message) });
    expect(resumed.of('started', 'features')).toEqual([lost.features]);
    expect(resumed.of('started', 'trial')).toEqual([lost.id]);
    expect(second.run.computed).toBe(2);
    expect(text(second, 'trials.csv')).toBe(text(whole, 'trials.csv'));
    expect(said).toEqual([]); // in particular: they were the same to the bit
    expect(table(second, 'timings.csv').filter(({ kind }) => kind === 'features')).toHaveLength(4);

    rmSync(file(lost.id)); // without the checkpoint, that is trained again first
    for (const name of readdirSync(cache, { recursive: true, encoding: 'utf8' })) {
      if (name.endsWith('.safetensors')) rmSync(join(cache, name));
    }
    const third = await run(ready, { out });
    expect(third.run.computed).toBe(3);
    expect(text(third, 'trials.csv')).toBe(text(whole, 'trials.csv'));
  });

  test('that is interrupted goes on to the same result', async () => {
    const ready = await prepared(LINES);
    const out = temporaryFolder();
    const controller = new AbortController();
    const first = await run(ready, {
      out,
      signal: controller.signal,
      onEvent: ({ type, node }) => {
        if (type === 'finished' && node.kind === 'trial' && node.features !== null) controller.abort();
      },
    });
    expect(first.run.interrupted).toBe(true);
    const second = await run(ready, { out });
    expect(second.run.interrupted).toBe(false);
    const whole = await run(ready, { workers: 1 });
    for (const name of ['trials.csv', 'curves.csv']) expect(text(second, name)).toBe(text(whole, name));
  });

  test('computes everything again where it is told to', async () => {
    const ready = await prepared(LINES);
    const out = temporaryFolder();
    const first = await run(ready, { out });
    expect(first.run.computed).toBe(2 + 4 + 24);
    expect((await run(ready, { out, fresh: true })).run.computed).toBe(2 + 4 + 24);
  });
});

describe('where there are no features', () => {
  const reasons = (result: BenchResult): Map<string, Set<string>> => {
    const found = new Map<string, Set<string>>();
    for (const { arm, status, reason } of table(result, 'trials.csv')) {
      found.set(arm!, (found.get(arm!) ?? new Set()).add(`${status}: ${reason}`));
    }
    return found;
  };
  const design = '{ folds: 2, repeats: 1, seed: 1 }';

  test('because they failed, what needs them is skipped, with the reason, and the rest goes on', async () => {
    const ready = await prepared({ ...LINES, design });
    const result = await run(ready, { workerFile: new URL('./faulty-features.ts', import.meta.url).href });
    const skipped = (stage: string): RegExp =>
      new RegExp(`^skipped: features of low-digits up to ${stage}, high, repeat 0 failed: .*no features today$`);
    expect([...reasons(result).get('scratch')!]).toEqual(['completed: ']);
    for (const [arm, stage] of [
      ['features', 'layer2'],
      ['part', 'layer1'],
    ] as const) {
      const [reason, ...others] = reasons(result).get(arm)!;
      expect(others).toEqual([]);
      expect(reason).toMatch(skipped(stage));
    }
  });

  test('because pre-training diverged, the reason is that', async () => {
    const result = await run(await prepared({ ...LINES, design }, { lr: 1e30 }));
    for (const arm of ['features', 'part']) {
      const [reason, ...others] = reasons(result).get(arm)!;
      expect(others).toEqual([]);
      expect(reason).toMatch(/^skipped: pre-training low-digits, repeat 0 diverged at step/);
    }
  });
});

test('a child process is sent features once, and has the scores of a thread', async () => {
  const ready = await prepared({ ...LINES, design: '{ folds: 2, repeats: 1, seed: 1 }' }, { realData: true });
  const log = join(temporaryFolder(), 'log.jsonl');
  process.env['HEADSTART_TEST_LOG'] = log;
  const childFile = fileURLToPath(new URL('./telling-child.ts', import.meta.url));
  const isolated = await run(ready, { isolate: true, workers: 1, childFile });
  const lines = readFileSync(log, 'utf8').trim().split('\n');
  const told: { child: number; kind: string; used: string | null; bytes: number }[] = lines.map((line) =>
    JSON.parse(line),
  );
  expect(new Set(told.map(({ child }) => child)).size).toBe(1);
  for (const { id, bytes } of ready.plan.features) {
    const tasks = told.filter(({ used }) => used === id);
    expect(tasks.map((task) => task.bytes)).toEqual([bytes, 0, 0, 0]);
  }
  for (const name of ['trials.csv', 'curves.csv']) expect(text(isolated, name)).toBe(text(await run(ready), name));
}, 60_000);
