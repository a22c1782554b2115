import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { unpackMarks } from '../../src/model/packed-marks.ts';
import { catalogOf, dataKey } from '../../src/plan/examples.ts';
import { makePlan } from '../../src/plan/make-plan.ts';
import type { Prepared } from '../../src/prepare.ts';
import { renderReport } from '../../src/report/render.ts';
import { renderMarkdown } from '../../src/report/render-markdown.ts';
import { labelF1 } from '../../src/stats/label-metrics.ts';
import { parseSuite } from '../../src/suite/load.ts';
import { LABELS, labelsText } from '../plan/labels-text.ts';
import { DIGITS } from '../plan/make-plan.ts';
import { prepared, run } from './make-bench.ts';

const rowsOf = (folder: string, name: string) =>
  parse(readFileSync(join(folder, name), 'utf8'), { columns: true }) as Record<string, string>[];

/** A suite of `labelsText`, ready to run over made-up data. */
async function ready(lines: Readonly<Record<string, string>> = {}, lr?: number): Promise<Prepared> {
  const { engine, semantics, threads, plugins } = await prepared();
  const parsed = parseSuite(labelsText(lines), 'suites/planned.yaml');
  const suite = lr === undefined ? parsed : { ...parsed, training: { ...parsed.training, lr } };
  const datasets = new Map(
    Object.values(suite.data).map((choice) => [dataKey(choice), choice.use === 'mnist' ? DIGITS : LABELS]),
  );
  const catalog = catalogOf(suite, datasets);
  return { plan: makePlan(suite, catalog, semantics), catalog, datasets, engine, threads, semantics, plugins };
}

const BOTH_WAYS = {
  sources:
    '{ low-digits: { data: low, objective: classification, steps: 20 }, own: { data: marked, objective: multi-label, steps: 20 } }',
  arms: '{ scratch: scratch, features: { preset: feature-extraction, from: low-digits }, full: { preset: full, from: own } }',
};

describe('a run with a target of labels', { timeout: 60_000 }, () => {
  test('is scored by all metrics of labels, keeps what it was scored by, and has a report', async () => {
    const { folder, comparison } = await run(await ready(BOTH_WAYS));
    const trials = rowsOf(folder, 'trials.csv');
    expect(trials).toHaveLength(3 * 2 * 5);
    expect(trials.every(({ status, value }) => status === 'completed' && Number.isFinite(Number(value)))).toBe(true);
    const held = new Map(rowsOf(folder, 'held-out.csv').map((row) => [`${row['repeat']} ${row['fold']}`, row]));
    for (const row of rowsOf(folder, 'predictions.csv')) {
      const cell = held.get(`${row['repeat']} ${row['fold']}`)!;
      expect(cell['classes']).toBe('');
      const marks = unpackMarks(cell['labels']!, null, 4)!;
      const kept = labelF1(unpackMarks(row['predicted']!, marks.length / 4, 4)!, marks, 4);
      if (kept.status !== 'ok') throw new Error(kept.status);
      for (const [metric, value] of [
        ['macro-f1', kept.macroF1],
        ['micro-f1', kept.microF1],
      ] as const) {
        const recorded = trials.find((trial) => trial['trial'] === row['trial'] && trial['metric'] === metric)!;
        expect(value).toBeCloseTo(Number(recorded['value']), 9);
      }
    }
    expect(comparison.metrics.map(({ label }) => label)).toEqual(['mAP', 'd′', 'AUROC', 'macro F1', 'micro F1']);
    expect(comparison.targets[0]!.predictions).toBeNull();
    expect(renderReport(comparison, { folder: '.' })).toContain('mAP');
    const page = renderMarkdown(comparison, 'report.html');
    expect(page).toContain('mAP');
    expect(page).not.toMatch(/confusion|calibration|NaN|undefined/i);
    const record = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8'));
    expect(record.targets[0]).toMatchObject({ classes: [], quantity: null, labels: LABELS.classes });
  });

  test('gives a trial that diverges the score of the best constant', async () => {
    const { folder } = await run(
      await ready(
        {
          data: '{ marked: { use: spoken-phrases, pool: 60 } }',
          arms: '{ scratch: scratch, other: { init: random, lr: { head: 0.5 } } }',
          sources: '{}',
        },
        1e38, // at which even a bias alone leaves single precision within some steps
      ),
    );
    const trials = rowsOf(folder, 'trials.csv');
    expect(trials.every(({ status }) => status === 'diverged')).toBe(true);
    const shares = LABELS.classes.map(
      (_, label) => LABELS.marks.filter((mark, at) => at % 4 === label && mark === 1).length / LABELS.count,
    );
    const mean = shares.reduce((sum, share) => sum + share / 4, 0);
    const floors: Record<string, number> = { map: mean, 'd-prime': 0, auroc: 0.5 };
    for (const { metric, value } of trials) {
      if (floors[metric!] !== undefined) expect(Number(value)).toBeCloseTo(floors[metric!]!, 9);
      else expect(Number(value)).toBeGreaterThan(0.2);
    }
  });
});
