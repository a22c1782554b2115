import { beforeAll, describe, expect, test } from 'vitest';
import { stream } from '../../src/base/random.ts';
import { ofClasses, type View } from '../../src/data/view.ts';
import type { Engine } from '../../src/engine/contract.ts';
import { engines } from '../../src/engine/registry.ts';
import { buildArchitecture, initialWeights } from '../../src/model/architecture.ts';
import { type PieceInput, Stopped, type Subject } from '../../src/transfer/analyses/contract.ts';
import { type AnalysisName, analyses, analysisEntry } from '../../src/transfer/analyses/registry.ts';
import { extractFeatures } from '../../src/transfer/features.ts';
import { probeAccuracy } from '../../src/transfer/probe.ts';
import { stageOutputs } from '../../src/transfer/stage-outputs.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await engines.onnx.start({ device: 'cpu', threads: 1 });
});

const SHAPE = [6, 6, 1];
const MODEL = { backbone: 'cnn', channels: [3], kernel: 3, hidden: 5, head: { use: 'linear' } } as const;

/** Examples of 3 classes, each around a pattern of its own. */
function examples(count: number, name: string): View {
  const samples = new Float32Array(count * 36);
  const random = stream(name, {});
  random.normals(samples, 0.2);
  const labels = Int32Array.from({ length: count }, (_, row) => row % 3);
  labels.forEach((label, row) => {
    for (let pixel = label * 12; pixel < (label + 1) * 12; pixel++) samples[row * 36 + pixel]! += 1;
  });
  return {
    kind: 'classes',
    dataset: { shape: SHAPE, samples, scale: 1 },
    classes: ['a', 'b', 'c'],
    rows: labels.map((_, row) => row),
    labels,
  };
}

function model(seed: number): Subject {
  const architecture = buildArchitecture(MODEL, SHAPE, 3);
  const names = architecture.stages.map(({ name }) => name);
  return { architecture, weights: initialWeights(architecture, names, { seed }), hasHead: true };
}

function input(subjects: readonly Subject[], changes: Partial<PieceInput> = {}): PieceInput {
  const [train, test] = [examples(60, 'train'), examples(90, 'test')];
  const factors = { seed: 1, fold: 0 };
  return {
    engine,
    subjects,
    settings: {},
    train,
    test,
    sample: test,
    labelled: null,
    factors,
    stopped: () => false,
    ...changes,
  };
}

describe('outputs of stages', () => {
  test('are those of the model run from the start to each stage', async () => {
    const { architecture, weights } = model(1);
    const view = examples(130, 'more than a batch');
    const stages = ['block1', 'hidden', 'head'];
    let seen = 0;
    for await (const { stage, values, rows } of stageOutputs(
      engine,
      { architecture, weights },
      stages,
      view,
      () => false,
    )) {
      const prefix = stages.slice(0, ++seen);
      expect(stage).toBe(prefix.at(-1));
      expect(rows).toBe(130);
      const whole = await extractFeatures(engine, { architecture, prefix, weights, view, stopped: () => false });
      if (whole.status !== 'completed') throw new Error('it was stopped');
      expect(values).toHaveLength(whole.features.length);
      expect(values.every((value, index) => Math.abs(value - whole.features[index]!) < 1e-5)).toBe(true);
    }
    expect(seen).toBe(3);
  });
});

describe('a probe', () => {
  const options = { factors: { seed: 3 }, stopped: () => false };
  const random = (count: number, width: number, name: string) => {
    const values = new Float32Array(count * width);
    stream(name, { width }).normals(values, 1);
    return { values, labels: Int32Array.from({ length: count }, (_, row) => row % 2) };
  };

  test.each([4, 200])('on %i random features guesses', async (width) => {
    const accuracy = await probeAccuracy(engine, random(100, width, 'train'), random(2000, width, 'test'), 2, options);
    expect(Math.abs(accuracy! - 0.5)).toBeLessThan(0.05); // ± 4 standard deviations of 2000 guesses
  });

  test.each([1, 3000])('reads a class off one feature of any scale (× %i) among constant ones', async (scale) => {
    const made = (count: number, name: string) => {
      const { values, labels } = random(count, 3, name);
      labels.forEach((label, row) => {
        values[row * 3] = scale * (7 + 10 * label + values[row * 3]!);
        values[row * 3 + 1] = 42;
      });
      return { values, labels };
    };
    expect(await probeAccuracy(engine, made(40, 'train'), made(500, 'test'), 2, options)).toBeGreaterThan(0.99);
  });

  test('finds nothing in features that are all constant, and gives up on those that are not finite', async () => {
    const flat = { values: new Float32Array(40).fill(3), labels: Int32Array.from({ length: 20 }, (_, row) => row % 2) };
    expect(await probeAccuracy(engine, flat, flat, 2, options)).toBe(0.5);
    expect(await probeAccuracy(engine, { ...flat, values: flat.values.fill(Number.NaN) }, flat, 2, options)).toBeNull();
  });
});

