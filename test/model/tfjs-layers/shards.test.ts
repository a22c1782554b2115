import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { HeadstartError } from '../../../src/base/errors.ts';
import { exportedLiteral } from '../../../src/model/tfjs-layers/module-text.ts';
import { readTensors, readTopology, shardedFiles } from '../../../src/model/tfjs-layers/read.ts';

/** One tensor of each way to store it. The numbers are few enough to be checked by hand. */
const ENTRIES = [
  { name: 'plain', shape: [2], dtype: 'float32' },
  { name: 'bytes', shape: [3], dtype: 'float32', quantization: { dtype: 'uint8', scale: 0.5, min: -1 } },
  { name: 'count', shape: [], dtype: 'int32' },
  { name: 'words', shape: [2], dtype: 'float32', quantization: { dtype: 'uint16', scale: 0.001, min: 2 } },
  { name: 'halves', shape: [2, 2], dtype: 'float32', quantization: { dtype: 'float16' } },
] as const;
const BYTES = Buffer.concat([
  Buffer.from(Float32Array.of(1.5, -2).buffer),
  Buffer.from([0, 1, 255]),
  Buffer.from(Int32Array.of(9).buffer),
  Buffer.from([0x01, 0x00, 0x00, 0x80]), // 1 and 32768
  Buffer.from([0x00, 0x3c, 0x00, 0xc0, 0x01, 0x00, 0xff, 0x7b]), // 1, −2, the smallest, the largest
]);

interface Files {
  readonly [name: string]: string | Uint8Array;
}

function folder(files: Files): string {
  const place = mkdtempSync(join(tmpdir(), 'headstart-shards-'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(place, name, '..'), { recursive: true });
    writeFileSync(join(place, name), content);
  }
  return place;
}

const TOPOLOGY = {
  class_name: 'Sequential',
  config: [{ class_name: 'ReLU', config: { name: 'r', batch_input_shape: [null, 4] } }],
};
const modelJson = (paths: readonly string[], weights: readonly object[] = ENTRIES) =>
  JSON.stringify({ modelTopology: TOPOLOGY, weightsManifest: [{ paths, weights }] });
const read = (files: Files, name = 'model.json') => readTensors(join(folder(files), name));

