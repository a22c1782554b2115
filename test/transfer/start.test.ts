import { beforeAll, describe, expect, test } from 'vitest';
import { stream } from '../../src/base/random.ts';
import { represent, selectClasses, take, type View } from '../../src/data/view.ts';
import type { Engine } from '../../src/engine/contract.ts';
import { startOnnx } from '../../src/engine/onnx/start.ts';
import {
  type Architecture,
  bodyStages,
  buildArchitecture,
  initialWeights,
  type Weights,
  withoutPrefix,
} from '../../src/model/architecture.ts';
import { networkOf } from '../../src/model/network.ts';
import { Packing } from '../../src/model/packing.ts';
import { heads } from '../../src/model/registry.ts';
import { extractFeatures } from '../../src/transfer/features.ts';
import { predictor } from '../../src/transfer/predict.ts';
import { keptHead, prototypeHead } from '../../src/transfer/start.ts';
import { makeDataset } from '../data/make-dataset.ts';
import { ofLogits } from './logits.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await startOnnx({ device: 'cpu', threads: 1 });
});

const classes = ['c2', 'c0', 'c1']; // labels are not the data set's own
const view = selectClasses(makeDataset({ counts: [70, 40, 50], shape: [4, 4, 1] }), classes);
/** Classes of different sizes; more than one batch of features. */
const examples = take(view, stream('test', { use: 'examples' }).permutation(160).subarray(0, 130));
const queries = take(view, stream('test', { use: 'examples' }).permutation(160).subarray(130));
const cnn = buildArchitecture(
  { backbone: 'cnn', head: { use: 'linear' }, channels: [5], kernel: 3, hidden: 7 },
  [4, 4, 1],
  3,
);
const stageNames = (architecture: Architecture) => architecture.stages.map(({ name }) => name);
const weights = initialWeights(cnn, stageNames(cnn), { seed: 1 });

async function logitsOf(architecture: Architecture, values: Weights, of: View): Promise<Float32Array> {
  const network = networkOf(architecture);
  const packing = new Packing(network, ['head/kernel']);
  const state = engine.createState(packing.specs, packing.pack(values));
  const { logits } = ofLogits(await predictor(engine, of, of)({ network, packing, state }));
  state.dispose();
  return logits;
}

/** What the body makes of each example, as rows. */
async function rowsOf(architecture: Architecture, of: View): Promise<number[][]> {
  const prefix = bodyStages(architecture);
  const result = await extractFeatures(engine, { architecture, prefix, weights, view: of, stopped: () => false });
  if (result.status !== 'completed') throw new Error(result.status);
  const length = result.features.length / of.rows.length;
  return Array.from(of.rows, (_, row) => [...result.features.subarray(row * length, (row + 1) * length)]);
}

const distance = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, index) => sum + (value - b[index]!) ** 2, 0);

/** −‖h − cₖ‖² in double precision, one row per query: Snell, Swersky, Zemel 2017, eq. 1 and 2. */
function nearness(from: readonly number[][], labels: Int32Array, to: readonly number[][]): number[][] {
  const means = classes.map((_, label) => {
    const own = from.filter((_row, row) => labels[row] === label);
    return own[0]!.map((_value, index) => own.reduce((sum, row) => sum + row[index]!, 0) / own.length);
  });
  return to.map((query) => means.map((mean) => -distance(query, mean)));
}

function expectNearest(logits: Float32Array, expected: readonly number[][]): void {
  expect(logits).toHaveLength(3 * expected.length);
  expected.forEach((row, query) => {
    const found = [...logits.subarray(3 * query, 3 * query + 3)];
    // Equal but for what all classes share, ‖h‖²: so are the decisions, and the differences of logits.
    for (const label of [1, 2]) expect(found[label]! - found[0]!).toBeCloseTo(row[label]! - row[0]!, 3);
    expect(found.indexOf(Math.max(...found))).toBe(row.indexOf(Math.max(...row)));
  });
}

