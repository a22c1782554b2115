import { readFileSync } from 'node:fs';
import { grads, mul, reshape, sum, type Tensor } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Engine, NamedTensors, Program } from '../../../src/engine/contract.ts';
import { attentionBlock } from '../../../src/model/transformer/block.ts';
import { numbersOf, together } from '../../../src/model/transformer/parts.ts';
import { testEngines } from '../../engine/test-engines.ts';

/** Outputs and gradients of PyTorch's TransformerEncoderLayer; the file says of which version and how. */
interface Case {
  readonly causal: boolean;
  readonly lengths: readonly number[];
  readonly x: readonly number[];
  /** What the outputs are multiplied by before they are summed up. */
  readonly weights: readonly number[];
  readonly y: readonly number[];
  readonly dx: readonly number[];
  readonly parameters: Readonly<Record<string, readonly number[]>>;
  readonly gradients: Readonly<Record<string, readonly number[]>>;
}

const { cases } = JSON.parse(readFileSync('test/model/transformer/block.json', 'utf8')) as { cases: readonly Case[] };
const [WIDTH, HEADS, HIDDEN, LENGTH, BATCH] = [8, 2, 12, 5, 2];

function blockProgram(causal: boolean): Program {
  const block = {
    length: LENGTH,
    width: WIDTH,
    heads: HEADS,
    hidden: HIDDEN,
    causal,
    rotary: false,
    dropout: 0,
    last: false,
  };
  const stage = attentionBlock('block', block);
  const float = (shape: readonly number[]) => ({ shape, dtype: 'float32' as const });
  const names = Object.keys(stage.parameters);
  return {
    key: `block ${causal}`,
    state: {},
    inputs: {
      x: float([BATCH, LENGTH, WIDTH]),
      present: float([BATCH, LENGTH, 1]),
      weights: float([BATCH, LENGTH, WIDTH]),
      ...Object.fromEntries(names.map((name) => [name, float(stage.parameters[name]!.shape)])),
    },
    apply: (_state, inputs) => {
      const made = (x: Tensor, parameters: NamedTensors): Tensor => {
        const pass = { weight: null, masks: null, given: {}, batchStatistics: false, keep: () => {} };
        const output = stage.apply(parameters, together(x, inputs['present']!), pass);
        return numbersOf(output);
      };
      const total = (x: Tensor, ...values: Tensor[]) =>
        sum(mul(made(x, Object.fromEntries(names.map((name, index) => [name, values[index]!]))), inputs['weights']!));
      const [dx, ...others] = grads(total)([inputs['x']!, ...names.map((name) => inputs[name]!)]);
      return {
        state: {},
        outputs: {
          y: mul(made(inputs['x']!, inputs), inputs['present']!),
          dx: dx!,
          ...Object.fromEntries(names.map((name, index) => [`d ${name}`, reshape(others[index]!, [-1])])),
        },
      };
    },
  };
}

describe.each(testEngines)('a block on $name', ({ start }) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await start();
  });

  test.each(cases)('has the outputs and the gradients of PyTorch (causal: $causal)', async (one) => {
    const executable = await engine.compile(blockProgram(one.causal));
    const state = engine.createState({}, {});
    const present = one.lengths.flatMap((count) =>
      Array.from({ length: LENGTH }, (_, place) => (place < count ? 1 : 0)),
    );
    const outputs = await executable.run(state, {
      x: Float32Array.from(one.x),
      present: Float32Array.from(present),
      weights: Float32Array.from(one.weights),
      ...Object.fromEntries(Object.entries(one.parameters).map(([name, values]) => [name, Float32Array.from(values)])),
    });
    state.dispose();
    const far = (name: string, expected: readonly number[]) =>
      expected.reduce((most, value, index) => Math.max(most, Math.abs(value - outputs[name]![index]!)), 0);
    expect(far('y', one.y)).toBeLessThan(2e-5);
    expect(far('dx', one.dx)).toBeLessThan(1e-4);
    for (const [name, gradient] of Object.entries(one.gradients)) expect(far(`d ${name}`, gradient)).toBeLessThan(1e-4);
    expect(Math.max(...one.y)).toBeGreaterThan(1);
  });
});
