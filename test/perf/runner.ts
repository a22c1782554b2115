import type { Engine, NamedValues } from '../../src/engine/contract.ts';
import {
  type Architecture,
  buildArchitecture,
  initialWeights,
  type ModelChoice,
} from '../../src/model/architecture.ts';
import { slotSpecs } from '../../src/model/programs.ts';
import { optimizers } from '../../src/model/registry.ts';
import { classifyingStep, logitsOf, packed } from '../model/classifying.ts';

export const MODELS = {
  mlp: { backbone: 'mlp', head: { use: 'linear' }, hidden: [128, 64] },
  cnn: { backbone: 'cnn', head: { use: 'linear' }, channels: [16, 32], kernel: 3, hidden: 64 },
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
  /** Steps of one call. */
  readonly steps: number;
  call(): Promise<unknown>;
  dispose(): void;
}

/** Steps in one call, as training makes them. */
const STEPS = 10;

/** Optimizer steps with Adam, several in one call. */
export async function trainer(
  engine: Engine,
  model: ModelName,
  trained: readonly string[] | 'all',
  batch: number,
): Promise<Runner> {
  const architecture = architectureOf(model);
  const stages = trained === 'all' ? stageNames(architecture) : trained;
  const optimizer = optimizers.adam.create(optimizers.adam.schema.parse({}));
  const { packing } = packed(architecture, stages);
  const slots = slotSpecs(packing, optimizer);
  const zeros = Object.entries(slots).map(
    ([name, { shape }]) => [name, new Float32Array(shape.reduce((a, b) => a * b, 1))] as const,
  );
  const state = engine.createState(
    { ...packing.specs, ...slots },
    { ...packing.pack(startWeights(architecture)), ...Object.fromEntries(zeros) },
  );
  const start = performance.now();
  const executable = await engine.compile(classifyingStep(architecture, stages, optimizer, batch));
  const scalars = Object.entries(optimizer.scalars(1, 1e-4));
  const inputs: NamedValues = {
    ...images(STEPS * batch),
    y: Int32Array.from({ length: STEPS * batch }, (_, index) => index % 5),
    weight: new Float32Array(STEPS * batch).fill(1),
    ...Object.fromEntries(scalars.map(([name, value]) => [name, new Float32Array(STEPS).fill(value)])),
  };
  const call = () => executable.runMany(state, inputs, STEPS);
  await call(); // loads the session
  const first = performance.now();
  await call();
  const compile = first - start - (performance.now() - first);
  return { compile, steps: STEPS, call, dispose: () => state.dispose() };
}

/** The forward pass alone. */
export async function scorer(engine: Engine, model: ModelName, batch: number): Promise<Runner> {
  const architecture = architectureOf(model);
  const { packing } = packed(architecture, stageNames(architecture));
  const state = engine.createState(packing.specs, packing.pack(startWeights(architecture)));
  const start = performance.now();
  const executable = await engine.compile(logitsOf(architecture, stageNames(architecture), batch));
  const compile = performance.now() - start;
  const inputs = images(batch);
  return { compile, steps: 1, call: () => executable.run(state, inputs), dispose: () => state.dispose() };
}

function startWeights(architecture: Architecture) {
  return initialWeights(architecture, stageNames(architecture), { seed: 1 });
}

function images(batch: number): { x: Float32Array } {
  return { x: Float32Array.from({ length: batch * 784 }, (_, index) => ((index * 31) % 256) / 255) };
}

/** Milliseconds of one step. */
export async function timed({ call, steps }: Runner, count: number): Promise<number> {
  const start = performance.now();
  for (let index = 0; index < count; index++) await call();
  return (performance.now() - start) / (count * steps);
}
