import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type RandomStream, stream } from '../../src/base/random.ts';
import type { Engine, NamedValues } from '../../src/engine/contract.ts';
import { edgeStart, graphLength, maskStart } from '../../src/engine/graph-layout.ts';
import type { Input } from '../../src/engine/input.ts';
import { startOnnx } from '../../src/engine/onnx/start.ts';
import { startWasm } from '../../src/engine/wasm/start.ts';
import { buildArchitecture, initialWeights, type ModelChoice } from '../../src/model/architecture.ts';
import type { Optimizer } from '../../src/model/contract.ts';
import { volume } from '../../src/model/layers.ts';
import { slotSpecs } from '../../src/model/programs.ts';
import { backbones, optimizers } from '../../src/model/registry.ts';
import { classifyingStep, packed } from './classifying.ts';
import { smallMobileNet } from './tfjs-layers/topologies.ts';
import { forcedInputs, writingStep } from './writing.ts';

const BATCH = 16;
const STEPS = 20;

const TOKENS = { kind: 'tokens', vocabulary: 40, tokenizer: 'made up' } as const;
const LENGTH = 9;

const GRAPH = { kind: 'graph', attributes: 'made up', nodes: 7, features: 5, edges: 12 } as const;

/** What a model is given here. */
function inputOf({ backbone }: ModelChoice): Input {
  if (backbone === 'transformer' || backbone === 'encoder-decoder') return { shape: [LENGTH], content: TOKENS };
  if (backbone === 'gnn') return { shape: [graphLength(GRAPH)], content: GRAPH };
  return { shape: [12, 12, backbone === 'tfjs-layers' ? 3 : 1] };
}

/** Images of which a third is blank, so that pooling meets ties; or texts or graphs with padding behind them. */
function examplesFor({ shape, content }: Input, draws: RandomStream): Float32Array {
  if (content?.kind === 'graph') {
    return Float32Array.from(Array.from({ length: BATCH }, () => Array.from(randomGraph(draws))).flat());
  }
  if (content?.kind !== 'tokens') {
    return Float32Array.from({ length: BATCH * volume(shape) }, () => Math.max(0, draws.normal() - 0.4));
  }
  const lengths = Array.from({ length: BATCH }, () => 1 + draws.integer(LENGTH));
  return Float32Array.from({ length: BATCH * LENGTH }, (_, index) =>
    index % LENGTH < lengths[Math.floor(index / LENGTH)]! ? 1 + draws.integer(TOKENS.vocabulary - 1) : 0,
  );
}

function randomGraph(draws: RandomStream): Float32Array {
  const row = new Float32Array(graphLength(GRAPH));
  const nodes = 1 + draws.integer(GRAPH.nodes);
  for (let index = 0; index < nodes * GRAPH.features; index++) row[index] = draws.integer(2);
  row.fill(1, maskStart(GRAPH), maskStart(GRAPH) + nodes);
  for (let node = 1; node < nodes; node++) row.set([node + 1, 1 + draws.integer(node)], edgeStart(GRAPH) + 2 * node);
  return row;
}

/** Losses of a training run. */
async function losses(
  engine: Engine,
  model: ModelChoice,
  trained: (stages: string[]) => string[],
  optimizer: Optimizer,
) {
  const input = inputOf(model);
  const writes = model.backbone === 'encoder-decoder';
  const architecture = buildArchitecture(model, input, writes ? TOKENS.vocabulary : 4);
  const stages = architecture.stages.map(({ name }) => name);
  const { packing } = packed(architecture, trained(stages));
  const slots = slotSpecs(packing, optimizer);
  const zeros = Object.entries(slots).map(([name, { shape }]) => [name, new Float32Array(volume(shape))] as const);
  const step = writes ? writingStep : classifyingStep;
  const executable = await engine.compile(step(architecture, trained(stages), optimizer, BATCH));
  const state = engine.createState(
    { ...packing.specs, ...slots },
    { ...packing.pack(initialWeights(architecture, stages, { seed: 3 })), ...Object.fromEntries(zeros) },
  );
  const found: number[] = [];
  for (let step = 0; step < STEPS; step++) {
    const draws = stream('agreement', { step: step % 4 });
    const inputs: NamedValues = {
      x: examplesFor(input, draws),
      ...(writes
        ? forcedInputs(BATCH, LENGTH, TOKENS.vocabulary, draws)
        : { y: Int32Array.from({ length: BATCH }, () => draws.integer(4)) }),
      weight: Float32Array.from({ length: BATCH }, (_, index) => (step % 4 === 3 && index > 9 ? 0 : 1)),
      ...Object.fromEntries(
        Object.entries(optimizer.scalars(step + 1, 2e-3)).map(([name, value]) => [name, Float32Array.of(value)]),
      ),
    };
    found.push((await executable.run(state, inputs)).loss![0]!);
  }
  state.dispose();
  return found;
}

