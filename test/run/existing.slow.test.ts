import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { BenchResult } from '../../src/bench.ts';
import { exportSource } from '../../src/cli/export-source.ts';
import { manifestOf } from '../../src/model/weight-sources/checkpoint.ts';
import { renderReport } from '../../src/report/render.ts';
import { cli } from '../cli/run-cli.ts';
import { bodyFile, existingLines, scoresOf } from './existing-suite.ts';
import { prepared, run, temporaryFolder } from './make-bench.ts';

const ARMS = (from: string) =>
  `{ scratch: scratch, full: { preset: full, from: ${from} }, features: { preset: feature-extraction, from: ${from} }, kept: { init: { from: ${from}, head: kept } } }`;

/** Source and target share class 5, so that a head can be kept. */
const DATA = '{ low: { use: mnist, classes: [0, 5], size: 40 }, high: { use: mnist, classes: [5, 6, 7], pool: 60 } }';
const SUBSET = { target: '{ data: high, metric: accuracy, sizes: [6] }', design: '{ folds: 2, repeats: 1, seed: 1 }' };

describe('a checkpoint that was trained, exported and loaded again', () => {
  let trained: BenchResult;
  let loaded: BenchResult;
  let files: { weights: string; manifest: string };

  beforeAll(async () => {
    const source = '{ low-digits: { data: low, objective: classification, steps: 20, transductive: true } }';
    const lines = { ...SUBSET, data: DATA, sources: source, arms: ARMS('low-digits') };
    trained = await run(await prepared(lines), { keepWeights: true });
    const out = mkdtempSync(join(tmpdir(), 'headstart-export-'));
    files = await exportSource({ run: trained.folder, source: 'low-digits', repeat: 0, out, say: () => {} });
    loaded = await run(
      await prepared({
        ...SUBSET,
        data: '{ high: { use: mnist, classes: [5, 6, 7], pool: 60 } }',
        sources: `{ again: { weights: { use: checkpoint, path: ${files.weights} } } }`,
        arms: ARMS('again'),
      }),
    );
  });

  test.each(['full', 'features', 'kept'])('gives the arm %s the same curves to the bit', (arm) => {
    const curves = scoresOf(trained.folder, arm);
    expect(curves.length).toBeGreaterThan(2);
    expect(scoresOf(loaded.folder, arm)).toEqual(curves);
  });

  test('can be exported by the command line', async () => {
    const out = temporaryFolder();
    const finished = await cli(['export', trained.folder, '--source', 'low-digits', '--out', out]);
    expect(finished).toMatchObject({ code: 0, stderr: '' });
    expect(finished.stdout).toContain('In a suite: weights: { use: checkpoint, path: ');
    for (const name of ['low-digits.safetensors', 'low-digits.json']) {
      expect(readFileSync(join(out, name))).toEqual(readFileSync(join(files.weights, '..', name)));
    }
  });

  test('says where it comes from', () => {
    const { classes, stages, inputShape, provenance } = manifestOf(files.weights);
    expect({ classes, stages, inputShape }).toEqual({
      classes: ['0', '5'],
      stages: ['layer1', 'layer2', 'head'],
      inputShape: [2, 2, 1],
    });
    expect(provenance).toMatchObject({
      suite: 'planned',
      source: 'low-digits',
      repeat: 0,
      objective: 'classification of mnist: 0 5',
      engine: 'onnx cpu',
      code: 'test',
      quality: { measure: 'accuracy on its own training examples' },
    });
    expect(loaded.comparison.run.existing).toMatchObject([
      { source: 'again', trainedFor: 'classification of mnist: 0 5 (suite planned)' },
    ]);
  });

  test('costs no step, and the report does not pretend to know its data', () => {
    const [target] = loaded.comparison.targets;
    const line = target!.ledger.find(({ arm }) => arm === 'full');
    expect(line!.pretraining).toMatchObject({ checkpoints: 1, steps: 0 });
    expect(loaded.comparison.warnings.filter(({ code }) => code === 'existing-weights')).toMatchObject([
      { message: expect.stringContaining('Their training data is not known to Headstart') },
    ]);
    const page = renderReport(loaded.comparison, { folder: '.' });
    expect(page).toContain('weights that existed before');
    expect(page).toContain('Weights again');
  });
});

