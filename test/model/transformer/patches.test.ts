import { readFileSync } from 'node:fs';
import { grads, mul, reshape, sum, type Tensor } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Engine, NamedTensors, Program } from '../../../src/engine/contract.ts';
import { buildArchitecture, type ModelChoice } from '../../../src/model/architecture.ts';
import { patchTransformer } from '../../../src/model/backbones/patch-transformer.ts';
import { numbersOf, presenceOf } from '../../../src/model/transformer/parts.ts';
import { patchStage } from '../../../src/model/transformer/patches.ts';
import { testEngines } from '../../engine/test-engines.ts';

/** Outputs and gradients of PyTorch's convolution; the file says of which version and how. */
interface Case {
  readonly stride: readonly [number, number];
  readonly classToken: boolean;
  readonly length: number;
  readonly x: readonly number[];
  /** What the outputs are multiplied by before they are summed up. */
  readonly weights: readonly number[];
  readonly y: readonly number[];
  readonly dx: readonly number[];
  readonly parameters: Readonly<Record<string, readonly number[]>>;
  readonly gradients: Readonly<Record<string, readonly number[]>>;
}

const { cases } = JSON.parse(readFileSync('test/model/transformer/patches.json', 'utf8')) as {
  cases: readonly Case[];
};
const [BATCH, WIDTH] = [2, 4];
const INPUT = [7, 4, 2] as const;

function patchProgram({ stride, classToken, length }: Case): Program {
  const stage = patchStage('embedding', {
    inputShape: INPUT,
    patch: [3, 2],
    ...{ stride, width: WIDTH, classToken, dropout: 0 },
  });
  expect(stage.outputShape).toEqual([length, WIDTH + 1]);
  const float = (shape: readonly number[]) => ({ shape, dtype: 'float32' as const });
  const names = Object.keys(stage.parameters);
  return {
    key: `patches ${stride} ${classToken}`,
    state: {},
    inputs: {
      x: float([BATCH, ...INPUT]),
      weights: float([BATCH, length, WIDTH]),
      ...Object.fromEntries(names.map((name) => [name, float(stage.parameters[name]!.shape)])),
    },
    apply: (_state, inputs) => {
      const pass = { weight: null, masks: null, given: {}, batchStatistics: false, keep: () => {} };
      const made = (x: Tensor, parameters: NamedTensors) => stage.apply(parameters, x, pass);
      const total = (x: Tensor, ...values: Tensor[]) => {
        const parameters = Object.fromEntries(names.map((name, index) => [name, values[index]!]));
        return sum(mul(numbersOf(made(x, parameters)), inputs['weights']!));
      };
      const [dx, ...others] = grads(total)([inputs['x']!, ...names.map((name) => inputs[name]!)]);
      const output = made(inputs['x']!, inputs);
      return {
        state: {},
        outputs: {
          y: numbersOf(output),
          present: presenceOf(output),
          dx: dx!,
          ...Object.fromEntries(names.map((name, index) => [`d ${name}`, reshape(others[index]!, [-1])])),
        },
      };
    },
  };
}

describe.each(testEngines)('patches on $name', ({ start }) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await start();
  });

  test.each(cases)('have the outputs and the gradients of PyTorch (stride $stride)', async (one) => {
    const executable = await engine.compile(patchProgram(one));
    const state = engine.createState({}, {});
    const float = (values: readonly number[]) => Float32Array.from(values);
    const found = await executable.run(state, {
      x: float(one.x),
      weights: float(one.weights),
      ...Object.fromEntries(Object.entries(one.parameters).map(([name, values]) => [name, float(values)])),
    });
    const close = (values: ArrayLike<number>, expected: readonly number[]) => {
      expect(values).toHaveLength(expected.length);
      expected.forEach((value, index) => {
        expect(Math.abs(values[index]! - value)).toBeLessThan(2e-5);
      });
    };
    close(found['y']!, one.y);
    close(found['dx']!, one.dx);
    for (const [name, values] of Object.entries(one.gradients)) close(found[`d ${name}`]!, values);
    expect([...found['present']!]).toEqual(new Array(BATCH * one.length).fill(1));
    state.dispose();
  });
});

describe('the backbone', () => {
  const stagesOf = (options: object, shape: readonly number[], content?: { readonly kind: 'spectrogram' }) =>
    patchTransformer.stages(patchTransformer.schema.parse(options), shape, content);

  test('has the stages embedding, blocks and pool, of images and of spectrograms', () => {
    const images = stagesOf({ layers: 3 }, [28, 28, 1]);
    expect(images.map(({ name }) => name)).toEqual(['embedding', 'block1', 'block2', 'block3', 'pool']);
    expect(images[0]!.outputShape).toEqual([49, 65]);
    expect(images.at(-1)!.outputShape).toEqual([64]);
    // 1 + ⌈(61 − 16)/10⌉ = 6 along time, 1 + ⌈(40 − 16)/10⌉ = 4 along bands, and the class token.
    const sound = stagesOf({ patch: 16, stride: 10, pool: 'class' }, [61, 40, 1], { kind: 'spectrogram' });
    expect(sound[0]!.outputShape).toEqual([25, 65]);
  });

  test('a part of a patch at the end is not lost', () => {
    expect(stagesOf({ patch: [8, 4] }, [9, 9, 3])[0]!.outputShape).toEqual([2 * 3, 65]);
    expect(stagesOf({ patch: 9 }, [9, 9, 3])[0]!.outputShape).toEqual([1, 65]);
  });

  test('has the parameters that its formula says', () => {
    const options = { backbone: 'patch-transformer', head: { use: 'linear' }, ...patchTransformer.schema.parse({}) };
    const choice = options as unknown as ModelChoice;
    const { stages } = buildArchitecture(choice, [28, 28, 1], 10);
    const count = stages
      .flatMap(({ parameters }) => Object.values(parameters))
      .reduce((sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1), 0);
    // Embedding 4·4·64 + 64 + 49·64; a block 12·64² + 13·64; the last norm 2·64; the head 64·10 + 10.
    expect(count).toBe(1024 + 64 + 3136 + 2 * (12 * 4096 + 13 * 64) + 128 + 650);
  });

  test.each([
    [{}, [784], 'needs images or spectrograms of shape [height, width, channels]'],
    [{ patch: 29 }, [28, 28, 1], 'a patch of 29 × 29 is larger than examples of 28 × 28'],
    [{ patch: 4, stride: [4, 5] }, [28, 28, 1], 'leave out what is between them'],
    [{ patch: 1 }, [80, 80, 1], '6400 such patches, more than 4096'],
  ])('refuses what it cannot take: %j of %j', (options, shape, message) => {
    expect(() => stagesOf(options, shape)).toThrow(message);
  });

  test('refuses tokens, and a width that heads cannot share', () => {
    const options = patchTransformer.schema.parse({});
    const tokens = { kind: 'tokens', vocabulary: 9, tokenizer: 'made up' } as const;
    expect(() => patchTransformer.stages(options, [28], tokens)).toThrow('received "tokens"');
    expect(patchTransformer.schema.safeParse({ width: 10, heads: 4 }).success).toBe(false);
  });
});
