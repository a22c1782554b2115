import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import type { BenchResult } from '../../src/bench.ts';
import { isIntact } from '../../src/model/weight-file.ts';
import { analysisName } from '../../src/plan/node-names.ts';
import { prepared, run, temporaryFolder } from './make-bench.ts';

const SUITE = {
  arms: '{ scratch: scratch, features: { preset: feature-extraction, from: low-digits }, full: { preset: full, from: low-digits } }',
  target: '{ data: high, metric: accuracy, sizes: [6] }',
  design: '{ folds: 3, repeats: 1, seed: 1 }',
  analyse: '{ probes: [full], cka: all, transferability: all, embeddings: { arms: [scratch], method: umap } }',
};

const cacheOf = (out: string): string => join(out, 'results', '.cache');
const forget = (out: string, id: string): void => rmSync(join(cacheOf(out), id.slice(0, 2), `${id}.json`));
const text = ({ folder }: BenchResult, name: string): string => readFileSync(join(folder, name), 'utf8');

describe('a run with analyses', () => {
  test('takes kept weights, and none that are damaged', async () => {
    const ready = await prepared(SUITE);
    const out = temporaryFolder();
    await run(ready, { out, keepWeights: true });
    const lost = ready.plan.analyses.find((node) => analysisName(node) === 'probes of full')!;
    const trial = lost.subjects[0]!.of.id;
    const file = join(cacheOf(out), trial.slice(0, 2), `${trial}.safetensors`);
    const bytes = readFileSync(file);
    expect(isIntact(bytes)).toBe(true);
    forget(out, lost.id);
    expect((await run(ready, { out, keepWeights: true })).run.computed).toBe(1);

    forget(out, lost.id);
    bytes[bytes.length - 3]! ^= 1;
    writeFileSync(file, bytes);
    expect(isIntact(bytes)).toBe(false);
    const said: string[] = [];
    const again = await run(ready, { out, say: (message) => said.push(message) });
    expect(again.run.computed).toBe(2); // its checkpoint was kept, too
    expect(said.join()).toMatch(/is damaged; it will be trained again/);
    expect(existsSync(file)).toBe(false);
  });

  test('finds the same in child processes', async () => {
    const ready = await prepared(SUITE, { realData: true });
    const [threads, processes] = [await run(ready), await run(ready, { isolate: true })];
    expect(threads.run.outcomes.size).toBe(ready.plan.nodes.size);
    for (const name of ['analyses.csv', 'embeddings.csv']) expect(text(processes, name)).toBe(text(threads, name));
  });

  test('goes on where it was interrupted', async () => {
    const ready = await prepared(SUITE);
    const whole = text(await run(ready), 'analyses.csv');
    const out = temporaryFolder();
    const controller = new AbortController();
    await run(ready, {
      out,
      workers: 1,
      signal: controller.signal,
      onEvent: ({ type, node }) => {
        if (type === 'finished' && node.kind === 'analysis') controller.abort();
      },
    });
    const resumed = await run(ready, { out });
    expect(resumed.run.computed).toBeGreaterThan(0);
    expect(text(resumed, 'analyses.csv')).toBe(whole);
  });

  test('measures the distance of domains for adapted arms, tuned ones and those with several tasks', async () => {
    const ready = await prepared({
      data: '{ low: { use: mnist, classes: [0, 1, 2], size: 60 }, high: { use: mnist, classes: [5, 6, 7], pool: 60 }, plain: { use: mnist, classes: [5, 6, 7], size: 40 } }',
      domains: '{ labelled: plain }',
      arms: '{ scratch: scratch, only: source-only, dann: dann, lora: { preset: lora, from: low-digits }, multi: { preset: multi-task, with: [low] } }',
      design: '{ folds: 3, repeats: 1, seed: 1 }',
      analyse: '{ probes: all, cka: [scratch, only, dann, lora, multi], domains: all }',
    });
    const result = await run(ready);
    const rows: Record<string, string>[] = parse(text(result, 'analyses.csv'), { columns: true });
    expect(rows.filter(({ status }) => status !== 'completed')).toEqual([]);
    const distances = rows.filter(({ measure }) => measure === 'proxy-a-distance');
    expect(distances.map(({ arm }) => arm)).toEqual(['scratch', 'only', 'dann', 'lora', 'multi']);
    for (const { value } of distances) expect(Math.abs(Number(value))).toBeLessThanOrEqual(2);
  });
});