describe('shards', () => {
  test('hold plain and quantized tensors, cut anywhere', () => {
    for (const cut of [0, 1, 9, 20]) {
      const tensors = read({
        'model.json': modelJson(['a.bin', 'b.bin']),
        'a.bin': BYTES.subarray(0, cut),
        'b.bin': BYTES.subarray(cut),
      });
      expect([...tensors.keys()]).toEqual(['plain', 'bytes', 'words', 'halves']);
      expect(tensors.get('plain')).toEqual({ shape: [2], values: Float32Array.of(1.5, -2) });
      expect(tensors.get('bytes')!.values).toEqual(Float32Array.of(-1, -0.5, 126.5));
      expect(tensors.get('words')!.values).toEqual(Float32Array.of(2.001, 34.768));
      expect(tensors.get('halves')!.values).toEqual(Float32Array.of(1, -2, 2 ** -24, 65504));
    }
  });

  test('hold what TensorFlow.js reads from them', async () => {
    const theirs = tf.io.decodeWeights(
      new Uint8Array(BYTES).buffer,
      ENTRIES as unknown as tf.io.WeightsManifestEntry[],
    );
    const mine = read({ 'model.json': modelJson(['a.bin']), 'a.bin': BYTES });
    for (const [name, { values }] of mine) expect(await theirs[name]!.data()).toEqual(values);
  });

  test('are found as modules with base64, without being run', () => {
    const text = `"${BYTES.toString('base64')}"`;
    const wrapped = (value: string) =>
      `!function(e){"object"==typeof exports&&(module.exports=e())}(function(){return{1:[function(r,a,n){a.exports=${value}},{}]}});`;
    const model = modelJson(['group1-shard1of1']).replaceAll('true', '!0').replaceAll('"paths"', 'paths');
    const files = {
      'model.min.js': `${wrapped(model)};throw new Error("run")`,
      'group1-shard1of1.min.js': wrapped(text),
    };
    expect(read(files, 'model.min.js').get('plain')!.values).toEqual(Float32Array.of(1.5, -2));
    const place = folder(files);
    expect(readTopology(join(place, 'model.min.js')).layers.map(({ name }) => name)).toEqual(['r']);
    expect(shardedFiles(join(place, 'model.min.js'))).toEqual(Object.keys(files).map((name) => join(place, name)));
    expect(read({ 'model.json': modelJson(['s']), 's.json': text }).size).toBe(4);
  });

  test.each<[string, Files, RegExp]>([
    [
      'cut off',
      { 'model.json': modelJson(['a.bin']), 'a.bin': BYTES.subarray(1) },
      /^model\.json: the shards a\.bin … must hold 27 bytes, received 26;/,
    ],
    ['too long', { 'model.json': modelJson(['a.bin']), 'a.bin': Buffer.concat([BYTES, BYTES]) }, /received 54/],
    ['not there', { 'model.json': modelJson(['a.bin']) }, /the shard a\.bin is not there/],
    [
      'elsewhere',
      { 'model.json': modelJson(['../a.bin']) },
      /the shard \.\.\/a\.bin lies outside of the model’s folder/,
    ],
    ['anywhere', { 'model.json': modelJson(['/etc/hostname']) }, /lies outside/],
    [
      'text',
      { 'model.json': modelJson(['a']), 'a.js': 'module.exports = "no base64!"' },
      /must export its bytes in base64/,
    ],
    [
      'of unknown types',
      { 'model.json': modelJson(['a'], [{ name: 'x', shape: [1], dtype: 'complex64' }]) },
      /the weightsManifest is missing or damaged/,
    ],
    [
      'of impossible shapes',
      { 'model.json': modelJson(['a'], [{ name: 'x', shape: [2 ** 40, 2 ** 40], dtype: 'float32' }]) },
      /damaged/,
    ],
    [
      'of shapes below zero',
      { 'model.json': modelJson(['a'], [{ name: 'x', shape: [-1, -4], dtype: 'float32' }]) },
      /damaged/,
    ],
    ['named twice', { 'model.json': modelJson(['a'], [ENTRIES[0], ENTRIES[0]]) }, /names a tensor twice/],
    [
      'without a manifest',
      { 'model.json': JSON.stringify({ modelTopology: TOPOLOGY }) },
      /the weightsManifest is missing/,
    ],
  ])('that are %s are refused', (_what, files, message) => {
    expect(() => read(files)).toThrow(HeadstartError);
    expect(() => read(files)).toThrow(message);
  });
});

describe('literals that modules export', () => {
  test.each([
    ['module.exports = {a: 1, "b": [-2, !0, null, "x"]}', { a: 1, b: [-2, true, null, 'x'] }],
    ['export default {a: !1}', { a: false }],
    ['module.exports = "text"', 'text'],
    ['module.exports = load(); exports.x = 1', undefined],
    ['module.exports = {a: run()}', undefined],
    ['module.exports = {[key]: 1}', undefined],
    ['module.exports = {...other}', undefined],
    ['module.exports = {get a() { return 1 }}', undefined],
    ['module.exports = `text`', undefined],
    ['module.exports = [/x/, 1n]', undefined],
    ['this is no code', undefined],
  ])('%s', (text, value) => {
    expect(exportedLiteral(text)).toEqual(value);
  });

  test('a key cannot reach a prototype', () => {
    const value = exportedLiteral('module.exports = {"__proto__": {polluted: 1}, a: 1}') as {
      polluted?: number;
    };
    expect(value.polluted).toBeUndefined();
  });
});
