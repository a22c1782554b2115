import type { Engine, NamedValues } from '../../src/engine/contract.ts';
import {
  type Architecture,
  buildArchitecture,
  initialWeights,
  type ModelChoice,
} from '../../src/model/architecture.ts';
import { Packing } from '../../src/model/packing.ts';
import { predictProgram, slotSpecs, trainProgram } from '../../src/model/programs.ts';
import { optimizers } from '../../src/model/registry.ts';

export const MODELS = {
  mlp: { backbone: 'mlp', head: 'linear', hidden: [128, 64] },
  cnn: { backbone: 'cnn', head: 'linear', channels: [16, 32], kernel: 3, hidden: 64 },
} as const satisfies Record<string, ModelChoice>;

export type ModelName = keyof typeof MODELS;

/** A model on 28 × 28 images in five classes. */
export function architectureOf(model: ModelName): Architecture {
  return buildArchitecture(MODELS[model], [28, 28, 1], 5);
}

export const stageNames = ({ stages }: Architecture): string[] => stages.map(({ name }) => name);

/** A call of some work, and what it cost to compile it, in milliseconds. */
export interface Runner {
  readonly compile: number;
  call(): Promise<unknown>;
  dispose(): void;
}

/** One optimizer step with Adam. */
export async function trainer(
  engine: Engine,
  model: ModelName,
  trained: readonly string[] | 'all',
  batch: number,
): Promise<Runner> {
  const architecture = architectureOf(model);
  const stages = trained === 'all' ? stageNames(architecture) : trained;
  const optimizer = optimizers.adam.create(optimizers.adam.schema.parse({}));
  const packing = new Packing(architecture, stages);
  const slots = slotSpecs(packing, optimizer);
  const zeros = Object.entries(slots).map(
    ([name, { shape }]) => [name, new Float32Array(shape.reduce((a, b) => a * b, 1))] as const,
  );
  const state = engine.createState(
    { ...packing.specs, ...slots },
    { ...packing.pack(startWeights(architecture)), ...Object.fromEntries(zeros) },
  );
  const start = performance.now();
  const executable = await engine.compile(trainProgram(architecture, packing, optimizer, batch));
  const compile = performance.now() - start;
  const inputs: NamedValues = {
    ...images(batch),
    y: Int32Array.from({ length: batch }, (_, index) => index % 5),
    weight: new Float32Array(batch).fill(1),
    ...Object.fromEntries(
      Object.entries(optimizer.scalars(1, 1e-4)).map(([name, value]) => [name, Float32Array.of(value)]),
    ),
  };
  return { compile, call: () => executable.run(state, inputs), dispose: () => state.dispose() };
}

/** The forward pass alone. */
export async function scorer(engine: Engine, model: ModelName, batch: number): Promise<Runner> {
  const architecture = architectureOf(model);
  const packing = new Packing(architecture, stageNames(architecture));
  const state = engine.createState(packing.specs, packing.pack(startWeights(architecture)));
  const start = performance.now();
  const executable = await engine.compile(predictProgram(architecture, packing, batch));
  const compile = performance.now() - start;
  const inputs = images(batch);
  return { compile, call: () => executable.run(state, inputs), dispose: () => state.dispose() };
}

function startWeights(architecture: Architecture) {
  return initialWeights(architecture, stageNames(architecture), { seed: 1 });
}

function images(batch: number): { x: Float32Array } {
  return { x: Float32Array.from({ length: batch * 784 }, (_, index) => ((index * 31) % 256) / 255) };
}

/** Milliseconds of one call. */
export async function timed(call: () => Promise<unknown>, count: number): Promise<number> {
  const start = performance.now();
  for (let index = 0; index < count; index++) await call();
  return (performance.now() - start) / count;
}
