import * as fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { stream } from '../../src/base/random.ts';
import type { Engine } from '../../src/engine/contract.ts';
import { edgeStart, featuresIn, type GraphSizes, graphLength, maskStart } from '../../src/engine/graph-layout.ts';
import { buildArchitecture, initialWeights, parameterSpecs, type Weights } from '../../src/model/architecture.ts';
import { featuresProgram } from '../../src/model/programs.ts';
import { backbones } from '../../src/model/registry.ts';
import { testEngines } from '../engine/test-engines.ts';

const FEATURES = 3;
const UNITS = 4;
const LAYERS = 2;

interface Graph {
  readonly features: readonly (readonly number[])[];
  readonly edges: readonly (readonly [number, number])[];
}

/** A graph of some nodes, with each pair joined at random. */
const graphs: fc.Arbitrary<Graph> = fc.integer({ min: 1, max: 6 }).chain((nodes) => {
  const pairs = Array.from({ length: nodes }, (_, one) =>
    Array.from({ length: one }, (_, other) => [one, other] as const),
  );
  return fc.record({
    features: fc.array(fc.array(fc.integer({ min: -2, max: 2 }), { minLength: FEATURES, maxLength: FEATURES }), {
      minLength: nodes,
      maxLength: nodes,
    }),
    edges: fc.subarray(pairs.flat(), { maxLength: Math.min(9, (nodes * (nodes - 1)) / 2) }),
  });
});

function rowOf({ features, edges }: Graph, sizes: GraphSizes): Float32Array {
  const row = new Float32Array(graphLength(sizes));
  features.forEach((values, node) => {
    row.set(values, node * sizes.features);
    row[maskStart(sizes) + node] = 1;
  });
  for (const [edge, ends] of edges.entries()) {
    row.set(
      ends.map((end) => end + 1),
      edgeStart(sizes) + 2 * edge,
    );
  }
  return row;
}

type Layer = 'gcn' | 'sage' | 'gin';
type Readout = 'root' | 'mean' | 'sum';
const LAYER_NAMES: readonly Layer[] = ['gcn', 'sage', 'gin'];
const READOUTS: readonly Readout[] = ['root', 'mean', 'sum'];

function modelOf(layer: Layer, readout: Readout, sizes: Pick<GraphSizes, 'nodes' | 'edges'>) {
  const all = { ...sizes, features: FEATURES };
  const input = { shape: [graphLength(all)], content: { kind: 'graph', attributes: 'any', ...all } } as const;
  const model = { backbone: 'gnn', head: { use: 'linear' }, layer, layers: LAYERS, hidden: UNITS, readout } as const;
  return buildArchitecture(model, input, 2);
}

/** Weights that are random everywhere, biases too. */
function weightsOf(layer: Layer): Weights {
  const architecture = modelOf(layer, 'root', { nodes: 2, edges: 1 });
  const draws = stream('gnn', { layer });
  const names = architecture.stages.map(({ name }) => name);
  return Object.fromEntries(
    Object.entries(initialWeights(architecture, names, { seed: 1 })).map(([name, values]) => [
      name,
      values.map((value) => value + 0.3 * draws.normal()),
    ]),
  );
}

/** What is read out of some graphs, [graphs, UNITS]. */
async function readOut(
  engine: Engine,
  layer: Layer,
  readout: Readout,
  examples: readonly Graph[],
  room: Pick<GraphSizes, 'nodes' | 'edges'>,
): Promise<number[][]> {
  const architecture = modelOf(layer, readout, room);
  const prefix = architecture.stages.slice(0, -1).map(({ name }) => name);
  const executable = await engine.compile(featuresProgram(architecture, prefix, examples.length));
  const state = engine.createState(parameterSpecs(architecture, prefix), weightsOf(layer));
  try {
    const sizes = { ...room, features: FEATURES };
    const x = Float32Array.from(examples.flatMap((graph) => [...rowOf(graph, sizes)]));
    const values = (await executable.run(state, { x })).features!;
    return examples.map((_, row) => [...values.subarray(row * UNITS, (row + 1) * UNITS)]);
  } finally {
    state.dispose();
  }
}

const multiply = (a: readonly (readonly number[])[], b: readonly (readonly number[])[]): number[][] =>
  a.map((row) => b[0]!.map((_, column) => row.reduce((sum, value, index) => sum + value * b[index]![column]!, 0)));