const WIDE = { backbone: 'cnn', head: { use: 'linear' }, channels: [16, 32], kernel: 3, hidden: 24 } as const;
const ODD = { backbone: 'cnn', head: { use: 'linear' }, channels: [5, 16, 7], kernel: 5, hidden: 24 } as const;
const DENSE = { backbone: 'mlp', head: { use: 'linear' }, hidden: [40, 20] } as const;

const ENCODER = {
  backbone: 'transformer',
  head: { use: 'linear' },
  ...{ width: 12, layers: 2, heads: 3, hidden: 20 },
  ...{ attention: 'both', positions: 'learned', pool: 'mean', dropout: 0 },
} as const;
const WRITER = {
  backbone: 'encoder-decoder',
  head: { use: 'mlp', hidden: 15 },
  ...{ width: 12, layers: 1, heads: 3, hidden: 20, dropout: 0, beams: 1, lengthPenalty: 0 },
} as const;
const GCN = { backbone: 'gnn', head: { use: 'linear' }, layer: 'gcn', layers: 2, hidden: 24, readout: 'sum' } as const;
const SAGE = { ...GCN, layer: 'sage', readout: 'root' } as const;
const GIN = { ...GCN, layer: 'gin', readout: 'mean' } as const;
const DECODER = { ...ENCODER, attention: 'past', positions: 'rotary', pool: 'last' } as const;

const PATCHES = {
  backbone: 'patch-transformer',
  head: { use: 'linear' },
  ...{ patch: [6, 4], width: 12, layers: 1, heads: 3, hidden: 20, pool: 'mean', dropout: 0 },
} as const;
const OVERLAPS = { ...PATCHES, patch: 6, stride: [3, 6], pool: 'class' } as const;

/** A MobileNetV2 in small, as a file. */
const EXISTING = (() => {
  const path = join(mkdtempSync(join(tmpdir(), 'headstart-agreement-')), 'model.json');
  writeFileSync(path, JSON.stringify(smallMobileNet(12)));
  return { backbone: 'tfjs-layers', head: { use: 'linear' }, path, until: 'Conv_1' } as const; // dropout comes after it
})();

/** One model at least of every backbone; channels that fill the blocks of the processor, and some that do not. */
const models: Readonly<Record<string, ModelChoice>> = {
  ...{ WIDE, ODD, DENSE, EXISTING, ENCODER, DECODER, WRITER, GCN, SAGE, GIN },
  ...{ PATCHES, OVERLAPS },
};
const choices: Readonly<Record<string, (stages: string[]) => string[]>> = {
  all: (stages) => stages,
  'the first stage': (stages) => stages.slice(0, 1),
  'the later stages': (stages) => stages.slice(1),
};

test('every backbone is trained', () => {
  expect(new Set(Object.values(models).map(({ backbone }) => backbone))).toEqual(new Set(Object.keys(backbones)));
});

describe.each(Object.entries(models))('the model %s', (_name, model) => {
  test.each(Object.entries(choices))(
    'with %s trained has the losses of the WebAssembly engine',
    async (_choice, chosen) => {
      for (const optimizer of [
        optimizers.adam.create(optimizers.adam.schema.parse({})),
        optimizers.sgd.create({ momentum: 0.9 }),
      ]) {
        const ours = await losses(await startOnnx({ device: 'cpu', threads: 1 }), model, chosen, optimizer);
        const theirs = await losses(await startWasm(), model, chosen, optimizer);
        const worst = ours.reduce((most, loss, step) => Math.max(most, Math.abs(loss - theirs[step]!)), 0);
        expect(worst).toBeLessThan(1e-4);
        const over = (losses: readonly number[]) => losses.reduce((sum, loss) => sum + loss);
        expect(over(ours.slice(-4))).toBeLessThan(over(ours.slice(0, 4))); // the same four batches
      }
    },
  );

  test('has the same losses to the bit with 1, 2 and 4 threads within an operator', async () => {
    const adam = optimizers.adam.create(optimizers.adam.schema.parse({}));
    const with1 = await losses(await startOnnx({ device: 'cpu', threads: 1 }), model, choices['all']!, adam);
    for (const threads of [2, 4]) {
      expect(await losses(await startOnnx({ device: 'cpu', threads }), model, choices['all']!, adam)).toEqual(with1);
    }
  });
});
