import { beforeAll, describe, expect, test } from 'vitest';
import { graphMotifs } from '../../src/data/graphs/motifs.ts';
import { selectClasses } from '../../src/data/view.ts';
import type { Engine } from '../../src/engine/contract.ts';
import { bodyStages, buildArchitecture, initialWeights } from '../../src/model/architecture.ts';
import { stageOutputs } from '../../src/transfer/stage-outputs.ts';
import { adapter } from '../../src/transfer/tunings/adapter.ts';
import { testEngines } from '../engine/test-engines.ts';

const UNITS = 5;
const COUNT = 40;

const MODEL = {
  backbone: 'gnn',
  head: { use: 'linear' },
  ...{ layer: 'gin', layers: 2, hidden: UNITS, readout: 'mean' },
} as const;

describe.each(testEngines)('on $name', ({ start }) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await start();
  });

  test('analyses see a layer as the model reads it out, without mask and edges, and the next layer sees all', async () => {
    const dataset = await graphMotifs.load(graphMotifs.schema.parse({ examples: COUNT }));
    const architecture = buildArchitecture(MODEL, dataset, 8);
    const stages = bodyStages(architecture);
    const weights = initialWeights(architecture, stages, { seed: 2 });
    const seen = new Map<string, Float32Array>();
    const view = selectClasses(dataset, dataset.classes);
    for await (const output of stageOutputs(engine, { architecture, weights }, stages, view, () => false)) {
      expect(output.values).toHaveLength(COUNT * UNITS);
      seen.set(output.stage, output.values);
    }
    expect([...seen.keys()]).toEqual(['layer1', 'layer2', 'readout']);
    expect(seen.get('layer2')).toEqual(seen.get('readout'));
    expect(seen.get('layer1')).not.toEqual(seen.get('layer2'));
    expect(new Set(seen.get('readout')).size).toBeGreaterThan(COUNT);
  });
});

test('an adapter has no place behind a layer, whose output has edges in it, and one behind the readout', async () => {
  const dataset = await graphMotifs.load(graphMotifs.schema.parse({ examples: 8 }));
  const { stages } = buildArchitecture(MODEL, dataset, 8);
  const places = stages.map((stage) => adapter.insert({ width: 2 }, stage) !== null);
  expect(places).toEqual([false, false, true, true]);
});
