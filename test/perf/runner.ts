import type { Engine, NamedValues } from '../../src/engine/contract.ts';
import { edgeStart, graphLength, maskStart } from '../../src/engine/graph-layout.ts';
import type { Input } from '../../src/engine/input.ts';
import {
  type Architecture,
  buildArchitecture,
  initialWeights,
  type ModelChoice,
} from '../../src/model/architecture.ts';
import { slotSpecs } from '../../src/model/programs.ts';
import { optimizers } from '../../src/model/registry.ts';
import { classifyingStep, logitsOf, packed } from '../model/classifying.ts';

const IMAGE: Input = { shape: [28, 28, 1] };
const GRAPH = { nodes: 32, features: 16, edges: 40 };
const TEXT = { length: 64, vocabulary: 2000 };

/** Models with what they are given. Dropout is left out: PyTorch draws its masks inside a step, and the engines before it. */
const MODELS = {
  mlp: [{ backbone: 'mlp', head: { use: 'linear' }, hidden: [128, 64] }, IMAGE],
  cnn: [{ backbone: 'cnn', head: { use: 'linear' }, channels: [16, 32], kernel: 3, hidden: 64 }, IMAGE],
  transformer: [
    {
      backbone: 'transformer',
      head: { use: 'linear' },
      width: 128,
      layers: 4,
      heads: 4,
      attention: 'both',
      positions: 'learned',
      dropout: 0,
    },
    { shape: [TEXT.length], content: { kind: 'tokens', vocabulary: TEXT.vocabulary, tokenizer: 'none' } },
  ],
  gin: [
    { backbone: 'gnn', head: { use: 'linear' }, layer: 'gin', layers: 3, hidden: 64, readout: 'mean' },
    { shape: [graphLength(GRAPH)], content: { kind: 'graph', attributes: 'none', ...GRAPH } },
  ],
} as const satisfies Record<string, readonly [ModelChoice, Input]>;

export type ModelName = keyof typeof MODELS;

/** A model that tells five classes apart. */
export function architectureOf(model: ModelName): Architecture {
  const [choice, input] = MODELS[model];
  return buildArchitecture(choice, input, 5);
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

/** Steps of the two calls whose difference is the time to compile: the longer they are, the more chance is in it. */
const FEW = 2;

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
  const inputsOf = (steps: number): NamedValues => ({
    ...examples(model, steps * batch),
    y: Int32Array.from({ length: steps * batch }, (_, index) => index % 5),
    weight: new Float32Array(steps * batch).fill(1),
    ...Object.fromEntries(scalars.map(([name, value]) => [name, new Float32Array(steps).fill(value)])),
  });
  const few = inputsOf(FEW);
  await executable.runMany(state, few, FEW); // loads the session
  const first = performance.now();
  await executable.runMany(state, few, FEW);
  const compile = first - start - (performance.now() - first);
  const inputs = inputsOf(STEPS);
  const call = () => executable.runMany(state, inputs, STEPS);
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
  const inputs = examples(model, batch);
  return { compile, steps: 1, call: () => executable.run(state, inputs), dispose: () => state.dispose() };
}

function startWeights(architecture: Architecture) {
  return initialWeights(architecture, stageNames(architecture), { seed: 1 });
}

function examples(model: ModelName, batch: number): { x: Float32Array } {
  if (model === 'gin')
    return { x: Float32Array.from(Array.from({ length: batch }, (_, row) => [...tree(row)]).flat()) };
  if (model === 'transformer') {
    return {
      x: Float32Array.from({ length: batch * TEXT.length }, (_, index) => 1 + ((index * 31) % (TEXT.vocabulary - 1))),
    };
  }
  return { x: Float32Array.from({ length: batch * 784 }, (_, index) => ((index * 31) % 256) / 255) };
}

/** A tree of 26 nodes, each joined to one before it. */
function tree(row: number): Float32Array {
  const nodes = 26;
  const graph = new Float32Array(graphLength(GRAPH));
  for (let at = 0; at < nodes * GRAPH.features; at++) graph[at] = ((at * 31 + row) % 256) / 255;
  graph.fill(1, maskStart(GRAPH), maskStart(GRAPH) + nodes);
  for (let node = 1; node < nodes; node++) {
    graph.set([node + 1, 1 + ((node * 7 + row) % node)], edgeStart(GRAPH) + 2 * (node - 1));
  }
  return graph;
}

/** Milliseconds of one step. */
export async function timed({ call, steps }: Runner, count: number): Promise<number> {
  const start = performance.now();
  for (let index = 0; index < count; index++) await call();
  return (performance.now() - start) / (count * steps);
}
