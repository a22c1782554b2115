import type { Engine, NamedValues } from '../../src/engine/contract.ts';
import { engines } from '../../src/engine/registry.ts';
import {
  type Architecture,
  buildArchitecture,
  initialWeights,
  type ModelChoice,
  parameterSpecs,
} from '../../src/model/architecture.ts';
import { predictProgram, slotSpecs, trainProgram } from '../../src/model/programs.ts';
import { optimizers } from '../../src/model/registry.ts';
import { median } from './table.ts';

const MODELS: Readonly<Record<string, ModelChoice>> = {
  'MLP 784-128-64-5': { backbone: 'mlp', head: 'linear', hidden: [128, 64] },
  'CNN 16-32-64-5': { backbone: 'cnn', head: 'linear', channels: [16, 32], kernel: 3, hidden: 64 },
};
const ROUNDS = 7;
const STEPS_PER_ROUND = 10;

/** Steps per second of every engine that runs here, for each model, batch size and set of trained stages. */
export async function measureSteps(): Promise<Record<string, string>[]> {
  const rows: Record<string, string>[] = [];
  for (const entry of Object.values(engines)) {
    const found = entry.detect().find(({ device }) => device === 'cpu');
    if (found?.available !== true) {
      rows.push({ engine: entry.name, model: `not here: ${found?.reason}` });
      continue;
    }
    const engine = await entry.start({ device: 'cpu', threads: 1 });
    for (const [name, model] of Object.entries(MODELS)) {
      const architecture = buildArchitecture(model, [28, 28, 1], 5);
      for (const batch of [32, 128]) {
        const all = await stepMilliseconds(
          engine,
          architecture,
          architecture.stages.map((stage) => stage.name),
          batch,
        );
        const head = await stepMilliseconds(engine, architecture, ['head'], batch);
        const forward = await forwardMilliseconds(engine, architecture, batch);
        rows.push({
          engine: entry.name,
          model: name,
          batch: String(batch),
          'all trained, steps/s': (1000 / all).toFixed(1),
          'samples/s': ((1000 * batch) / all).toFixed(0),
          'head trained, steps/s': (1000 / head).toFixed(1),
          'forward, ms': forward.toFixed(2),
        });
      }
    }
  }
  return rows;
}

async function stepMilliseconds(
  engine: Engine,
  architecture: Architecture,
  trained: readonly string[],
  batch: number,
): Promise<number> {
  const optimizer = optimizers.adam.create(optimizers.adam.schema.parse({}));
  const specs = parameterSpecs(architecture);
  const slots = slotSpecs(specs, Object.keys(parameterSpecs(architecture, trained)), optimizer);
  const zeros = Object.fromEntries(
    Object.entries(slots).map(([name, { shape }]) => [name, new Float32Array(shape.reduce((a, b) => a * b, 1))]),
  );
  const state = engine.createState({ ...specs, ...slots }, { ...startWeights(architecture), ...zeros });
  const executable = await engine.compile(trainProgram(architecture, trained, optimizer, batch));
  const inputs: NamedValues = {
    ...images(batch),
    y: Int32Array.from({ length: batch }, (_, index) => index % 5),
    weight: new Float32Array(batch).fill(1),
    ...Object.fromEntries(
      Object.entries(optimizer.scalars(1, 1e-4)).map(([name, value]) => [name, Float32Array.of(value)]),
    ),
  };
  const result = await medianOfRounds(() => executable.run(state, inputs));
  state.dispose();
  return result;
}

async function forwardMilliseconds(engine: Engine, architecture: Architecture, batch: number): Promise<number> {
  const state = engine.createState(parameterSpecs(architecture), startWeights(architecture));
  const executable = await engine.compile(predictProgram(architecture, batch));
  const result = await medianOfRounds(() => executable.run(state, images(batch)));
  state.dispose();
  return result;
}

function startWeights(architecture: Architecture) {
  return initialWeights(
    architecture,
    architecture.stages.map(({ name }) => name),
    { seed: 1 },
  );
}

function images(batch: number): { x: Float32Array } {
  return { x: Float32Array.from({ length: batch * 784 }, (_, index) => ((index * 31) % 256) / 255) };
}

/** Milliseconds of one call, after a round to warm up. */
async function medianOfRounds(call: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const start = performance.now();
    for (let step = 0; step < STEPS_PER_ROUND; step++) await call();
    if (round > 0) times.push((performance.now() - start) / STEPS_PER_ROUND);
  }
  return median(times);
}