/** The same by matrices as the papers have them, for one graph without padding. */
function dense(layer: Layer, readout: Readout, { features, edges }: Graph): number[] {
  const count = features.length;
  const weights = weightsOf(layer);
  const joined = features.map(() => new Array<number>(count).fill(0));
  for (const [one, other] of edges) {
    joined[one]![other] = 1;
    joined[other]![one] = 1;
  }
  const degree = joined.map((row) => row.reduce((sum, value) => sum + value, 0));
  let hidden: number[][] = features.map((row) => [...row]);
  for (let index = 1; index <= LAYERS; index++) {
    const of = (name: string) => weights[`layer${index}/${name}`]!;
    const matrix = (name: string, inputs: number) =>
      Array.from({ length: inputs }, (_, row) => [...of(name).subarray(row * UNITS, (row + 1) * UNITS)]);
    const rectified = (rows: number[][], bias: string) =>
      rows.map((row) => row.map((value, unit) => Math.max(0, value + of(bias)[unit]!)));
    const inputs = hidden[0]!.length;
    if (layer === 'gcn') {
      const normalised = joined.map((row, i) =>
        row.map((value, j) => (value + (i === j ? 1 : 0)) / Math.sqrt((degree[i]! + 1) * (degree[j]! + 1))),
      );
      hidden = rectified(multiply(multiply(normalised, hidden), matrix('kernel', inputs)), 'bias');
    } else if (layer === 'sage') {
      const mean = multiply(joined, hidden).map((row, node) => row.map((value) => value / Math.max(1, degree[node]!)));
      const both = hidden.map((row, node) => [...row, ...mean[node]!]);
      hidden = rectified(multiply(both, [...matrix('own', inputs), ...matrix('neighbours', inputs)]), 'bias');
    } else {
      const sums = multiply(joined, hidden).map((row, node) =>
        row.map((value, feature) => value + (1 + of('epsilon')[0]!) * hidden[node]![feature]!),
      );
      hidden = rectified(
        multiply(rectified(multiply(sums, matrix('kernel1', inputs)), 'bias1'), matrix('kernel2', UNITS)),
        'bias2',
      );
    }
  }
  if (readout === 'root') return hidden[0]!;
  const total = hidden[0]!.map((_, unit) => hidden.reduce((sum, row) => sum + row[unit]!, 0));
  return readout === 'sum' ? total : total.map((value) => value / count);
}

function near(actual: readonly (readonly number[])[], expected: readonly (readonly number[])[]): void {
  const size = Math.max(1, ...expected.flat().map(Math.abs));
  actual.forEach((row, index) => {
    row.forEach((value, unit) => {
      expect(Math.abs(value - expected[index]![unit]!)).toBeLessThan(2e-5 * size);
    });
  });
}

const ROOM = { nodes: 8, edges: 10 };
const BATCH = 3;
const batches = fc.array(graphs, { minLength: BATCH, maxLength: BATCH });
const cases = LAYER_NAMES.flatMap((layer) => READOUTS.map((readout) => [layer, readout] as const));

describe.each(testEngines)('on $name', ({ start }) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await start();
  });

  test.each(cases)('%s read by %s is what matrices make of each graph, padded or not', async (layer, readout) => {
    await fc.assert(
      fc.asyncProperty(batches, async (examples) => {
        near(
          await readOut(engine, layer, readout, examples, ROOM),
          examples.map((graph) => dense(layer, readout, graph)),
        );
      }),
      { numRuns: 15, seed: 8 },
    );
  });

  test.each(LAYER_NAMES)(
    '%s does not change with the room for padding, or with the others of a batch',
    async (layer) => {
      const examples = fc.sample(graphs, { numRuns: BATCH, seed: 3 });
      const alone = await Promise.all(
        examples.map((graph) => readOut(engine, layer, 'mean', [graph], { nodes: graph.features.length, edges: 9 })),
      );
      near(await readOut(engine, layer, 'mean', examples, { nodes: 11, edges: 14 }), alone.flat());
    },
  );

  test.each(LAYER_NAMES)('%s is the same whatever the order of nodes, edges and their ends', async (layer) => {
    await fc.assert(
      fc.asyncProperty(batches, fc.nat(), async (examples, seed) => {
        const random = stream('order', { seed });
        const moved = examples.map(({ features, edges }): Graph => {
          const places = [0, ...random.permutation(features.length - 1).map((place) => place + 1)]; // the root stays
          const placed: number[][] = [];
          features.forEach((values, node) => {
            placed[places[node]!] = [...values];
          });
          const turned = edges.map(([one, other]) => [places[other]!, places[one]!] as const);
          return { features: placed, edges: turned.reverse() };
        });
        for (const readout of READOUTS) {
          near(
            await readOut(engine, layer, readout, moved, ROOM),
            await readOut(engine, layer, readout, examples, ROOM),
          );
        }
      }),
      { numRuns: 5, seed: 9 },
    );
  });

  test('a row of zeros is a graph without nodes: nothing is read out of it', async () => {
    for (const [layer, readout] of cases) {
      const [values] = await readOut(engine, layer, readout, [{ features: [], edges: [] }], ROOM);
      expect(values).toEqual(new Array(UNITS).fill(0));
    }
  });
});

test('layers pass graphs on, of which analyses see what the readout makes', () => {
  const { stages } = modelOf('gin', 'mean', ROOM);
  expect(stages.map(({ name }) => name)).toEqual(['layer1', 'layer2', 'readout', 'head']);
  expect(stages.map(({ readout }) => readout ?? false)).toEqual([false, false, true, false]);
  expect(featuresIn(stages[0]!.outputShape[0]!, ROOM)).toBe(UNITS);
  expect(stages.map(({ represent }) => represent?.shape)).toEqual([[UNITS], [UNITS], undefined, undefined]);
});

test('what is no graph is refused', () => {
  const options = backbones.gnn.schema.parse({});
  expect(() => backbones.gnn.stages(options, [28, 28, 1], undefined)).toThrow('the gnn backbone needs graphs');
});
