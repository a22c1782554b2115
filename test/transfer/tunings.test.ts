import { beforeAll, describe, expect, test } from 'vitest';
import { stream } from '../../src/base/random.ts';
import type { Engine } from '../../src/engine/contract.ts';
import { startOnnx } from '../../src/engine/onnx/start.ts';
import {
  type Architecture,
  buildArchitecture,
  initialWeights,
  parameterSpecs,
  type Weights,
} from '../../src/model/architecture.ts';
import { networkOf } from '../../src/model/network.ts';
import { Packing } from '../../src/model/packing.ts';
import { optimizers } from '../../src/model/registry.ts';
import { extractFeatures } from '../../src/transfer/features.ts';
import { predictor } from '../../src/transfer/predict.ts';
import { type Tuning, tuningSchema, tunings, withTuning } from '../../src/transfer/tuning.ts';
import { bits, examplesFor, trajectory } from './follow.ts';
import { ofLogits } from './logits.ts';
import { convolved, staged } from './staged-model.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await startOnnx({ device: 'cpu', threads: 1 });
});

type Use = keyof typeof tunings;
const names = Object.keys(tunings) as Use[];
const models: readonly Architecture[] = [
  staged,
  convolved,
  buildArchitecture(
    { backbone: 'cnn', head: { use: 'mlp', hidden: 4 }, channels: [3, 2], kernel: 3, hidden: 5 },
    [4, 4, 1],
    3,
  ),
];
const cases = names.flatMap((use) => models.map((model) => ({ use, model, key: model.key.slice(0, 14) })));

const viewOf = (architecture: Architecture) => examplesFor(architecture, 4);
const stageNames = ({ stages }: Architecture) => stages.map(({ name }) => name);
const startOf = (architecture: Architecture): Weights =>
  initialWeights(architecture, stageNames(architecture), { seed: 1 });
const parsed = (use: Use, options = {}) => tuningSchema.parse({ use, ...options }) as Exclude<Tuning, 'none'>;

/** All values drawn anew: what was put in is at zero in part when it starts. */
function drawn(architecture: Architecture): Weights {
  return Object.fromEntries(
    Object.entries(startOf(architecture)).map(([name, values]) => {
      const random = stream('test', { name, use: 'weights' });
      return [name, name.endsWith('/variance') ? values : values.map(() => 0.5 * random.normal())];
    }),
  );
}

async function logitsOf(architecture: Architecture, weights: Weights): Promise<Float32Array> {
  const network = networkOf(architecture);
  const packing = new Packing(network, ['head/kernel']);
  const state = engine.createState(packing.specs, packing.pack(weights));
  const view = viewOf(architecture);
  const { logits } = ofLogits(await predictor(engine, view, view)({ network, packing, state }));
  state.dispose();
  return logits;
}

/** Trains what a tuning trains; all parameters before each step and after the last. */
async function seenOf(model: Architecture, tuning: Tuning, steps: number): Promise<readonly Weights[]> {
  const recipe = { init: { from: 'source' }, tuning, train: tuning === 'none' ? 'head' : 'all' } as const;
  const adam = optimizers.adam.create(optimizers.adam.schema.parse({}));
  const { seen } = await trajectory(engine, model, recipe, {
    view: viewOf(model),
    batch: 8,
    steps,
    lr: 0.05,
    optimizer: adam,
  });
  return seen;
}

describe.each(names)('tuning %s', (use) => {
  test('is registered under its name, with a title and a reference, and refuses what it does not know', () => {
    expect(tunings[use].name).toBe(use);
    expect(tunings[use].title.length).toBeGreaterThan(5);
    expect(tunings[use].reference.length).toBeGreaterThan(5);
    expect(tuningSchema.safeParse({ use, unknown: 1 }).success).toBe(false);
  });
});

describe.each(cases)('tuning $use in $key', ({ use, model }) => {
  const tuned = withTuning(model, parsed(use));

  test('puts parameters into the body, and leaves the others and the head as they are', () => {
    const [before, after] = [parameterSpecs(model), parameterSpecs(tuned.architecture)];
    expect(tuned.inserted.length).toBeGreaterThan(0);
    expect(Object.keys(after).filter((name) => before[name] === undefined)).toEqual(tuned.inserted);
    for (const [name, spec] of Object.entries(before)) expect(after[name]).toEqual(spec);
    expect(tuned.architecture.stages.at(-1)).toBe(model.stages.at(-1));
    expect(tuned.architecture.key).not.toBe(model.key);
    tuned.architecture.stages.forEach(({ name, inputShape, outputShape, masks, statistics }, index) => {
      const stage = model.stages[index]!;
      expect({ name, inputShape, outputShape, masks, statistics }).toEqual({
        name: stage.name,
        inputShape: stage.inputShape,
        outputShape: stage.outputShape,
        masks: stage.masks,
        statistics: stage.statistics,
      });
    });
  });

  test('changes nothing at the start: equal logits, to the bit', async () => {
    expect(bits(await logitsOf(tuned.architecture, startOf(tuned.architecture)))).toBe(
      bits(await logitsOf(model, startOf(model))),
    );
  });

  test('moves what it puts in and the head, and no other by a bit', async () => {
    const seen = await seenOf(model, parsed(use), 4);
    const moved = Object.keys(seen[0]!).filter((name) => bits(seen[0]![name]!) !== bits(seen[4]![name]!));
    const head = Object.keys(parameterSpecs(model, ['head']));
    expect(moved.sort()).toEqual([...tuned.inserted, ...head].sort());
  });

  test('takes the first step of the head as if nothing were put in', async () => {
    const [inserted, plain] = [await seenOf(model, parsed(use), 1), await seenOf(model, 'none', 1)];
    for (const name of Object.keys(parameterSpecs(model, ['head']))) {
      inserted[1]![name]!.forEach((value, index) => {
        expect(value).toBeCloseTo(plain[1]![name]![index]!, 6);
      });
    }
  });
});

