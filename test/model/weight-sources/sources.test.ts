import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { HeadstartError } from '../../../src/base/errors.ts';
import { sha256 } from '../../../src/base/hash.ts';
import type { TensorSpecs } from '../../../src/engine/contract.ts';
import { exportCheckpoint } from '../../../src/model/checkpoint.ts';
import { parseManifest } from '../../../src/model/checkpoint-manifest.ts';
import { encodeWeights } from '../../../src/model/weight-file.ts';
import { manifestOf } from '../../../src/model/weight-sources/checkpoint.ts';
import { weightSources } from '../../../src/model/weight-sources/registry.ts';

const { safetensors, checkpoint, 'tfjs-layers': tfjsLayers } = weightSources;

const f32 = (...shape: number[]) => ({ shape, dtype: 'float32' as const });
const SPECS: TensorSpecs = { 'block1/kernel': f32(2, 2), 'block1/bias': f32(2), 'block2/kernel': f32(1) };
const WEIGHTS = {
  'block1/kernel': Float32Array.of(1, 2, 3, 4),
  'block1/bias': Float32Array.of(-1, 0.5),
  'block2/kernel': Float32Array.of(9),
};
const FIRST: TensorSpecs = { 'block1/kernel': f32(2, 2), 'block1/bias': f32(2) };

function written(bytes: Uint8Array, manifest?: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'headstart-weights-')), 'w.safetensors');
  writeFileSync(path, bytes);
  if (manifest !== undefined) writeFileSync(path.replace(/safetensors$/, 'json'), manifest);
  return path;
}

const codeOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(HeadstartError);
    return (error as HeadstartError).code;
  }
  return 'none';
};

test('each source is registered under its own name, and describes each option', () => {
  for (const [name, entry] of Object.entries(weightSources)) {
    expect(entry.name).toBe(name);
    expect(entry.title.length).toBeGreaterThan(0);
    for (const option of Object.values(entry.schema.shape)) expect(option.description).toBeTruthy();
  }
});

describe('safetensors', () => {
  test('some stages can be loaded, with the file’s own names', () => {
    const path = written(encodeWeights(WEIGHTS, SPECS));
    expect(safetensors.load(safetensors.schema.parse({ path }), FIRST)).toEqual({
      'block1/kernel': WEIGHTS['block1/kernel'],
      'block1/bias': WEIGHTS['block1/bias'],
    });
    const names = { 'stem/bias': 'block1/bias' };
    const options = safetensors.schema.parse({ path, names });
    expect(safetensors.load(options, { 'stem/bias': f32(2) })).toEqual({ 'stem/bias': WEIGHTS['block1/bias'] });
    expect(safetensors.files(options)).toEqual([path]);
  });

  test('labels say what the weights were trained for', () => {
    expect(safetensors.trainedFor({ path: 'a/b.safetensors', names: {} })).toBe('an unnamed task (b.safetensors)');
    expect(safetensors.trainedFor({ path: 'b', names: {}, trained: 'telling birds apart' })).toBe(
      'telling birds apart',
    );
    expect(tfjsLayers.trainedFor({ package: 'nsfwjs' })).toBe('classifying unsafe images (NSFW)');
    expect(tfjsLayers.trainedFor({ path: 'm/model.json' })).toBe('an unnamed task (m/model.json)');
  });

  test('what does not fit is listed, all of it counted', () => {
    const path = written(encodeWeights(WEIGHTS, SPECS));
    const wanted = {
      ...SPECS,
      'block2/kernel': f32(2),
      ...Object.fromEntries(Array.from({ length: 6 }, (_, index) => [`b${index}/w`, f32(1)])),
    };
    const load = () => safetensors.load({ path, names: {} }, wanted);
    expect(load).toThrow(
      'w.safetensors: the file lacks b0/w, b1/w, b2/w, b3/w and 2 more, and shapes differ: block2/kernel is [1] in the file and [2] in the model; give the file’s names',
    );
    expect(codeOf(load)).toBe('suite');
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY])('%d is no weight', (value) => {
    const path = written(encodeWeights({ ...WEIGHTS, 'block1/bias': Float32Array.of(0, value) }, SPECS));
    const load = () => safetensors.load({ path, names: {} }, SPECS);
    expect(load).toThrow(/weights are not finite: block1\/bias;/);
    expect(codeOf(load)).toBe('data');
    expect(safetensors.load({ path, names: {} }, { 'block2/kernel': f32(1) })).toBeDefined();
  });

  test('a file that is damaged or not there is data', () => {
    const path = written(encodeWeights(WEIGHTS, SPECS).slice(0, -1));
    expect(codeOf(() => safetensors.load({ path, names: {} }, SPECS))).toBe('data');
    expect(() => safetensors.files({ path: 'nowhere.safetensors', names: {} })).toThrow(
      /no such file, received "nowhere\.safetensors"/,
    );
  });
});

describe('checkpoints', () => {
  const origin = {
    model: { backbone: 'cnn', head: 'linear', channels: [4] },
    inputShape: [8, 8, 1],
    classes: null,
    provenance: {
      suite: 'split-mnist',
      version: 1,
      source: 'low-digits',
      repeat: 0,
      quality: { measure: 'accuracy on its own training examples', value: 0.9 },
      engine: 'onnx cpu',
      commit: null,
      node: 'ab12',
      data: 'cd34',
      objective: 'classifying low digits',
      code: 'ef56',
      versions: { headstart: '0.2.0' },
    },
  };
  const { bytes, manifest } = exportCheckpoint(WEIGHTS, SPECS, origin);

  test('come back with what they were trained for', () => {
    const path = written(bytes, manifest);
    expect(checkpoint.load({ path }, FIRST)).toEqual({
      'block1/kernel': WEIGHTS['block1/kernel'],
      'block1/bias': WEIGHTS['block1/bias'],
    });
    expect(checkpoint.trainedFor({ path })).toBe('classifying low digits (suite split-mnist)');
    expect(checkpoint.files({ path })).toEqual([path, path.replace(/safetensors$/, 'json')]);
    expect(manifestOf(path)).toEqual({
      format: 'headstart-checkpoint',
      version: 1,
      ...origin,
      stages: ['block1', 'block2'],
      sha256: sha256(bytes),
    });
  });

  test('are any reader’s safetensors, and equal bytes for equal weights', () => {
    const path = written(bytes);
    expect(safetensors.load({ path, names: {} }, SPECS)).toEqual(WEIGHTS);
    expect(exportCheckpoint(WEIGHTS, SPECS, structuredClone(origin)).bytes).toEqual(bytes);
  });

  test('whose weights were changed are refused', () => {
    const changed = bytes.slice();
    changed[changed.length - 1]! ^= 1;
    const path = written(changed, manifest);
    expect(() => checkpoint.load({ path }, SPECS)).toThrow(
      /^w\.safetensors: the weights are not those that w\.json was written for/,
    );
  });

  test.each([
    ['{', /the manifest is no JSON/],
    ['{}', /the manifest is not valid at format/],
    [manifest.replace('"version": 1', '"version": 2'), /not valid at version: .*export the checkpoint again/],
    [manifest.replace('"suite"', '"sweet"'), /not valid at provenance/],
  ])('a manifest of another kind is refused: %#', (text, message) => {
    expect(() => parseManifest(text, 'w.json')).toThrow(message);
    expect(codeOf(() => parseManifest(text, 'w.json'))).toBe('data');
  });

  test('without a manifest they are refused', () => {
    expect(() => checkpoint.load({ path: written(bytes) }, SPECS)).toThrow(/no such file/);
  });
});