describe('analyses', () => {
  test('CKA of a model with itself is 1 at every stage, and less with another one', async () => {
    const [one, other] = [model(1), model(2)];
    const { rows: same } = await analyses.cka.run(input([one, one]));
    expect(same.map(({ measure, stage }) => `${measure} ${stage}`)).toEqual([
      'cka block1',
      'cka-debiased block1',
      'cka hidden',
      'cka-debiased hidden',
    ]);
    for (const { value } of same) expect(value).toBeCloseTo(1, 12);
    const { rows: different } = await analyses.cka.run(input([one, other]));
    for (const { value } of different) {
      expect(value).toBeGreaterThan(0);
      expect(value).toBeLessThan(0.999);
    }
  });

  test('a stage that tells no examples apart has no value, and a reason', async () => {
    const { architecture, weights } = model(1);
    const dead = { ...weights, 'block1/kernel': new Float32Array(weights['block1/kernel']!.length) };
    const { rows } = await analyses.cka.run(input([model(1), { architecture, weights: dead, hasHead: true }]));
    expect(rows[0]).toMatchObject({ value: null, note: 'the features are the same for all examples' });
  });

  test('probes read easy classes off every stage', async () => {
    const { rows } = await analyses.probes.run(input([model(1)]));
    expect(rows.map(({ stage }) => stage)).toEqual(['block1', 'hidden']);
    for (const { value } of rows) expect(value).toBeGreaterThan(0.9);
  });

  test('scores of transferability lie in their bounds, and two need the source’s head', async () => {
    const { rows } = await analyses.transferability.run(input([model(1)]));
    const value = Object.fromEntries(rows.map((row) => [row.measure, row.value!]));
    expect(Object.keys(value)).toEqual(['h-score', 'logme', 'leep', 'nce']);
    expect(value['h-score']).toBeGreaterThan(0);
    expect(value['h-score']).toBeLessThanOrEqual(2); // classes − 1
    for (const bounded of ['leep', 'nce']) {
      expect(value[bounded]).toBeLessThanOrEqual(0);
      expect(value[bounded]).toBeGreaterThanOrEqual(-Math.log(3) - 1e-9);
    }
    const { rows: without } = await analyses.transferability.run(input([{ ...model(1), hasHead: false }]));
    expect(without.map(({ measure }) => measure)).toEqual(['h-score', 'logme']);
  });

  test.each(['pca', 'umap'])('%s places the sample, the same every time, with classes apart', async (method) => {
    const given = input([model(1)], { settings: { stage: 'hidden', method } });
    const [first, again] = [await analyses.embeddings.run(given), await analyses.embeddings.run(given)];
    expect(again).toEqual(first);
    const [map] = first.maps;
    expect(map).toMatchObject({ stage: 'hidden', method, labels: [...ofClasses(given.sample).labels] });
    expect(map!.x).toHaveLength(90);
    const nearest = map!.x.map((x, row) => {
      const distance = (other: number) => (x - map!.x[other]!) ** 2 + (map!.y[row]! - map!.y[other]!) ** 2;
      return map!.labels.reduce(
        (best, _, other) => (other !== row && distance(other) < distance(best) ? other : best),
        row === 0 ? 1 : 0,
      );
    });
    const pure = nearest.filter((other, row) => map!.labels[other] === map!.labels[row]).length;
    expect(pure / 90).toBeGreaterThan(0.8);
    expect(first.rows).toHaveLength(method === 'pca' ? 2 : 0);
  });

  test('the proxy A-distance is near 0 within a domain and near 2 between two that differ', async () => {
    const sample = examples(120, 'target');
    const moved = { ...sample.dataset, samples: Float32Array.from(sample.dataset.samples, (value) => 3 - value) };
    const distance = async (labelled: View) =>
      (await analyses.domains.run(input([model(1)], { sample, labelled }))).rows[0]!.value!;
    expect(Math.abs(await distance(examples(200, 'labelled')))).toBeLessThan(0.6);
    expect(await distance({ ...sample, dataset: moved })).toBeGreaterThan(1.8);
  });
});

describe.each(Object.keys(analyses) as AnalysisName[])('%s', (name) => {
  const entry = analysisEntry(name);
  const SCOPE = { arms: ['a', 'b'], sources: ['s'], stages: ['block1', 'hidden'] };

  test('keeps its contract', async () => {
    expect(entry.name).toBe(name);
    expect(entry.title.length).toBeGreaterThan(10);
    expect(entry.reference).toMatch(/\d{4}/);
    const options = entry.schema.parse(name === 'embeddings' ? {} : 'all');
    const [piece] = entry.needs(options, SCOPE);
    const given = input(
      piece!.subjects.map((_, index) => model(index)),
      {
        settings: piece!.settings,
        labelled: examples(50, 'labelled'),
      },
    );
    const { rows, maps } = await entry.run(given);
    expect(rows.length + maps.length).toBeGreaterThan(0);
    expect(await entry.run(given)).toEqual({ rows, maps });
    await expect(entry.run({ ...given, stopped: () => true })).rejects.toThrow(Stopped);
    const size = { widths: [27, 5], outputs: 3, train: 60, test: 90, sample: 90 };
    expect(entry.work(size)).toBeGreaterThan(0);
  });
});