describe('a head from class means', () => {
  test('decides for the nearest one, whatever the sizes of the classes', async () => {
    const head = await prototypeHead(engine, cnn, weights, examples);
    expect(Object.keys(head).sort()).toEqual(['head/bias', 'head/kernel']);
    const expected = nearness(await rowsOf(cnn, examples), examples.labels, await rowsOf(cnn, queries));
    expectNearest(await logitsOf(cnn, { ...weights, ...head }, queries), expected);
    expect(new Set(expected.map((row) => row.indexOf(Math.max(...row)))).size).toBe(3);
  });

  test('is the same from features in place of the frozen stages, from all of them or from the first', async () => {
    const whole = await prototypeHead(engine, cnn, weights, examples);
    for (const prefix of [['block1'], ['block1', 'hidden']]) {
      const rest = withoutPrefix(cnn, prefix);
      const result = await extractFeatures(engine, {
        architecture: cnn,
        prefix,
        weights,
        view: examples,
        stopped: () => false,
      });
      if (result.status !== 'completed') throw new Error(result.status);
      const features = represent(examples, { shape: rest.inputShape, samples: result.features, scale: 1 });
      const head = await prototypeHead(engine, rest, weights, features);
      for (const [name, values] of Object.entries(head)) {
        values.forEach((value, index) => {
          expect(value).toBeCloseTo(whole[name]![index]!, 5);
        });
      }
    }
  });

  test('flattens feature maps as the head does', async () => {
    const convolutions: Architecture = {
      ...cnn,
      key: 'convolutions alone',
      stages: [cnn.stages[0]!, heads.linear.stage({}, cnn.stages[0]!.outputShape, 3)],
    };
    const head = await prototypeHead(engine, convolutions, weights, examples);
    const [from, to] = [await rowsOf(convolutions, examples), await rowsOf(convolutions, queries)];
    expectNearest(await logitsOf(convolutions, { ...weights, ...head }, queries), nearness(from, examples.labels, to));
  });

  test('of one example per class is that example', async () => {
    const first = classes.map((_, label) => examples.labels.indexOf(label));
    const single = take(examples, Int32Array.from(first));
    const head = await prototypeHead(engine, cnn, weights, single);
    const rows = await rowsOf(cnn, single);
    rows.forEach((row, label) => {
      row.forEach((value, index) => {
        expect(head['head/kernel']![index * 3 + label]).toBeCloseTo(2 * value, 5);
      });
      expect(head['head/bias']![label]).toBeCloseTo(
        -distance(
          row,
          row.map(() => 0),
        ),
        4,
      );
    });
  });
});

describe('a head that is kept', () => {
  const shape = [2];
  /** Value v·100 + row·10 + column of a parameter, v telling parameters apart. */
  const numbered = (head: ReturnType<typeof heads.linear.stage>, sign: number): Weights =>
    Object.fromEntries(
      Object.entries(head.parameters).map(([name, { shape: dimensions }], place) => {
        const columns = dimensions.at(-1)!;
        const count = dimensions.reduce((product, dimension) => product * dimension, 1);
        const value = (_: unknown, index: number) =>
          sign * (100 * (place + 1) + 10 * Math.floor(index / columns) + (index % columns));
        return [`head/${name}`, Float32Array.from({ length: count }, value)];
      }),
    );
  const columnsOf = (values: Float32Array, columns: number) =>
    Array.from({ length: columns }, (_, column) => [...values].filter((_value, index) => index % columns === column));

  test('has the columns of the classes that both tasks have, and its own for the others', () => {
    const target = heads.linear.stage({}, shape, 3);
    const fresh = numbered(target, -1);
    const stored = numbered(heads.linear.stage({}, shape, 4), 1);
    const kept = keptHead(target, fresh, stored, { source: ['a', 'b', 'c', 'd'], target: ['d', 'x', 'b'] });
    expect(columnsOf(kept['head/kernel']!, 3)).toEqual([
      [103, 113], // d
      [-101, -111], // x
      [101, 111], // b
    ]);
    expect([...kept['head/bias']!]).toEqual([203, -201, 201]);
    expect(fresh).toEqual(numbered(target, -1));
    expect(stored).toEqual(numbered(heads.linear.stage({}, shape, 4), 1));
  });

  test('is the source’s own where the classes are the same, in another order too', () => {
    const head = heads.linear.stage({}, shape, 3);
    const [fresh, stored] = [numbered(head, -1), numbered(head, 1)];
    const source = ['a', 'b', 'c'];
    expect(keptHead(head, fresh, stored, { source, target: source })).toEqual(stored);
    const turned = keptHead(head, fresh, stored, { source, target: ['c', 'a', 'b'] });
    expect([...turned['head/bias']!]).toEqual([202, 200, 201]);
  });

  test.each([3, 4, 5])('has all of the hidden layer, of %i units, where the target has 4 classes', (hidden) => {
    const target = heads.mlp.stage({ hidden }, shape, 4);
    const fresh = numbered(target, -1);
    const stored = numbered(heads.mlp.stage({ hidden }, shape, 3), 1);
    const kept = keptHead(target, fresh, stored, { source: ['a', 'b', 'c'], target: ['w', 'c', 'x', 'y'] });
    for (const name of ['head/hidden-kernel', 'head/hidden-bias']) expect(kept[name]).toEqual(stored[name]);
    const [kernel, of] = [columnsOf(kept['head/kernel']!, 4), columnsOf(fresh['head/kernel']!, 4)];
    expect(kernel).toEqual([of[0], columnsOf(stored['head/kernel']!, 3)[2], of[2], of[3]]);
  });
});