describe('what cannot be exported is told in one line', () => {
  const refused = async (folder: string, source = 'low-digits', repeat = 0) => {
    const request = { run: folder, source, repeat, out: temporaryFolder(), say: () => {} };
    return exportSource(request).then(
      () => 'it was exported',
      (error: Error) => error.message,
    );
  };

  test('weights that were not kept, sources and repeats that are not there', async () => {
    const { folder } = await run(await prepared(SUBSET));
    expect(await refused(folder)).toBe(
      'the checkpoint was not kept: no unfinished trial needed it any more, received "low-digits"; run `npm run bench -- planned --fresh --keep-weights` first',
    );
    expect(await refused(folder, 'low-digit')).toBe(
      'the suite has no such source, received "low-digit"; did you mean low-digits?',
    );
    expect(await refused(folder, 'low-digits', 3)).toBe(
      '--repeat: there is no checkpoint of this repeat, received 3; use one of 0',
    );
  });

  test('weights that existed before', async () => {
    const { folder } = await run(await prepared({ ...SUBSET, ...existingLines(bodyFile()) }));
    expect(await refused(folder, 'old')).toBe(
      'these weights existed before the run, received "old"; use the files that the suite names',
    );
  });
});

test('a file that changes after planning fails its trials, and is never taken for the planned one', async () => {
  const path = bodyFile();
  const ready = await prepared({ ...SUBSET, ...existingLines(path) });
  const bytes = readFileSync(path);
  bytes[bytes.length - 2]! ^= 1;
  rmSync(path);
  writeFileSync(path, bytes);
  const { run: result } = await run(ready);
  const [node] = ready.plan.pretraining;
  expect(result.outcomes.get(node!.id)).toMatchObject({
    status: 'failed',
    reason: expect.stringContaining('the file has changed since the suite was planned'),
  });
});

describe('a checkpoint of texts', () => {
  const data = (vocabulary: number) =>
    `{ texts: { use: made-reviews, half: first, length: 12, tokenizer: { vocabulary: ${vocabulary} }, pool: 60 }, judged: { use: made-reviews, half: second, length: 12, tokenizer: { vocabulary: ${vocabulary} }, pool: 60 } }`;
  const lines = {
    data: data(300),
    model: '{ backbone: transformer, width: 8, layers: 1, heads: 2, attention: past, dropout: 0 }',
    sources: '{ language: { data: texts, objective: next-token, steps: 20 } }',
    target: '{ data: judged, metric: accuracy, sizes: [10] }',
    arms: '{ scratch: scratch, full: { preset: full, from: language } }',
    design: '{ folds: 2, repeats: 1, seed: 1 }',
  };

  test('says which tokens it knows, and is refused for those of another tokenizer of the same size', async () => {
    const { folder } = await run(await prepared(lines, { realData: true }), { keepWeights: true });
    const out = mkdtempSync(join(tmpdir(), 'headstart-export-'));
    const { weights, manifest } = await exportSource({
      run: folder,
      source: 'language',
      repeat: 0,
      out,
      say: () => {},
    });
    const { content, read } = manifestOf(weights);
    expect(content).toMatchObject({
      kind: 'tokens',
      vocabulary: 300,
      tokenizer: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(read).toMatchObject({ use: 'made-reviews', tokenizer: { vocabulary: 300 } });
    const again = {
      ...lines,
      data: data(300).replace(/\{ texts:.*?\}.*?\}, /, '{ '),
      sources: `{ again: { weights: { use: checkpoint, path: ${weights} } } }`,
      arms: '{ scratch: scratch, full: { preset: full, from: again } }',
    };
    const { comparison } = await run(await prepared(again, { realData: true }));
    expect(comparison.trials.every(({ status }) => status === 'completed')).toBe(true);
    const other = readFileSync(manifest, 'utf8').replace(
      /"tokenizer": "[0-9a-f]{64}"/,
      `"tokenizer": "${'0'.repeat(64)}"`,
    );
    writeFileSync(manifest, other);
    await expect(prepared(again, { realData: true })).rejects.toThrow(
      /sources\.again\.weights: the weights were trained on examples made otherwise, such as the tokens of another tokenizer/,
    );
  });
});
