import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import type { BenchResult } from '../../src/bench.ts';
import { engines } from '../../src/engine/registry.ts';
import { analysisName } from '../../src/plan/node-names.ts';
import type { RunEvent } from '../../src/run/drive.ts';
import { executeNode } from '../../src/run/execute.ts';
import { inputsOf, prepared, run, temporaryFolder } from './make-bench.ts';

const SUITE = {
  arms: '{ scratch: scratch, again: scratch, random: random-features, features: { preset: feature-extraction, from: low-digits }, full: { preset: full, from: low-digits } }',
  target: '{ data: high, metric: accuracy, sizes: [6] }',
  design: '{ folds: 3, repeats: 1, seed: 1 }',
  analyse: '{ probes: [full], cka: all, transferability: all, embeddings: { arms: [scratch] } }',
};

type Row = Readonly<Record<string, string>>;

const table = ({ folder }: BenchResult, name: string): Row[] =>
  parse(readFileSync(join(folder, name)), { columns: true });
const cacheOf = (out: string): string => join(out, 'results', '.cache');
const kept = (out: string): string[] =>
  readdirSync(cacheOf(out), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.safetensors'));

/** Removes a node's outcome from the cache. */
const forget = (out: string, id: string): void => rmSync(join(cacheOf(out), id.slice(0, 2), `${id}.json`));

describe('a run with analyses', () => {
  test('writes what was found, keeps no weights, and computes nothing twice', async () => {
    const ready = await prepared(SUITE);
    const out = temporaryFolder();
    const first = await run(ready, { out });
    const rows = table(first, 'analyses.csv');
    expect(rows.every(({ status }) => status === 'completed')).toBe(true);
    const cka = rows.filter(({ measure }) => measure === 'cka');
    const value = (arm: string, other: string, stage: string) =>
      Number(cka.find((row) => row['arm'] === arm && row['other'] === other && row['stage'] === stage)!['value']);
    for (const stage of ['layer1', 'layer2']) {
      expect(value('scratch', 'again', stage)).toBeCloseTo(1, 12); // one recipe, one node
      expect(value('features', '(start)', stage)).toBeCloseTo(1, 12); // its body is frozen
      expect(value('random', '(start)', stage)).toBeCloseTo(1, 12); // its random body is made again to the bit
      expect(value('features', 'full', stage)).toBeCloseTo(value('full', '(start)', stage), 6); // both started so
      expect(value('full', '(start)', stage)).toBeLessThan(1);
    }
    expect(rows.filter(({ analysis }) => analysis === 'transferability')).toMatchObject(
      ['h-score', 'logme', 'leep', 'nce'].map((measure) => ({ measure, arm: '', other: 'low-digits' })),
    );
    expect(table(first, 'embeddings.csv')).toHaveLength(20); // the held-out fold of 60 / 3
    expect(table(first, 'timings.csv').filter(({ kind }) => kind === 'analysis')).toHaveLength(
      ready.plan.analyses.length,
    );
    expect(kept(out)).toEqual([]);

    const files = ['analyses.csv', 'embeddings.csv', 'trials.csv'].map((name) =>
      readFileSync(join(first.folder, name)),
    );
    const second = await run(ready, { out, workers: 1 });
    expect(second.run.computed).toBe(0);
    const fresh = await run(ready, { workers: 1 });
    for (const { folder } of [second, fresh]) {
      expect(['analyses.csv', 'embeddings.csv', 'trials.csv'].map((name) => readFileSync(join(folder, name)))).toEqual(
        files,
      );
    }
  });

  test('trains a known trial again if its weights are gone, and only where an open analysis waits for them', async () => {
    const { analyse: _, ...without } = SUITE;
    const out = temporaryFolder();
    const plain = await run(await prepared(without), { out });
    const ready = await prepared(SUITE);
    const events: RunEvent[] = [];
    const later = await run(ready, { out, onEvent: (event) => events.push(event) });
    const started = events.flatMap(({ type, node }) => (type === 'started' ? [node] : []));
    expect(
      started.filter(({ kind }) => kind === 'trial').map(({ spec }) => ('split' in spec ? spec.split.fold : -1)),
    ).toEqual([0, 0, 0, 0]);
    expect(readFileSync(join(later.folder, 'trials.csv'))).toEqual(readFileSync(join(plain.folder, 'trials.csv')));
    const finished = events.filter(({ type }) => type === 'finished');
    expect(new Set(finished.map(({ node }) => node.id)).size).toBe(finished.length); // each is told once

    const reference = readFileSync(join(later.folder, 'analyses.csv'));
    const lost = ready.plan.analyses.find((node) => analysisName(node) === 'probes of full')!;
    forget(out, lost.id);
    const again = await run(ready, { out });
    expect(again.run.computed).toBe(3); // the checkpoint, the trial, the analysis
    expect(readFileSync(join(again.folder, 'analyses.csv'))).toEqual(reference);
  });

  test('a trial that goes wrong costs what looks into it, with its reason', async () => {
    const analyse = '{ probes: all, cka: [[scratch, full]], transferability: all }';
    const ready = await prepared({ ...SUITE, analyse }, { lr: 1e30 });
    const rows = table(await run(ready), 'analyses.csv');
    expect(rows.find(({ analysis, arm }) => analysis === 'probes' && arm === 'scratch')).toMatchObject({
      status: 'skipped',
      measure: '',
      value: '',
      reason: expect.stringMatching(/^scratch, high, 6 examples, repeat 0, fold 0 diverged at step \d+$/),
    });
  });

  test('the weights that a trial hands over are its whole model’s, with features and without, and do not change it', async () => {
    const engine = await engines.onnx.start({ device: 'cpu', threads: 1 });
    const models = [];
    for (const shareFeatures of [true, false]) {
      const ready = await prepared(SUITE, { shareFeatures });
      const node = ready.plan.trials.find(({ arm }) => arm === 'features')!;
      expect(node.features !== null).toBe(shareFeatures);
      const inputs = await inputsOf(ready, node, engine);
      const bench = { engine, datasets: ready.datasets, stopped: () => false };
      const [without, handed] = [
        await executeNode(node, inputs, bench),
        await executeNode(node, inputs, { ...bench, handOver: true }),
      ];
      if (without.status !== 'outcome' || handed.status !== 'outcome') throw new Error('it was stopped');
      expect(without.weights).toBeUndefined();
      const timeless = (outcome: object) => ({ ...outcome, timings: null });
      expect(timeless(handed.outcome)).toEqual(timeless(without.outcome));
      models.push(handed.weights!.length);
    }
    expect(models[0]).toBe(models[1]);
  });
});