/** [rows, inner] × [inner, columns] in double precision. */
function product(a: ArrayLike<number>, b: ArrayLike<number>, inner: number): Float64Array {
  const [rows, columns] = [a.length / inner, b.length / inner];
  return Float64Array.from({ length: rows * columns }, (_, at) => {
    let sum = 0;
    for (let k = 0; k < inner; k++) sum += a[Math.floor(at / columns) * inner + k]! * b[k * columns + (at % columns)]!;
    return sum;
  });
}

describe('lora', () => {
  test.each([
    { rank: 1, alpha: 3 },
    { rank: 4, alpha: 8 },
  ])('is the model with W + (α/r)·A·B for its dense kernels: $rank, $alpha', async ({ rank, alpha }) => {
    const { architecture, inserted } = withTuning(convolved, parsed('lora', { rank, alpha }));
    expect(inserted).toEqual(['second/kernel-lora-a', 'second/kernel-lora-b']); // no convolution, no normalisation
    const weights = drawn(architecture);
    expect(weights['second/kernel-lora-a']).toHaveLength(8 * rank);
    expect(weights['second/kernel-lora-b']).toHaveLength(rank * 5);
    const change = product(weights['second/kernel-lora-a']!, weights['second/kernel-lora-b']!, rank);
    const merged = weights['second/kernel']!.map((value, index) => value + (alpha / rank) * change[index]!);
    const expected = await logitsOf(convolved, { ...weights, 'second/kernel': merged });
    const unchanged = await logitsOf(convolved, weights);
    const logits = await logitsOf(architecture, weights);
    logits.forEach((value, index) => {
      expect(value).toBeCloseTo(expected[index]!, 4);
    });
    expect(Math.max(...logits.map((value, index) => Math.abs(value - unchanged[index]!)))).toBeGreaterThan(0.01);
  });

  test('has no place in a model of convolutions alone', () => {
    const alone = { ...convolved, stages: [convolved.stages[0]!, convolved.stages[3]!] };
    const { architecture, inserted } = withTuning(alone, parsed('lora'));
    expect(inserted).toEqual([]);
    expect(architecture.stages).toEqual(alone.stages);
  });
});

describe('adapter', () => {
  test.each(['first', 'second', 'third'])(
    'adds ReLU(h·D + d)·U + u to the output h of stage %s, at every position of a feature map',
    async (last) => {
      const width = 3;
      const { architecture } = withTuning(convolved, parsed('adapter', { width }));
      const index = stageNames(convolved).indexOf(last);
      const view = viewOf(convolved);
      // Adapters in the stages before are at their start, where they change nothing.
      const weights = Object.fromEntries(
        Object.entries(drawn(architecture)).map(([name, values]) => [
          name,
          /adapter-up/.test(name) && !name.startsWith(`${last}/`) ? values.map(() => 0) : values,
        ]),
      );
      const outputs = async (of: Architecture): Promise<Float32Array> => {
        const prefix = stageNames(of).slice(0, index + 1);
        const stopped = () => false;
        const result = await extractFeatures(engine, { architecture: of, prefix, weights, view, stopped });
        if (result.status !== 'completed') throw new Error(result.status);
        return result.features;
      };
      const h = await outputs(convolved);
      const of = (name: string): Float32Array => weights[`${last}/adapter-${name}`]!;
      const channels = of('up-bias').length;
      expect(channels).toBe(convolved.stages[index]!.outputShape.at(-1));
      const down = product(h, of('down'), channels).map((value, at) =>
        Math.max(0, value + of('down-bias')[at % width]!),
      );
      const up = product(down, of('up'), width);
      (await outputs(architecture)).forEach((value, at) => {
        expect(value).toBeCloseTo(h[at]! + up[at]! + of('up-bias')[at % channels]!, 4);
      });
      expect(up.some((value) => Math.abs(value) > 0.01)).toBe(true);
    },
  );
});
