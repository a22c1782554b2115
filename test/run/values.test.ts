import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { groupBy } from '../../src/compare/cells.ts';
import { unpackValues } from '../../src/model/packed-values.ts';
import { catalogOf, dataKey } from '../../src/plan/examples.ts';
import { makePlan } from '../../src/plan/make-plan.ts';
import type { Prepared } from '../../src/prepare.ts';
import { regressionMetrics } from '../../src/stats/regression-metrics.ts';
import { valueSpread } from '../../src/stats/value-spread.ts';
import { parseSuite } from '../../src/suite/load.ts';
import { DIGITS } from '../plan/make-plan.ts';
import { VALUES, valuesText } from '../plan/values-text.ts';
import { prepared, run } from './make-bench.ts';

const rowsOf = (folder: string, name: string) =>
  parse(readFileSync(join(folder, name), 'utf8'), { columns: true }) as Record<string, string>[];

/** A suite of `valuesText`, ready to run over made-up data. */
async function ready(lines: Readonly<Record<string, string>> = {}, lr?: number): Promise<Prepared> {
  const { engine, semantics, threads, plugins } = await prepared();
  const parsed = parseSuite(valuesText(lines), 'suites/planned.yaml');
  const suite = lr === undefined ? parsed : { ...parsed, training: { ...parsed.training, lr } };
  const datasets = new Map(
    Object.values(suite.data).map((choice) => [dataKey(choice), choice.use === 'mnist' ? DIGITS : VALUES]),
  );
  const catalog = catalogOf(suite, datasets);
  return { plan: makePlan(suite, catalog, semantics), catalog, datasets, engine, threads, semantics, plugins };
}

const BOTH_WAYS = {
  sources:
    '{ low-digits: { data: low, objective: classification, steps: 20 }, own: { data: bright, objective: regression, steps: 20 } }',
  arms: '{ scratch: scratch, features: { preset: feature-extraction, from: low-digits }, full: { preset: full, from: own } }',
};

describe('a run with a target of values', { timeout: 60_000 }, () => {
  test('is scored in its unit, and keeps what it was scored by', async () => {
    const { folder, comparison } = await run(await ready(BOTH_WAYS));
    const trials = rowsOf(folder, 'trials.csv');
    expect(trials).toHaveLength(3 * 2 * 6 * 3);
    expect(trials.every(({ status, value }) => status === 'completed' && Number.isFinite(Number(value)))).toBe(true);
    const held = new Map(rowsOf(folder, 'held-out.csv').map((row) => [`${row['repeat']} ${row['fold']}`, row]));
    for (const row of rowsOf(folder, 'predictions.csv')) {
      const cell = held.get(`${row['repeat']} ${row['fold']}`)!;
      expect(cell['classes']).toBe('');
      const actual = unpackValues(cell['labels']!, null)!;
      const kept = regressionMetrics(actual, unpackValues(row['predicted']!, actual.length)!);
      if (kept.status !== 'ok') throw new Error(kept.status);
      for (const metric of ['mae', 'rmse', 'r2'] as const) {
        const recorded = trials.find((trial) => trial['trial'] === row['trial'] && trial['metric'] === metric)!;
        expect(kept[metric]).toBeCloseTo(Number(recorded['value']), 4); // kept in single precision
      }
    }
    const [target] = comparison.targets;
    expect(target!.predictions).toBeNull();
    expect(comparison.metrics.map(({ label }) => label)).toEqual(['MAE (lux)', 'RMSE (lux)', 'R²']);
  });

  test('serves a target of classes from a source of values', async () => {
    const { folder } = await run(
      await ready({
        sources: '{ own: { data: bright, objective: regression, steps: 20 } }',
        target: '{ data: low, metric: accuracy, sizes: [6] }',
        arms: '{ scratch: scratch, full: { preset: full, from: own } }',
        compare: '{ reference: scratch, rope: 0.05 }',
      }),
    );
    expect(rowsOf(folder, 'trials.csv').map(({ status }) => status)).toEqual(new Array(12).fill('completed'));
    expect(rowsOf(folder, 'trials.csv').some(({ checkpoint }) => checkpoint !== '')).toBe(true);
  });

  test('chooses by inner splits, in the right direction', async () => {
    const { folder } = await run(
      await ready({ tune: '{ search: { method: random, trials: 2 }, space: { training.lr: log 1e-4..1e-1 } }' }),
    );
    const rows = rowsOf(folder, 'tuning.csv');
    const tried = groupBy(rows, (row) => row['node']!);
    expect(tried.size).toBeGreaterThan(0);
    for (const inner of tried.values()) {
      const means = [...groupBy(inner, (row) => row['configuration']!).values()].map((splits) => ({
        chosen: splits[0]!['chosen'] === 'yes',
        mean: splits.reduce((sum, { value }) => sum + Number(value), 0) / splits.length,
      }));
      const least = Math.min(...means.map(({ mean }) => mean));
      expect(means.find(({ chosen }) => chosen)!.mean).toBe(least);
    }
  });

  test('gives a trial that diverges the error of the best constant', async () => {
    const { folder } = await run(
      await ready(
        {
          data: '{ bright: { use: turned-digits, pool: 60 } }',
          arms: '{ scratch: scratch, other: { init: random, lr: { head: 0.5 } } }',
          sources: '{}',
        },
        1e30,
      ),
    );
    const trials = rowsOf(folder, 'trials.csv');
    expect(trials.every(({ status }) => status === 'diverged')).toBe(true);
    const spread = valueSpread(VALUES.values);
    if (spread.status !== 'ok') throw new Error(spread.status);
    const floors = { r2: 0, mae: spread.aroundMedian, rmse: spread.aroundMean };
    for (const { metric, value } of trials) expect(Number(value)).toBe(floors[metric as keyof typeof floors]);
  });
});
