import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { loadDataset } from '../../src/data/load.ts';
import { unpackTexts } from '../../src/model/packed-texts.ts';
import { metrics } from '../../src/model/registry.ts';
import { catalogOf, dataKey } from '../../src/plan/examples.ts';
import { makePlan } from '../../src/plan/make-plan.ts';
import type { Prepared } from '../../src/prepare.ts';
import { copiedSentence, metricNotes } from '../../src/report/copied-words.ts';
import { plain } from '../../src/report/text.ts';
import { parseSuite } from '../../src/suite/load.ts';
import { suiteText } from '../plan/make-plan.ts';
import { prepared, run } from './make-bench.ts';

const rowsOf = (folder: string, name: string) =>
  parse(readFileSync(join(folder, name), 'utf8'), { columns: true }) as Record<string, string>[];

const LINES = {
  data: '{ first: { use: made-words, half: first, length: 8, pool: 80 }, words: { use: made-words, half: second, length: 8, pool: 60 } }',
  model: '{ backbone: encoder-decoder, width: 8, layers: 1, heads: 2, dropout: 0, beams: 2 }',
  sources:
    '{ noise: { data: first, objective: denoising, steps: 6 }, told: { data: first, objective: sequences, steps: 6 } }',
  target: '{ data: words, metric: bleu, also: [exact-match], sizes: [10, 20] }',
  arms: '{ scratch: scratch, noise: { preset: full, from: noise }, told: { preset: feature-extraction, from: told } }',
  training: '{ optimizer: adam, lr: 1e-2, batch: 8, steps: 6, observe: { every: 6, sample: 10 } }',
  design: '{ folds: 2, repeats: 1, seed: 1 }',
};

async function ready(lines: Readonly<Record<string, string>> = {}): Promise<Prepared> {
  const { engine, semantics, threads, plugins } = await prepared();
  const suite = parseSuite(suiteText({ ...LINES, ...lines }), 'suites/planned.yaml');
  const datasets = new Map(
    await Promise.all(
      Object.values(suite.data).map(async (choice) => [dataKey(choice), await loadDataset(choice)] as const),
    ),
  );
  const catalog = catalogOf(suite, datasets);
  return { plan: makePlan(suite, catalog, semantics), catalog, datasets, engine, threads, semantics, plugins };
}

const EPISODES = { design: '{ episodes: { ways: 2, shots: [1], queries: 2, count: 2 }, seed: 1 }' };

describe('a run with a target of sequences', { timeout: 60_000 }, () => {
  test('keeps what was written, is scored by it, and says what copying scores', async () => {
    const { folder, comparison } = await run(await ready());
    const trials = rowsOf(folder, 'trials.csv');
    expect(trials).toHaveLength(3 * 2 * 2 * 2);
    expect(trials.every(({ status }) => status === 'completed')).toBe(true);
    const held = new Map(rowsOf(folder, 'held-out.csv').map((row) => [row['fold'], row]));
    for (const row of rowsOf(folder, 'predictions.csv')) {
      const actual = unpackTexts(held.get(row['fold'])!['labels']!, 30)!;
      const predictions = {
        kind: 'sequences',
        actual,
        predicted: unpackTexts(row['predicted']!, 30)!,
        finite: true,
      } as const;
      for (const metric of ['bleu', 'exact-match'] as const) {
        const recorded = trials.find((trial) => trial['trial'] === row['trial'] && trial['metric'] === metric)!;
        expect(metrics[metric].compute(predictions)).toBe(Number(recorded['value']));
      }
    }
    const [target] = comparison.targets;
    expect(target!.predictions).toBeNull();
    expect(target!.copied).toEqual({ bleu: 0, 'exact-match': 0 }); // letters are no phonemes
    expect(plain(copiedSentence(comparison, target!)!)).toMatch(
      /gets 0(\.0+)? % in BLEU and 0(\.0+)? % in exact match/u,
    );
    expect(metricNotes(comparison).map((text) => plain(text))).toEqual([
      'BLEU: sacreBLEU’s signature nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp.',
    ]);
  });

  test.each([
    ['model', '{ backbone: transformer, width: 8, layers: 1, heads: 2 }', 'sequences of 8 places, and it writes none'],
    ['target', '{ data: words, metric: accuracy, sizes: [10] }', 'sequences (phonemes)'],
    [
      'sources',
      '{ noise: { data: first, objective: masked-tokens, steps: 6 }, told: { data: first, objective: sequences, steps: 6 } }',
      'masked-tokens',
    ],
    [
      'arms',
      '{ scratch: scratch, noise: { preset: prototypes, from: noise }, told: { preset: full, from: told } }',
      'the target’s examples have no classes with means',
    ],
    ['target', '{ data: words, metric: bleu }', 'the examples of the target words have sequences', EPISODES],
  ] as [string, string, string, Record<string, string>?][])(
    'is refused with another %s: %s',
    async (key, value, message, others = {}) => {
      await expect(ready({ [key]: value, ...others })).rejects.toThrow(message);
    },
  );

  test('texts of a class cannot be learnt by a model that writes', async () => {
    const lines = {
      data: '{ first: { use: made-reviews, length: 8, pool: 80, half: first }, words: { use: made-reviews, length: 8, pool: 60, half: second } }',
      sources: '{ noise: { data: first, objective: denoising, steps: 6 } }',
      target: '{ data: words, metric: accuracy, sizes: [10] }',
      arms: '{ scratch: scratch, noise: { preset: full, from: noise } }',
    };
    await expect(ready(lines)).rejects.toThrow(
      'it writes sequences, and the examples of the target words have classes',
    );
  });
});
